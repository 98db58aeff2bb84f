namespace CloudAnalytics.Benchmarks;

/// <summary>
/// The questions of the overview's panels as somebody who knows DuckDB and the archive would write them: over the formats' views, with the
/// panel's own columns in their order. <c>{time}</c> stands for the condition on the range, <c>{end}</c> for its end,
/// <c>{step}</c> for the minutes of a bucket.
/// </summary>
static class PanelSql
{
    const string FailedLogins = """
        WITH logins AS (
            SELECT {by}, {other}, 1 AS way FROM iis_access
            WHERE noise IS NULL AND login AND outcome = 'failure' AND {by} IS NOT NULL AND {time}
            UNION ALL SELECT {by}, {other}, 2 FROM exchange_smtp_protocol
            WHERE noise IS NULL AND login AND outcome = 'failure' AND {by} IS NOT NULL AND {time}
            UNION ALL SELECT {by}, {other}, 3 FROM exchange_imap_pop
            WHERE noise IS NULL AND login AND outcome = 'failure' AND {by} IS NOT NULL AND {time})
        SELECT {by}, count(*) AS failed, count(*) FILTER (WHERE way = 1), count(*) FILTER (WHERE way = 2),
            count(*) FILTER (WHERE way = 3), count(DISTINCT {other})
        FROM logins GROUP BY 1 ORDER BY failed DESC, 1 LIMIT 20
        """;

    static readonly string[] s_formats =
    [
        "exchange_message_tracking", "exchange_smtp_protocol", "exchange_imap_pop", "exchange_ews", "exchange_http_proxy",
        "exchange_mapi_http", "exchange_agent", "exchange_cmdlet", "exchange_ecp", "exchange_admin_audit", "iis_access", "iis_error",
        "windows_event",
    ];

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
        ["noise-share"] =
            "SELECT format, sum(n) AS number, sum(noisy), sum(noisy) / sum(n) FROM ("
            + string.Join(" UNION ALL ", s_formats.Select(f =>
                $"SELECT '{f}' AS format, count(*) AS n, count(noise) AS noisy FROM {f} WHERE {{time}}"))
            + ") WHERE n > 0 GROUP BY 1 ORDER BY number DESC, 1",
        ["ingestion-by-file"] = """
            SELECT source_file, format, sum(rows), sum(dead_letters) AS dead, sum(dead_letters) / nullif(sum(rows), 0), sum(bytes),
                max(lag_ms)
            FROM ingestion WHERE noise IS NULL AND source_file IS NOT NULL AND format IS NOT NULL AND {time}
            GROUP BY 1, 2 ORDER BY dead DESC, 1, 2 LIMIT 50
            """,
    };

    static string LoginsBy(string by, string other) =>
        FailedLogins.Replace("{by}", by, StringComparison.Ordinal).Replace("{other}", other, StringComparison.Ordinal);
}
