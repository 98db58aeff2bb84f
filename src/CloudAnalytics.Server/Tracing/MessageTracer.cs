using CloudAnalytics.Core;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Tracing.Edges;

namespace CloudAnalytics.Server.Tracing;

/// <summary>Follows messages through the servers, by whatever an administrator knows of them.</summary>
/// <param name="lake">The lake.</param>
public sealed class MessageTracer(LakeSql lake)
{
    const string Columns =
        "time, host, action, event_source, outcome, message_id, network_message_id, internal_message_id, sender, subject, bytes, connector, client_ip, client_hostname, "
        + "server_ip, server_hostname, return_path, recipients, recipient_status, recipient_statuses, related_recipient, smtp_session, smtp_response, remote_queue_id, "
        + "failure_reason, source_context, noise";

    // One message is its network message id on all servers, or where the server has none yet (2010) its Message-ID.
    const string MessageKey = "coalesce(network_message_id, message_id)";

    readonly EdgeTracer _edges = new(lake);

    static readonly QueryLimits s_limits = QueryLimits.Default with { RowsMax = Limits.TraceRowsMax };

    /// <summary>Finds the messages and their ways, the latest first.</summary>
    /// <param name="key">A Message-ID, a network message id, an address, or words of a subject.</param>
    /// <param name="from">Only events from then on; null for all.</param>
    /// <param name="to">Only events before; null for all.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    /// <exception cref="LakeSqlException">The engine failed or took too long.</exception>
    public TraceResult Trace(string key, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        key = key.Trim();
        var unix = _edges.Trace(key, from ?? DateTimeOffset.UnixEpoch, to ?? DateTimeOffset.MaxValue.AddYears(-1), cancellationToken);
        var exchange = TraceExchange(key, from, to, cancellationToken);
        return unix is null ? exchange : exchange.Journeys.Count == 0 ? unix : JourneyJoin.Join(unix, exchange);
    }

    TraceResult TraceExchange(string key, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        foreach (var (kind, condition) in Readings(key))
        {
            var found = Find(condition, key, from, to, cancellationToken);
            if (found.Count == 0)
                continue;
            var conversations = new SmtpLogReader(lake);
            var isTruncated = found.Count > Limits.TraceMessagesMax;
            var journeys = Rows([.. found.Take(Limits.TraceMessagesMax)], cancellationToken)
                .GroupBy(row => row.NetworkMessageId.Length > 0 ? row.NetworkMessageId : row.MessageId, StringComparer.Ordinal)
                .Select(rows => JourneyBuilder.Build([.. rows], conversations.Around([.. rows], cancellationToken)))
                .OrderByDescending(journey => journey.First)
                .ToList();
            return new TraceResult(key, kind, journeys, isTruncated);
        }

        return new TraceResult(key, Readings(key).First().Kind, [], false);
    }

    /// <summary>What a key can mean, the most exact first; the next is tried only when one finds nothing.</summary>
    internal static IEnumerable<(string Kind, string Condition)> Readings(string key)
    {
        if (Guid.TryParse(key, out _))
            yield return ("network_message_id", "network_message_id = lower($1)");
        if (key.Contains('@', StringComparison.Ordinal))
        {
            yield return ("message_id", "message_id IN ($1, '<' || $1 || '>')");
            if (key[0] != '<')
                yield return ("address",
                    "(lower(sender) = lower($1) OR list_contains(list_transform(recipients, r -> lower(r)), lower($1)))");
        }

        yield return ("subject", "contains(lower(subject), lower($1))");
    }

    List<string> Find(string condition, string key, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT {MessageKey} AS key, max(time) AS last FROM exchange_message_tracking
            WHERE {condition} AND {MessageKey} IS NOT NULL AND time >= $2 AND time < $3
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {Limits.TraceMessagesMax + 1}
            """;
        using var query = lake.Query(sql, [key, from ?? DateTimeOffset.UnixEpoch, to ?? DateTimeOffset.MaxValue.AddYears(-1)], s_limits,
            cancellationToken);
        var keys = new List<string>();
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
                keys.Add(query.Column(0).GetString(i)!);
        }

        return keys;
    }

    List<TrackingRow> Rows(string[] keys, CancellationToken cancellationToken)
    {
        using var query = lake.Query(
            $"SELECT {Columns} FROM exchange_message_tracking WHERE list_contains($1, {MessageKey}) ORDER BY time", [keys], s_limits,
                cancellationToken);
        var rows = new List<TrackingRow>();
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
                rows.Add(Row(query, i));
        }

        return rows;
    }

    static TrackingRow Row(LakeQuery query, int row)
    {
        string Text(string name) => query.Column(name).GetString(row) ?? "";
        long? Number(string name) => query.Column(name) is var column && column.IsNull(row) ? null : column.GetInt64(row);
        string[] List(string name) =>
            query.Column(name) is var column && column.IsNull(row) ? [] : [.. column.GetStrings(row).Select(s => s ?? "")];
        return new TrackingRow
        {
            Time = query.Column("time").GetTime(row)!.Value,
            Action = Text("action"),
            Host = Text("host"),
            Source = Text("event_source"),
            Outcome = Text("outcome"),
            MessageId = Text("message_id"),
            NetworkMessageId = Text("network_message_id"),
            InternalMessageId = Number("internal_message_id"),
            Sender = Text("sender"),
            Subject = Text("subject"),
            Bytes = Number("bytes"),
            Connector = Text("connector"),
            ClientIp = Text("client_ip"),
            ServerIp = Text("server_ip"),
            ReturnPath = Text("return_path"),
            ClientHostname = Text("client_hostname"),
            ServerHostname = Text("server_hostname"),
            Recipients = List("recipients"),
            RecipientStatus = Text("recipient_status"),
            RecipientStatuses = List("recipient_statuses"),
            RelatedRecipient = Text("related_recipient"),
            SmtpSession = Text("smtp_session"),
            SmtpResponse = Text("smtp_response"),
            RemoteQueueId = Text("remote_queue_id"),
            FailureReason = Text("failure_reason"),
            SourceContext = Text("source_context"),
            Noise = Text("noise"),
        };
    }
}
