using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;
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

    static readonly QueryLimits s_limits = QueryLimits.Default with { RowsMax = Limits.TraceRowsMax };

    /// <summary>Messages that one trace gives.</summary>
    public int MessagesMax { get; init; } = Limits.TraceMessagesMax;

    /// <summary>What a key may be, for people.</summary>
    public const string Keys =
        "a Message-ID, a queue id (4F2bXz1Yq9z3Kp), a host and a queue id (mx1/4F2bXz1Yq9z3Kp), an address, the addresses of sender and "
        + "recipient in quotes (\"alice@example.org bob@example.net\"), Exchange's network message id, or words of a subject as Exchange logs it";

    /// <summary>Finds the messages and their ways, the latest first.</summary>
    /// <param name="key">One of <see cref="Keys"/>.</param>
    /// <param name="from">Only events from then on; null for all.</param>
    /// <param name="to">Only events before; null for all.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    /// <exception cref="LakeSqlException">The engine failed or took too long.</exception>
    public TraceResult Trace(string key, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        key = key.Trim();
        var edges = new EdgeTracer(lake) { MessagesMax = MessagesMax };
        var unix = edges.Trace(key, from ?? DateTimeOffset.UnixEpoch, to ?? DateTimeOffset.MaxValue.AddYears(-1), cancellationToken);
        // A queue id is no words of a subject.
        var exchange = unix is { KeyKind: "queue_id" } ? unix with { Journeys = [], IsTruncated = false }
            : TraceExchange(key, from, to, cancellationToken);
        IReadOnlyList<Journey> unixJourneys = unix?.Journeys ?? [];
        // The other half of a way through both is found by its Message-ID, whatever was asked for.
        var otherUnix = edges.OfMessages(Missing(exchange.Journeys, unixJourneys), cancellationToken);
        var otherExchange = unix is { KeyKind: "message_id" } ? [] : ExchangeOf(unixJourneys, exchange.Journeys, cancellationToken);
        var halves = otherUnix.Concat(otherExchange).ToHashSet(ReferenceEqualityComparer.Instance);
        var journeys = JourneyJoin.Join([.. unixJourneys, .. otherUnix], [.. exchange.Journeys, .. otherExchange]);
        journeys.RemoveAll(halves.Contains);
        return new TraceResult(
            key, (unix ?? exchange).KeyKind, journeys, exchange.IsTruncated || unix is { IsTruncated: true });
    }

    static List<string> Missing(IReadOnlyList<Journey> of, IReadOnlyList<Journey> among)
    {
        var known = among.Select(journey => journey.MessageId.Trim('<', '>')).ToHashSet(StringComparer.Ordinal);
        return [.. of.Select(journey => journey.MessageId.Trim('<', '>')).Where(id => id.Length > 0 && known.Add(id))];
    }

    List<Journey> ExchangeOf(IReadOnlyList<Journey> unix, IReadOnlyList<Journey> known, CancellationToken cancellationToken)
    {
        var ids = Missing(unix, known);
        if (ids.Count == 0)
            return [];
        var first = unix.Min(journey => journey.First) - Limits.TraceJoinSpan;
        var last = unix.Max(journey => journey.Last) + Limits.TraceJoinSpan;
        return Journeys(Find("list_contains($1, trim(message_id, '<>'))", (string[])[.. ids], first, last, cancellationToken),
            cancellationToken);
    }

    TraceResult TraceExchange(string key, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        // A question costs about as much as all those of a way through Unix servers, also where there is nothing.
        var readings = lake.MayHave("exchange_message_tracking") ? Readings(key) : [];
        foreach (var (kind, condition) in readings)
        {
            var found = Find(condition, key, from, to, cancellationToken);
            if (found.Count > 0)
                return new TraceResult(key, kind, Journeys(found, cancellationToken), found.Count > MessagesMax);
        }

        return new TraceResult(key, Readings(key).First().Kind, [], false);
    }

    List<Journey> Journeys(List<string> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return [];
        var conversations = new SmtpLogReader(lake);
        return
        [
            .. Rows([.. found.Take(MessagesMax)], cancellationToken)
                .GroupBy(row => row.NetworkMessageId.Length > 0 ? row.NetworkMessageId : row.MessageId, StringComparer.Ordinal)
                .Select(rows => JourneyBuilder.Build([.. rows], conversations.Around([.. rows], cancellationToken)))
                .OrderByDescending(journey => journey.First),
        ];
    }

    /// <summary>What a key can mean, the most exact first; the next is tried only when one finds nothing.</summary>
    internal static IEnumerable<(string Kind, string Condition)> Readings(string key)
    {
        if (Guid.TryParse(key, out _))
            yield return ("network_message_id", "network_message_id = lower($1)");
        if (key.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var one, var other]
            && one.Contains('@', StringComparison.Ordinal) && other.Contains('@', StringComparison.Ordinal))
            yield return ("address_pair",
                "(lower(sender) = lower(split_part($1, ' ', 1)) "
                    + "AND list_contains(list_transform(recipients, r -> lower(r)), lower(split_part($1, ' ', -1))))");
        else if (key.Contains('@', StringComparison.Ordinal))
        {
            yield return ("message_id", "message_id IN ($1, '<' || $1 || '>')");
            if (key[0] != '<')
                yield return ("address",
                    "(lower(sender) = lower($1) OR list_contains(list_transform(recipients, r -> lower(r)), lower($1)))");
        }

        yield return ("subject", "contains(lower(subject), lower($1))");
    }

    List<string> Find(string condition, SqlValue key, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT {MessageKey} AS key, max(time) AS last FROM exchange_message_tracking
            WHERE {condition} AND {MessageKey} IS NOT NULL AND time >= $2 AND time < $3
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MessagesMax + 1}
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
