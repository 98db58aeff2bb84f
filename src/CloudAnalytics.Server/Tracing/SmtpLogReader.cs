using CloudAnalytics.Core;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Tracing;

/// <summary>Reads the SMTP conversations that may belong to a message.</summary>
sealed class SmtpLogReader(LakeSql lake)
{
    static readonly QueryLimits s_limits = QueryLimits.Default with { RowsMax = Limits.TraceRowsMax };

    /// <summary>Conversations around the message's time that share a session, an id or addresses with it; the certain ones first.</summary>
    internal IReadOnlyList<SmtpConversation> Around(IReadOnlyList<TrackingRow> rows, CancellationToken cancellationToken)
    {
        var first = rows.Min(row => row.Time) - Limits.TraceSessionSpan;
        var last = rows.Max(row => row.Time) + Limits.TraceSessionSpan;
        var sessions = Sessions(rows, first, last, cancellationToken);
        return sessions.Length == 0 ? [] : Read(sessions, first, last, cancellationToken);
    }

    string[] Sessions(IReadOnlyList<TrackingRow> rows, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT session_id, time, list_contains($1, session_id) OR coalesce(list_contains($2, trim(message_id, '<>')), false)
                OR coalesce(list_contains($3, remote_queue_id), false) AS named
            FROM exchange_smtp_protocol
            WHERE time >= $5 AND time < $6 AND session_id IS NOT NULL
                AND (named OR (action = 'MAIL' AND list_contains($4, lower(sender))))
            ORDER BY named DESC, time
            """;
        string[] Distinct(IEnumerable<string> texts) => [.. texts.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
        using var query = lake.Query(
            sql,
            [
                Distinct(rows.Select(row => row.SmtpSession)), Distinct(rows.Select(row => row.MessageId.Trim('<', '>'))),
                Distinct(rows.Select(row => row.RemoteQueueId)),
                Distinct(rows.SelectMany(row => (string[])[row.Sender, row.ReturnPath]).Select(text => text.ToLowerInvariant())),
                first, last,
            ],
            s_limits, cancellationToken);
        var found = new List<string>();
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
            {
                var time = query.Column(1).GetTime(i)!.Value;
                if (query.Column(2).GetBoolean(i) || rows.Any(row => (row.Time - time).Duration() <= Limits.TraceAddressSpan))
                    found.Add(query.Column(0).GetString(i)!);
            }
        }

        return [.. found.Distinct(StringComparer.Ordinal).Take(Limits.TraceSessionsMax)];
    }

    List<SmtpConversation> Read(string[] sessions, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT session_id, time, event, data, context, session_direction, host, action, sender, recipients, message_id,
                internal_message_id, remote_queue_id, local_ip, remote_ip
            FROM exchange_smtp_protocol
            WHERE list_contains($1, session_id) AND time >= $2 AND time < $3
            ORDER BY session_id, time, sequence_number
            """;
        var found = new Dictionary<string, (SmtpConversation Conversation, List<SmtpLogLine> Lines)>(StringComparer.Ordinal);
        using var query = lake.Query(sql, [sessions, first, last], s_limits, cancellationToken);
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
            {
                var session = query.Column(0).GetString(i)!;
                if (!found.TryGetValue(session, out var known))
                {
                    var lines = new List<SmtpLogLine>();
                    found.Add(session, known = (Begin(query, i, session, lines), lines));
                }

                known.Lines.Add(Line(query, i));
            }
        }

        return [.. found.Values.Select(one => one.Conversation)];
    }

    static SmtpConversation Begin(LakeQuery query, int row, string session, List<SmtpLogLine> lines) => new()
    {
        Session = session,
        IsReceive = query.Column("session_direction").GetString(row) switch { "receive" => true, "send" => false, _ => null },
        Host = query.Column("host").GetString(row) ?? "",
        Lines = lines,
    };

    static SmtpLogLine Line(LakeQuery query, int row)
    {
        string Text(string name) => query.Column(name).GetString(row) ?? "";
        var (data, context) = (Text("data"), Text("context"));
        var number = query.Column("internal_message_id");
        var recipients = query.Column("recipients");
        return new SmtpLogLine
        {
            Time = query.Column("time").GetTime(row)!.Value,
            Event = Text("event"),
            Text = context.Length == 0 || data.Length == 0 ? data + context : $"{data} ({context})",
            IsMail = Text("action") == "MAIL",
            Sender = Text("sender"),
            Recipients = recipients.IsNull(row) ? [] : [.. recipients.GetStrings(row).Select(text => text ?? "")],
            MessageId = Text("message_id"),
            InternalMessageId = number.IsNull(row) ? null : number.GetInt64(row),
            RemoteQueueId = Text("remote_queue_id"),
            LocalIp = Text("local_ip"),
            RemoteIp = Text("remote_ip"),
        };
    }
}
