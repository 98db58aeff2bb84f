using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>Bulk requests and single documents.</summary>
static class BulkRequests
{
    /// <summary>Runs the actions; refusals of single items come from the faults that are switched on.</summary>
    public static JsonObject Run(
        Cluster cluster, string? defaultIndex, ReadOnlySpan<byte> body, bool requireAlias, Func<ApiException?> itemFault)
    {
        if (body.IsEmpty || body[^1] != (byte)'\n')
            throw ApiException.Wrong("The bulk request must be terminated by a newline [\\n]");
        var items = new JsonArray();
        var hasErrors = false;
        while (!body.IsEmpty)
        {
            var line = Line(ref body);
            if (line.IsEmpty)
                continue;
            var (action, index, id) = ActionOf(line, defaultIndex);
            var source = action == "delete" ? default : Line(ref body);
            JsonObject item;
            try
            {
                if (itemFault() is { } fault)
                    throw fault;
                if (requireAlias && !cluster.Indices.Any(i => i.Aliases.ContainsKey(index)))
                {
                    throw new ApiException(404, "index_not_found_exception",
                        $"no such index [{index}] and [require_alias] request flag is [true] and [{index}] is not an alias");
                }

                item = Apply(cluster, action, index, id, source);
            }
            catch (ApiException e)
            {
                hasErrors = true;
                item = new JsonObject { ["_index"] = index, ["_id"] = id, ["status"] = e.Status, ["error"] = e.Cause() };
            }

            items.Add(new JsonObject { [action] = item });
        }

        return new JsonObject { ["took"] = 1, ["errors"] = hasErrors, ["items"] = items };
    }

    /// <summary>Writes one document.</summary>
    public static (JsonObject Answer, int Status) Write(Cluster cluster, string index, string? id, byte[] source, bool mustBeNew)
    {
        var (document, isNew) = cluster.ForWriting(index).Write(id ?? NewId(), source, mustBeNew);
        return (Written(document, isNew ? "created" : "updated"), isNew ? 201 : 200);
    }

    static JsonObject Apply(Cluster cluster, string action, string index, string? id, ReadOnlySpan<byte> source)
    {
        switch (action)
        {
            case "create" or "index":
                var (answer, status) = Write(cluster, index, id, source.ToArray(), action == "create");
                answer["status"] = status;
                return answer;
            case "delete":
                var target = cluster.ForWriting(index);
                var removed = target.Delete(id!);
                var deleted = Result(target, id!, (removed?.Version ?? 0) + 1, target.SequenceNumber,
                    removed is null ? "not_found" : "deleted");
                deleted["status"] = removed is null ? 404 : 200;
                return deleted;
            default:
                return Update(cluster.ForWriting(index), id!, source);
        }
    }

    static JsonObject Update(SearchIndex index, string id, ReadOnlySpan<byte> body)
    {
        var change = JsonNode.Parse(body)!.AsObject();
        if (change.ContainsKey("script"))
            throw ApiException.Wrong("scripts are not modelled");
        var known = index.Find(id) ?? throw new ApiException(404, "document_missing_exception", $"[{id}]: document missing");
        var source = JsonNode.Parse(known.Source)!.AsObject();
        var isNoop = true;
        foreach (var (name, value) in change["doc"]!.AsObject())
        {
            isNoop &= JsonNode.DeepEquals(source[name], value);
            source[name] = value?.DeepClone();
        }

        var answer = isNoop
            ? Written(known, "noop")
            : Written(index.Write(id, Encoding.UTF8.GetBytes(source.ToJsonString()), false).Document, "updated");
        answer["status"] = 200;
        return answer;
    }

    static JsonObject Written(StoredDocument document, string result) =>
        Result(document.Index, document.Id, document.Version, document.SequenceNumber, result);

    static JsonObject Result(SearchIndex index, string id, long version, long sequence, string result) => new()
    {
        ["_index"] = index.Name,
        ["_id"] = id,
        ["_version"] = version,
        ["result"] = result,
        ["_shards"] = new JsonObject { ["total"] = 2, ["successful"] = 1, ["failed"] = 0 },
        ["_seq_no"] = sequence,
        ["_primary_term"] = 1,
    };

    static (string Action, string Index, string? Id) ActionOf(ReadOnlySpan<byte> line, string? defaultIndex)
    {
        JsonObject parsed;
        try
        {
            parsed = JsonNode.Parse(line)!.AsObject();
        }
        catch (JsonException e)
        {
            throw ApiException.Wrong($"Malformed action/metadata line, expected START_OBJECT: {e.Message}");
        }

        var (action, node) = parsed.Single();
        if (action is not ("create" or "index" or "delete" or "update"))
        {
            throw ApiException.Wrong(
                $"Malformed action/metadata line, expected one of [create, delete, index, update] but found [{action}]");
        }

        var index = node!["_index"]?.ToString() ?? defaultIndex
            ?? throw new ApiException(400, "action_request_validation_exception", "Validation Failed: 1: index is missing;");
        return (action, index, node["_id"]?.ToString());
    }

    static ReadOnlySpan<byte> Line(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            throw ApiException.Wrong("The bulk request must be terminated by a newline [\\n]");
        var line = rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }

    static string NewId() => Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..20].Replace('/', '_').Replace('+', '-');
}
