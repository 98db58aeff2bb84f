using System.Text.Json;

namespace CloudAnalytics.Pipeline.Framing;

/// <summary>
/// What CloudWatch Logs sends through a subscription: one JSON object with <c>messageType</c> and <c>logEvents</c>, each of which holds one
/// log record as <c>message</c> (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html). Control messages, which only
/// test the way, hold none.
/// </summary>
static class SubscriptionEnvelope
{
    /// <summary>Whether the bytes are such an object, by its keys.</summary>
    internal static bool IsOne(ReadOnlySpan<byte> data) =>
        data is [(byte)'{', ..] && data.IndexOf("\"logEvents\""u8) > 0 && data.IndexOf("\"messageType\""u8) > 0;

    /// <summary>Reads the log records.</summary>
    /// <param name="data">The object.</param>
    /// <param name="sub">The record's place among aggregated ones.</param>
    /// <param name="pieces">Gets a piece for each record.</param>
    /// <returns>False when the object is no JSON; nothing was added then.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> data, int sub, List<Piece> pieces)
    {
        var before = pieces.Count;
        // An unescaped text is never longer than the escaped one.
        var texts = new byte[data.Length];
        var used = 0;
        var isControl = false;
        var reader = new Utf8JsonReader(data);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (reader.CurrentDepth == 1 && reader.ValueTextEquals("messageType"u8))
                {
                    reader.Read();
                    isControl = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("CONTROL_MESSAGE"u8);
                }
                else if (reader.CurrentDepth == 3 && reader.ValueTextEquals("message"u8))
                {
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.String)
                        continue;
                    var length = reader.CopyString(texts.AsSpan(used));
                    pieces.Add(new Piece(texts.AsMemory(used, length), sub, reader.TokenStartIndex, null));
                    used += length;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not UTF-8 or holds half a surrogate pair.
            pieces.RemoveRange(before, pieces.Count - before);
            return false;
        }

        if (isControl)
            pieces.RemoveRange(before, pieces.Count - before);
        return true;
    }
}
