using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Aws.Kinesis;

/// <summary>
/// The answer to an event of Kinesis (ReportBatchItemFailures): the lowest sequence number that is not safe, from which on Lambda delivers
/// again; none when all records are safe.
/// </summary>
public static class BatchResponse
{
    /// <summary>Writes the answer.</summary>
    /// <param name="retryFrom">The first record that is not safe; null when all are.</param>
    /// <param name="hasWindow">Whether the mapping has a tumbling window; the answer fails without a state then.</param>
    public static ReadOnlyMemory<byte> Write(Position? retryFrom, bool hasWindow)
    {
        var text = new List<byte>(128);
        text.AddRange("{\"batchItemFailures\":["u8);
        if (retryFrom is { } position)
        {
            text.AddRange("{\"itemIdentifier\":\""u8);
            text.AddRange(position.Digits.Span);
            text.AddRange("\"}"u8);
        }

        text.AddRange(hasWindow ? "],\"state\":{}}"u8 : "]}"u8);
        return text.ToArray();
    }
}
