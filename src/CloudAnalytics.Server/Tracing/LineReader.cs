using CloudAnalytics.Core;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Tracing;

/// <summary>Reads the log lines that a journey was put together of, with their places in the files.</summary>
/// <param name="lake">The lake.</param>
public sealed class LineReader(LakeSql lake)
{
    static readonly QueryLimits s_limits = QueryLimits.Default with { RowsMax = Limits.TraceRowsMax };

    /// <summary>The journey with its lines, in the order of their times.</summary>
    /// <exception cref="LakeSqlException">The engine failed or took too long.</exception>
    public Journey WithLines(Journey journey, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<string, JourneyLine>(StringComparer.Ordinal);
        foreach (var rows in RowsOf(journey, cancellationToken).GroupBy(row => row.Format))
        {
            foreach (var some in rows.Chunk(Limits.TraceNodesPerQuery))
                ReadById(rows.Key, some.Select(row => row.Id), some.Min(row => row.Time), some.Max(row =>
                    row.Time), lines, cancellationToken);
        }

        if (journey.Hops.Any(hop => hop.QueueId.Length == 0))
            ReadExchange(journey, lines, cancellationToken);
        return journey with
        {
            Lines =
            [
                .. lines.Values.OrderBy(line => line.Time).ThenBy(line => line.Host, StringComparer.Ordinal)
                    .ThenBy(line => line.SourceFile, StringComparer.Ordinal).ThenBy(line => line.Offset ?? 0),
            ],
        };
    }

    List<(string Format, string Id, DateTimeOffset Time)> RowsOf(Journey journey, CancellationToken cancellationToken)
    {
        // A queue id may be used again, and a Message-ID may be anybody's: what counts is what happened while the message was there.
        var spans = journey.Hops.Where(hop => hop.QueueId.Length > 0)
            .Select(hop => (EdgeNode.Queue(hop.Server, hop.QueueId), hop.Arrived, hop.Left))
            .Append((EdgeNode.Message(journey.MessageId), journey.First - Limits.TraceLineSpan, journey.Last + Limits.TraceLineSpan))
            .Concat(journey.Hops.Count > 0 ? []
                : journey.Recipients.Select(end => (EdgeNode.Address(end.Address), journey.First, journey.First)))
            .ToLookup(span => span.Item1, span => (First: span.Item2, Last: span.Item3));
        var found = new List<(string, string, DateTimeOffset)>();
        foreach (var nodes in spans.Select(span => span.Key).Chunk(Limits.TraceNodesPerQuery))
        {
            var rows = lake.QueryByKey("mail_edge", ["node", "row_format", "id", "time"], nodes, (query, row) => (
                Node: query.Column(0).GetString(row)!, Format: query.Column(1).GetString(row)!, Id: query.Column(2).GetString(row)!,
                Time: query.Column(3).GetTime(row)!.Value), s_limits, cancellationToken);
            found.AddRange(rows.Where(row => spans[row.Node].Any(span => row.Time >= span.First && row.Time <= span.Last))
                .Select(row => (row.Format, MailEdge.RowIdOf(row.Id), row.Time)));
        }

        return [.. found.Distinct()];
    }

    void ReadById(
        string format, IEnumerable<string> ids, DateTimeOffset first, DateTimeOffset last, Dictionary<string, JourneyLine> lines,
        CancellationToken cancellationToken)
    {
        if (LogFormats.Find(format) is not null)
            Read(format, "list_contains($3, id)", (string[])[.. ids.Distinct(StringComparer.Ordinal)], first, last, lines,
                cancellationToken);
    }

    void ReadExchange(Journey journey, Dictionary<string, JourneyLine> lines, CancellationToken cancellationToken)
    {
        // The clocks of servers differ, and a joined journey's times are those of all.
        var (first, last) = (journey.First - Limits.TraceLineSpan, journey.Last + Limits.TraceLineSpan);
        var key = journey.NetworkMessageId.Length > 0 ? journey.NetworkMessageId : journey.MessageId;
        Read("exchange_message_tracking", "coalesce(network_message_id, message_id) = $3", key, first, last, lines, cancellationToken);
        string[] sessions =
        [
            .. journey.Hops.SelectMany(hop => hop.SmtpSessions).Where(session => session.Match != SmtpMatch.Addresses)
                .Select(session => session.Session).Distinct(StringComparer.Ordinal),
        ];
        if (sessions.Length > 0)
            Read("exchange_smtp_protocol", "list_contains($3, session_id)", sessions, first, last, lines, cancellationToken);
    }

    void Read(
        string format, string condition, SqlValue value, DateTimeOffset first, DateTimeOffset last, Dictionary<string, JourneyLine> lines,
        CancellationToken cancellationToken)
    {
        using var query = lake.Query(
            $"SELECT id, time, host, source_file, raw FROM {format} WHERE time >= $1 AND time <= $2 AND {condition}", [first, last, value],
            s_limits, cancellationToken);
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
            {
                var id = query.Column(0).GetString(i)!;
                string Text(int column) => query.Column(column).GetString(i) ?? "";
                lines[format + id] = new JourneyLine(
                    query.Column(1).GetTime(i)!.Value, Text(2), format, Text(3), RowPlace.OffsetOf(format, id), id, Text(4));
            }
        }
    }
}
