using CloudAnalytics.Formats;

namespace CloudAnalytics.Benchmarks;

/// <summary>
/// The questions of the overview's panels as somebody who knows DuckDB and the archive would write them: over the formats' views, with the
/// panel's own columns in their order. <c>{time}</c> stands for the condition on the range, <c>{end}</c> for its end,
/// <c>{step}</c> for the minutes of a bucket.
/// </summary>
static class PanelSql
{
    const string FailedLogins = """
        SELECT {by}, count(*) AS failed, count(*) FILTER (WHERE way = 1), count(*) FILTER (WHERE way = 2),
            count(*) FILTER (WHERE way = 3), count(DISTINCT {other})
        FROM ({rows}) GROUP BY 1 ORDER BY failed DESC, 1 LIMIT 20
        """;

    const string ByProtocol = "CASE WHEN protocol IN ('imap', 'pop3') THEN 3 ELSE 1 END";

    // Where logins are logged, and the way in: 1 HTTP, 2 SMTP, 3 IMAP and POP.
    static readonly (string Format, string Way)[] s_logins =
    [
        ("iis_access", "1"), ("exchange_smtp_protocol", "2"), ("postfix", "2"), ("exchange_imap_pop", "3"), ("dovecot", "3"),
        ("zimbra_audit", ByProtocol), ("zimbra_mailbox", ByProtocol),
    ];

    // Postfix tells Message-ID and sender in two lines, which are brought together by the queue id.
    const string UnixMessages = """
        WITH messages AS (
            SELECT message_id, sender, bytes
            FROM (SELECT host, queue_id, time, message_id FROM postfix WHERE noise IS NULL AND action = 'message-id' AND {time}) AS named
            ASOF JOIN (SELECT host, queue_id, time, sender, bytes FROM postfix WHERE action = 'queued') AS queued
                ON named.host = queued.host AND named.queue_id = queued.queue_id AND named.time <= queued.time
            WHERE message_id IS NOT NULL AND sender <> '<>')

        """;

