-- Retention evidence: What the archive holds of each log of each server, day by day: the first and the last record, how many there are, and the longest time without any, which also shows days that are missing as a whole.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 2. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT CAST($1 AS TIMESTAMP) AS from_, CAST($2 AS TIMESTAMP) AS to_
),
found AS (
    SELECT
        'exchange_message_tracking' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_message_tracking
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_ews' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_ews
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_http_proxy' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_http_proxy
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_mapi_http' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_mapi_http
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_smtp_protocol' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_smtp_protocol
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_imap_pop' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_imap_pop
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_agent' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_agent
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_cmdlet' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_cmdlet
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_ecp' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_ecp
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'exchange_admin_audit' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM exchange_admin_audit
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'iis_access' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM iis_access
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'iis_error' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM iis_error
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'windows_event' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM windows_event
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'postfix' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM postfix
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'zimbra_audit' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM zimbra_audit
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'zimbra_mailbox' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM zimbra_mailbox
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'amavis' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM amavis
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'opendkim' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM opendkim
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'clamd' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM clamd
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'dovecot' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM dovecot
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'saslauthd' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM saslauthd
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
    UNION ALL
    SELECT
        'syslog' AS source,
        coalesce(host, '') AS server,
        strftime(time, '%Y-%m-%d') AS day,
        time AS records,
        time AS first_time,
        time AS last_time,
        time AS longest_gap,
        time AS gap_from
    FROM syslog
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
),
spaced AS (
    SELECT *, lag(longest_gap) OVER (PARTITION BY source, server ORDER BY longest_gap) AS before
    FROM found
),
grouped AS (
    SELECT
        source,
        server,
        day,
        count(records) AS records,
        min(first_time) AS first_time,
        max(last_time) AS last_time,
        max(date_diff('millisecond', before, longest_gap)) AS longest_gap,
        max_by(before, date_diff('millisecond', before, gap_from)) AS gap_from
    FROM spaced
    GROUP BY 1, 2, 3
)
SELECT source, server, day, records, first_time, last_time, longest_gap, gap_from
FROM grouped
ORDER BY source, server, day, records, first_time, last_time, longest_gap, gap_from;
