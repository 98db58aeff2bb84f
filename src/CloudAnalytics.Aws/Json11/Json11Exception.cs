using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace CloudAnalytics.Aws.Json11;

/// <summary>A service answered with an error, or not at all. The message begins with its code.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Without a code it says nothing.")]
public sealed class Json11Exception : IOException
{
    internal Json11Exception(string code, string message, HttpStatusCode status, Exception? inner = null)
        : base($"{code}: {message}", inner) =>
        (Code, Status) = (code, status);

    /// <summary>The service's own name of the error, such as <c>InvalidRequestException</c>; <c>NoAnswer</c> when there was none.</summary>
    public string Code { get; }

    /// <summary>Status of the answer; 0 when there was none.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>
    /// Whether the same request may succeed later: the service is throttled, at fault, or could not be reached.
    /// </summary>
    public bool IsTransient => Status == 0 || (int)Status >= 500 || Code.Contains("Throttl", StringComparison.Ordinal)
        || Code is "TooManyRequestsException" or "ProvisionedThroughputExceededException" or "RequestLimitExceeded" or "SlowDown"
            or "RequestTimeout" or "RequestTimeoutException";
}
