using System.Text.Json;
using CloudAnalytics.Aws.Json;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>What became of one item of a bulk request.</summary>
/// <param name="Outcome">What that means for it.</param>
/// <param name="Reason">Why it failed, or empty.</param>
readonly record struct BulkItem(BulkOutcome Outcome, string Reason);

/// <summary>What an item's status means.</summary>
enum BulkOutcome
{
    /// <summary>It is there, from this request or an earlier one.</summary>
    Written,

    /// <summary>Not now.</summary>
    Again,

    /// <summary>Never.</summary>
    Never,

    /// <summary>Nothing will be taken until somebody has changed something.</summary>
    Stop,
}

/// <summary>Reads the answer of a bulk request.</summary>
static class BulkAnswer
{
    /// <summary>What of an answer is asked for, also of a refusal; the rest repeats the request.</summary>
    public const string Filter = "filter_path=errors,error,items.*.status,items.*.error";

    /// <summary>The items in the order of the request, or null when the answer is not one of a bulk request of so many items.</summary>
    public static BulkItem[]? Read(ReadOnlyMemory<byte> body, int count) =>
        IsAllWritten(body.Span, count) ? new BulkItem[count] : ReadEach(body, count);

    // Apart: the first call of a method loads what it has variables of, here a library that a start seldom needs.
    static BulkItem[]? ReadEach(ReadOnlyMemory<byte> body, int count)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (!document.RootElement.TryGetProperty("items", out var items) || items.GetArrayLength() != count)
                return null;
            var answer = new BulkItem[count];
            var i = 0;
            foreach (var item in items.EnumerateArray())
            {
                foreach (var action in item.EnumerateObject())
                    answer[i] = Read(action.Value);
                i++;
            }

            return answer;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Something between us and the cluster has answered: it is unknown what was written.
            return null;
        }
    }

    // Nearly always: each item holds its action, and that a status of success and nothing else.
    static bool IsAllWritten(ReadOnlySpan<byte> body, int count)
    {
        try
        {
            var reader = new JsonTokens(body, 0);
            if (!reader.Read() || reader.Token != JsonToken.BeginObject)
                return false;
            var found = 0;
            while (reader.Read() && reader.Token == JsonToken.Name)
            {
                if (reader.Is("items"u8))
                    found = CountWritten(ref reader);
                else
                    reader.Skip();
            }

            return found == count && !reader.Read();
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // -1 when one was not written, or it cannot be told here.
    static int CountWritten(ref JsonTokens reader)
    {
        var count = 0;
        if (!reader.Read() || reader.Token != JsonToken.BeginArray)
            return -1;
        while (reader.Read() && reader.Token == JsonToken.BeginObject)
        {
            var isWritten = reader.Read() && reader.Token == JsonToken.Name
                && reader.Read() && reader.Token == JsonToken.BeginObject
                && reader.Read() && reader.Token == JsonToken.Name && reader.Is("status"u8)
                && reader.Read() && reader.Token == JsonToken.Number && reader.Value is [(byte)'2', _, _]
                && reader.Read() && reader.Token == JsonToken.EndObject
                && reader.Read() && reader.Token == JsonToken.EndObject;
            if (!isWritten)
                return -1;
            count++;
        }

        return reader.Token == JsonToken.EndArray ? count : -1;
    }

    static BulkItem Read(JsonElement item)
    {
        var status = item.GetProperty("status").GetInt32();
        if (status is >= 200 and < 300)
            return new BulkItem(BulkOutcome.Written, "");
        var (type, reason) = item.TryGetProperty("error", out var error) ? (Text(error, "type"), ReasonOf(error)) : ("", "");

        // The document is there: this or an earlier delivery of the same row has written it.
        if (status == 409)
            return new BulkItem(BulkOutcome.Written, "");
        var outcome = OpenSearchResponse.IsTransientStatus(status) ? BulkOutcome.Again
            : status == 403 ? (OpenSearchResponse.IsBlock(type, reason) ? BulkOutcome.Again : BulkOutcome.Stop)
            : status is 401 or 404 ? BulkOutcome.Stop
            : BulkOutcome.Never;
        return new BulkItem(outcome, OpenSearchResponse.Shortened($"OpenSearch: {type}: {reason}"));
    }

    static string ReasonOf(JsonElement error)
    {
        var reason = Text(error, "reason");
        return error.TryGetProperty("caused_by", out var cause) && Text(cause, "reason") is { Length: > 0 } deeper
            ? $"{reason}: {deeper}"
            : reason;
    }

    static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";
}
