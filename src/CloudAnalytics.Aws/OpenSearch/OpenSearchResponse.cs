using System.Text;
using System.Text.Json;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>What a cluster has answered.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="Body">The answer's body.</param>
/// <param name="Failure">Why no answer came, or null.</param>
public sealed record OpenSearchResponse(int Status, byte[] Body, string? Failure)
{
    /// <summary>Whether it was done.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => IsTransientStatus(Status) || (Status == 403 && IsBlock(ErrorType, Reason));

    /// <summary>The name of the error, or empty.</summary>
    public string ErrorType => ErrorOf("type");

    /// <summary>Why it failed, for messages.</summary>
    public string Reason
    {
        get
        {
            if (Failure is not null)
                return Failure;
            var reason = ErrorOf("reason");
            var text = reason.Length > 0 ? $"{ErrorType}: {reason}" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 200)));
            return Shortened($"HTTP {Status}{(text.Length > 0 ? " " : "")}{text}");
        }
    }

    /// <summary>An answer that never came.</summary>
    public static OpenSearchResponse Nothing(string failure) => new(0, [], failure);

    /// <summary>An answer that did not come in time.</summary>
    internal static OpenSearchResponse Late(string host, TimeSpan timeout) =>
        Nothing($"no answer from {host} within {timeout.TotalSeconds:0.#} s");

    /// <summary>A cluster that cannot be reached, or whose connection broke.</summary>
    internal static OpenSearchResponse Unreachable(string host, string why) => Nothing($"no connection to {host}: {why}");

    /// <summary>The body as JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Whether a status means "not now": too many requests, time-outs, gateways, a cluster without its nodes, no answer at all.
    /// </summary>
    internal static bool IsTransientStatus(int status) => status is 0 or 408 or 429 or 500 or 502 or 503 or 504;

    /// <summary>Whether a refusal comes from a block on the index or the cluster, such as a full disk, rather than from security.</summary>
    internal static bool IsBlock(string type, string reason) =>
        type == "cluster_block_exception" || reason.Contains("cluster_block_exception", StringComparison.Ordinal)
        || reason.Contains("ClusterBlockException", StringComparison.Ordinal);

    internal static string Shortened(string text) =>
        text.Length <= Limits.SinkReasonLengthMax ? text : text[..(Limits.SinkReasonLengthMax - 3)] + "...";

    string ErrorOf(string member)
    {
        if (Body.Length == 0 || Body[0] != (byte)'{')
            return "";
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String
                    ? text.GetString()!
                    : "";
        }
        catch (JsonException)
        {
            // A proxy's own answer, shown as it is.
            return "";
        }
    }
}
