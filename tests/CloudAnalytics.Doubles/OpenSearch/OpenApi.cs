using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>
/// The official description of the API (OpenAPI 3.1), against which requests and responses are held: paths, methods, parameters, bodies.
/// Paths of Dashboards are not described and pass.
/// </summary>
public sealed class OpenApi
{
    // The lines of a bulk request are alike.
    const int LinesChecked = 40;

    // In requests of ours, and known to clusters, but missing from the description of this version.
    static readonly string[] s_undescribedParameters = ["policyID", "has-xsrf"];

    readonly List<(string[] Template, YamlNode Value)> _paths;
    readonly SchemaCheck _schemas;

    OpenApi(YamlMappingNode root)
    {
        _schemas = new SchemaCheck(root);
        var paths = (YamlMappingNode)_schemas.Member(root, "paths")!;
        _paths = [.. paths.Select(p => (((YamlScalarNode)p.Key).Value!.Split('/', StringSplitOptions.RemoveEmptyEntries), p.Value))];
    }

    /// <summary>The description, read once; null where the samples are absent.</summary>
    public static Lazy<OpenApi?> Shared { get; } = new(() => Read(RepositoryRoot.Sample("opensearch", "opensearch-openapi.yaml")));

    /// <summary>What is wrong with an exchange.</summary>
    internal List<string> Check(ApiRequest request, ApiResponse response)
    {
        lock (_schemas)
            return [.. Problems(request, response)];
    }

    IEnumerable<string> Problems(ApiRequest request, ApiResponse response)
    {
        if (request.Segments is ["_dashboards" or "api", ..])
            yield break;
        if (Find(request.Segments) is not { } path)
        {
            yield return "no such path";
            yield break;
        }

        if (_schemas.Member(path, request.Method.ToLowerInvariant()) is not { } operation)
        {
            if (response.Status < 400)
                yield return "no such method";
            yield break;
        }

        foreach (var problem in Parameters(path, operation, request).Concat(RequestBody(operation, request))
            .Concat(ResponseBody(operation, response)))
            yield return problem;
    }

    static OpenApi? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        using var reader = new StreamReader(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return new OpenApi((YamlMappingNode)stream.Documents[0].RootNode);
    }

    YamlNode? Find(string[] segments) =>
        _paths
            .Where(p => p.Template.Length == segments.Length && p.Template.Zip(segments).All(s => s.First == s.Second || s.First[0] == '{'))
            .OrderBy(p => p.Template.Count(s => s[0] == '{'))
            .FirstOrDefault().Value;

    IEnumerable<string> Parameters(YamlNode path, YamlNode operation, ApiRequest request)
    {
        var known = new[] { path, operation }.SelectMany(n => _schemas.Items(_schemas.Member(n, "parameters")))
            .Where(p => _schemas.Text(p, "in") == "query").Select(p => _schemas.Text(p, "name")).ToHashSet();
        return request.Query.Keys.Where(n => !known.Contains(n) && !s_undescribedParameters.Contains(n))
            .Select(n => $"no such parameter: {n}");
    }

    IEnumerable<string> RequestBody(YamlNode operation, ApiRequest request)
    {
        var body = _schemas.Member(operation, "requestBody");
        if (request.Body.Length == 0)
            return body is not null && _schemas.Text(body, "required") == "true" ? ["the body is missing"] : [];
        if (body is null)
            return ["a body is not expected"];
        var content = _schemas.Member(body, "content")!;
        var schema = _schemas.Member(_schemas.Member(content, request.ContentType), "schema");
        if (schema is null)
            return [$"a body of type '{request.ContentType}' is not expected"];
        if (request.ContentType != "application/x-ndjson")
            return Faults(schema, JsonNode.Parse(request.Body), "request");
        var lines = Encoding.UTF8.GetString(request.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(LinesChecked);
        return Faults(schema, new JsonArray([.. lines.Select(l => JsonNode.Parse(l))]), "request");
    }

    IEnumerable<string> ResponseBody(YamlNode operation, ApiResponse response)
    {
        var described = _schemas.Member(_schemas.Member(operation, "responses"), response.Status.ToString(CultureInfo.InvariantCulture));
        if (described is null)
            return response.Status < 400 ? [$"status {response.Status} is not described"] : [];
        var schema = _schemas.Member(_schemas.Member(_schemas.Member(described, "content"), "application/json"), "schema");
        return schema is null || response.Body is null ? [] : Faults(schema, JsonNode.Parse(response.Body.ToJsonString()), "response");
    }

    IEnumerable<string> Faults(YamlNode schema, JsonNode? value, string what)
    {
        try
        {
            return _schemas.Fault(schema, value) is { } fault ? [$"{what}{fault}"] : [];
        }
        catch (JsonException e)
        {
            return [$"{what} is no JSON: {e.Message}"];
        }
    }
}
