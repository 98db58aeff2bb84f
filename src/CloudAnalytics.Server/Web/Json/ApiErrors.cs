using CloudAnalytics.Lake.Queries;
using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Json;

/// <summary>Turns what endpoints throw into answers. What is not expected goes on to the server, which logs it and answers 500.</summary>
static class ApiErrors
{
    /// <summary>No standard status says that the client went away; nobody reads this one.</summary>
    const int ClientClosedRequest = 499;

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (RequestProblem problem) when (!context.Response.HasStarted)
        {
            await ApiReply.ErrorAsync(context, problem.Status, problem.Code, problem.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = ClientClosedRequest;
        }
        catch (LakeSqlException e) when (!context.Response.HasStarted)
        {
            var (status, code) = e.Failure == LakeSqlFailure.OutOfTime
                ? (StatusCodes.Status504GatewayTimeout, "time_limit")
                : (StatusCodes.Status500InternalServerError, "lake_failed");
            await ApiReply.ErrorAsync(context, status, code, e.Message);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await ApiReply.ErrorAsync(context, e.StatusCode, "bad_request", e.Message);
        }
    }
}
