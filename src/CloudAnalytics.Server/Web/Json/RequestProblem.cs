using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Json;

/// <summary>A request that cannot be answered as it stands; the message tells its sender what was found and what is allowed.</summary>
public sealed class RequestProblem : Exception
{
    public RequestProblem()
    {
    }

    public RequestProblem(string message)
        : base(message)
    {
    }

    public RequestProblem(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status to answer with.</summary>
    public int Status { get; init; } = StatusCodes.Status400BadRequest;

    /// <summary>Snake-case word for programs.</summary>
    public string Code { get; init; } = "bad_request";
}