    /// <summary>By the panel's name.</summary>
    internal static readonly Dictionary<string, string> ByPanel = new(StringComparer.Ordinal)
    {
        ["mail-totals"] = """
            SELECT count(message), sum(size) FILTER (WHERE message IS NOT NULL), sum(failures), sum(deferrals) FROM (
                SELECT coalesce(network_message_id, message_id) AS message, max(bytes) AS size,
                    count(*) FILTER (WHERE action = 'FAIL') AS failures, count(*) FILTER (WHERE action = 'DEFER') AS deferrals
                FROM exchange_message_tracking WHERE noise IS NULL AND {time} GROUP BY 1)
            """,
        ["mail-volume"] = """
            WITH events AS (
                SELECT time_bucket(INTERVAL {step} MINUTE, time) AS bucket, action, count(*) AS events FROM exchange_message_tracking
                WHERE noise IS NULL AND action IS NOT NULL AND {time} GROUP BY 1, 2)
            SELECT * FROM events WHERE action IN (SELECT action FROM events GROUP BY 1 ORDER BY sum(events) DESC, 1 LIMIT 8) ORDER BY 1, 2
            """,
        ["top-senders"] = """
            SELECT sender, count(message) AS messages, sum(size) FILTER (WHERE message IS NOT NULL),
                count(message) / sum(count(message)) OVER ()
            FROM (
                SELECT sender, coalesce(network_message_id, message_id) AS message, max(bytes) AS size FROM exchange_message_tracking
                WHERE noise IS NULL AND sender IS NOT NULL AND {time} GROUP BY 1, 2)
            GROUP BY 1 ORDER BY messages DESC, 1 LIMIT 10
            """,
        ["top-recipients"] = """
            SELECT recipient, count(message) AS messages, sum(size) FILTER (WHERE message IS NOT NULL),
                count(message) / sum(count(message)) OVER ()
            FROM (
                SELECT recipient, message, max(bytes) AS size FROM (
                    SELECT unnest(recipients) AS recipient, coalesce(network_message_id, message_id) AS message, bytes
                    FROM exchange_message_tracking WHERE noise IS NULL AND {time})
                WHERE recipient <> '' GROUP BY 1, 2)
            GROUP BY 1 ORDER BY messages DESC, 1 LIMIT 10
            """,
        ["delivery-failures"] = """
            SELECT failure_reason, count(*) AS failures, count(DISTINCT coalesce(network_message_id, message_id)),
                count(*) / sum(count(*)) OVER ()
            FROM exchange_message_tracking
            WHERE noise IS NULL AND action = 'FAIL' AND failure_reason IS NOT NULL AND {time} GROUP BY 1 ORDER BY failures DESC, 1 LIMIT 20
            """,
        ["delivery-latency-over-time"] = """
            SELECT bucket, q[1], q[2], q[3] FROM (
                SELECT time_bucket(INTERVAL {step} MINUTE, time) AS bucket, quantile_disc(e2e_latency_ms, [0.5, 0.95, 0.99]) AS q
                FROM exchange_message_tracking
                WHERE noise IS NULL AND action IN ('DELIVER', 'SENDEXTERNAL') AND {time} GROUP BY 1) ORDER BY 1
            """,
        ["http-over-time"] = """
            SELECT time_bucket(INTERVAL {step} MINUTE, time), count(*) FILTER (WHERE status_code < 400),
                count(*) FILTER (WHERE status_code >= 400 AND status_code < 500), count(*) FILTER (WHERE status_code >= 500)
            FROM exchange_http_proxy WHERE noise IS NULL AND status_code >= 200 AND status_code < 600 AND {time} GROUP BY 1 ORDER BY 1
            """,
        ["http-status"] = """
            SELECT status_code::VARCHAR, count(*) AS requests, count(*) / sum(count(*)) OVER () FROM exchange_http_proxy
            WHERE noise IS NULL AND status_code IS NOT NULL AND {time} GROUP BY status_code ORDER BY requests DESC, 1 LIMIT 15
            """,
        ["server-errors"] = """
            SELECT protocol, count(*), count(*) FILTER (WHERE status_code >= 500 AND status_code < 600) AS errors, errors / count(*) AS part
            FROM exchange_http_proxy WHERE noise IS NULL AND protocol IS NOT NULL AND {time} GROUP BY 1 ORDER BY part DESC, 1 LIMIT 20
            """,
        ["ews-errors"] = """
            SELECT error_code, count(*) AS errors, count(DISTINCT user_name), count(*) / sum(count(*)) OVER () FROM exchange_ews
            WHERE noise IS NULL AND error_code IS NOT NULL AND {time} GROUP BY 1 ORDER BY errors DESC, 1 LIMIT 15
            """,
        ["ews-clients"] = """
            SELECT user_agent, count(*) AS requests, count(DISTINCT user_name), count(error_code), count(error_code) / count(*)
            FROM exchange_ews
            WHERE noise IS NULL AND user_agent IS NOT NULL AND {time} GROUP BY 1 ORDER BY requests DESC, 1 LIMIT 20
            """,
        ["activesync-clients"] = """
            SELECT device_type, count(*) AS requests, count(DISTINCT device_id) FROM iis_access
            WHERE noise IS NULL AND device_type IS NOT NULL AND {time} GROUP BY 1 ORDER BY requests DESC, 1 LIMIT 20
            """,
        ["failed-logins-by-account"] = LoginsBy("user_name", "client_ip"),
        ["failed-logins-by-address"] = LoginsBy("client_ip", "user_name"),
        ["relay-clients"] = """
            SELECT host, connector, client_ip, count(message) AS messages, sum(size) FILTER (WHERE message IS NOT NULL) FROM (
                SELECT host, connector, client_ip, coalesce(network_message_id, message_id) AS message, max(bytes) AS size
                FROM exchange_message_tracking
                WHERE noise IS NULL AND action = 'RECEIVE' AND event_source = 'SMTP' AND host IS NOT NULL AND client_ip IS NOT NULL
                    AND connector IS NOT NULL AND NOT contains(connector, '\Default ') AND NOT contains(connector, '\Client ')
                    AND NOT contains(connector, '\Outbound Proxy ') AND {time}
                GROUP BY 1, 2, 3, 4)
            GROUP BY 1, 2, 3 ORDER BY messages DESC, 1, 2, 3 LIMIT 50
            """,
        ["sender-spikes"] = """
            WITH per_day AS (
                SELECT sender, day, count(message) AS messages FROM (
                    SELECT sender, (date_diff('millisecond', time, {end}) - 1) // 86400000 AS day,
                        coalesce(network_message_id, message_id) AS message
                    FROM exchange_message_tracking WHERE noise IS NULL AND sender IS NOT NULL AND {time} GROUP BY 1, 2, 3)
                GROUP BY 1, 2),
            days AS (
                SELECT nullif(count(DISTINCT (date_diff('millisecond', time, {end}) - 1) // 86400000), 0) AS days
                FROM exchange_message_tracking WHERE {time} AND time < {end} - INTERVAL 1 DAY),
            compared AS (
                SELECT sender, coalesce(sum(messages) FILTER (WHERE day = 0), 0) AS now,
                    coalesce(sum(messages) FILTER (WHERE day > 0), 0) / (SELECT days FROM days) AS usual
                FROM per_day GROUP BY 1)
            SELECT sender, now, usual, now / greatest(usual, 20) AS spike FROM compared WHERE now / greatest(usual, 20) >= 2
            ORDER BY spike DESC, 1 LIMIT 10
            """,
        ["unix-mail-totals"] =
            UnixMessages + "SELECT count(*), sum(size) FROM (SELECT max(bytes) AS size FROM messages GROUP BY message_id)",
        ["unix-mail-volume"] = """
            SELECT time_bucket(INTERVAL {step} MINUTE, time) AS bucket,
                count(*) FILTER (WHERE action = 'sent' AND delivery_status IS NOT NULL AND is_internal_hop IS NOT TRUE),
                count(*) FILTER (WHERE action = 'deferred' AND delivery_status IS NOT NULL AND is_internal_hop IS NOT TRUE),
                count(*) FILTER (WHERE action IN ('bounced', 'expired') AND delivery_status IS NOT NULL AND is_internal_hop IS NOT TRUE),
                count(*) FILTER (WHERE action = 'discarded'), count(*) FILTER (WHERE action IN ('reject', 'milter-reject'))
            FROM postfix
            WHERE noise IS NULL AND {time} AND (action IN ('discarded', 'reject', 'milter-reject')
                OR (action IN ('sent', 'deferred', 'bounced', 'expired') AND delivery_status IS NOT NULL AND is_internal_hop IS NOT TRUE))
            GROUP BY 1 ORDER BY 1
            """,
        ["unix-top-senders"] = UnixMessages + """
            SELECT sender, count(*) AS messages, sum(size), count(*) / sum(count(*)) OVER ()
            FROM (SELECT sender, message_id, max(bytes) AS size FROM messages GROUP BY 1, 2)
            GROUP BY 1 ORDER BY messages DESC, 1 LIMIT 10
            """,
        ["unix-top-recipients"] = """
            SELECT recipient, count(*) AS deliveries, count(*) / sum(count(*)) OVER () FROM (
                SELECT unnest(list_distinct(recipients)) AS recipient FROM postfix
                WHERE noise IS NULL AND action = 'sent' AND delivery_status IS NOT NULL AND is_internal_hop IS NOT TRUE AND {time})
            GROUP BY 1 ORDER BY deliveries DESC, 1 LIMIT 10
            """,
        ["unix-delivery-failures"] = Deliveries(
            "error_code, relay_host, count(*) AS failures", "action IN ('bounced', 'expired')", "failures DESC, 1, 2 LIMIT 20"),
        ["unix-deferrals"] = Deliveries(
            "relay_host, error_code, count(*) AS deferrals", "action = 'deferred'", "deferrals DESC, 1, 2 LIMIT 50"),
        ["unix-delivery-latency-over-time"] = """
            SELECT bucket, p[1], p[2], p[3] FROM (
                SELECT time_bucket(INTERVAL {step} MINUTE, time) AS bucket, quantile_disc(duration_ms, [0.5, 0.95, 0.99]) AS p
                FROM postfix
                WHERE noise IS NULL AND action = 'sent' AND delivery_status IS NOT NULL AND is_internal_hop IS NOT TRUE AND {time}
                GROUP BY 1)
            ORDER BY 1
            """,
        ["spam-and-virus-verdicts"] = """
            SELECT category, action, count(DISTINCT message_id) AS messages, count(*) FROM amavis
            WHERE noise IS NULL AND category IS NOT NULL AND action IS NOT NULL AND {time}
            GROUP BY 1, 2 ORDER BY messages DESC, 1, 2 LIMIT 20
            """,
        ["noise-share"] =
            "SELECT format, sum(n) AS number, sum(noisy), sum(noisy) / sum(n) FROM ("
            + string.Join(" UNION ALL ", LogFormats.All.Select(format =>
                $"SELECT '{format.Schema.Name}' AS format, count(*) AS n, count(noise) AS noisy FROM {format.Schema.Name} WHERE {{time}}"))
            + ") WHERE n > 0 GROUP BY 1 ORDER BY number DESC, 1",
        ["ingestion-by-file"] = """
            SELECT source_file, format, sum(rows), sum(dead_letters) AS dead, sum(dead_letters) / nullif(sum(rows), 0), sum(bytes),
                max(lag_ms)
            FROM ingestion WHERE noise IS NULL AND source_file IS NOT NULL AND format IS NOT NULL AND {time}
            GROUP BY 1, 2 ORDER BY dead DESC, 1, 2 LIMIT 50
            """,
    };

    static string Deliveries(string columns, string condition, string order) => $$"""
        SELECT {{columns}}, count(*) / sum(count(*)) OVER () FROM postfix
        WHERE noise IS NULL AND {{condition}} AND delivery_status IS NOT NULL AND is_internal_hop IS NOT TRUE
            AND relay_host IS NOT NULL AND error_code IS NOT NULL AND {time}
        GROUP BY 1, 2 ORDER BY {{order}}
        """;

    static string LoginsBy(string by, string other) => FailedLogins
        .Replace("{rows}", string.Join(" UNION ALL ", s_logins.Select(login =>
            $"SELECT {{by}}, {{other}}, {login.Way} AS way FROM {login.Format}"
            + " WHERE noise IS NULL AND login AND outcome = 'failure' AND {by} IS NOT NULL AND {time}")), StringComparison.Ordinal)
        .Replace("{by}", by, StringComparison.Ordinal).Replace("{other}", other, StringComparison.Ordinal);
}
