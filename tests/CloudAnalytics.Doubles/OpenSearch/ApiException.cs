using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>A refusal in the form that OpenSearch gives it.</summary>
public sealed class ApiException(int status, string type, string reason) : Exception(reason)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public static ApiException NoIndex(string name) =>
        new(404, "index_not_found_exception", $"no such index [{name}]");

    public static ApiException Wrong(string reason, string type = "illegal_argument_exception") => new(400, type, reason);

    public JsonObject Cause() => new() { ["type"] = Type, ["reason"] = Message };

    public JsonObject Body()
    {
        var error = Cause();
        error["root_cause"] = new JsonArray(Cause());
        return new JsonObject { ["error"] = error, ["status"] = Status };
    }
}
