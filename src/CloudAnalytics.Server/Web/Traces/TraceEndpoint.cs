using CloudAnalytics.Server.Tracing;
using CloudAnalytics.Server.Web.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web.Traces;

/// <summary>Where a message went.</summary>
sealed class TraceEndpoint(LakeDesk desk)
{
    readonly MessageTracer _tracer = new(desk.Lake);

    public void Map(IEndpointRouteBuilder api) => api.MapGet("/trace", TraceAsync);

    async Task TraceAsync(HttpContext context)
    {
        var key = ApiRequest.RequiredText(context.Request, "key").Trim();
        if (key.Length == 0)
            throw new RequestProblem("The parameter 'key' is blank.");
        var from = ApiRequest.Time(context.Request, "from");
        var to = ApiRequest.Time(context.Request, "to");
        var found = await desk.AskAsync(() => _tracer.Trace(key, from, to, context.RequestAborted), context.RequestAborted);
        await ApiReply.JsonAsync(context, found, TraceJson.Default.TraceResult);
    }
}
