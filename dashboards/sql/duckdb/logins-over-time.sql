-- Failed logins: Logins that were refused, over time, by the way they came in.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        bucket,
        count(*) FILTER (WHERE is_http) AS http,
        count(*) FILTER (WHERE is_smtp) AS smtp,
        count(*) FILTER (WHERE is_imap_pop) AS imap_pop
    FROM (
        SELECT
            time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
            TRUE AS is_http,
            FALSE AS is_smtp,
            FALSE AS is_imap_pop
        FROM iis_access
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
        UNION ALL
        SELECT
            time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
            NOT coalesce(protocol IN ('imap', 'pop3'), FALSE) AS is_http,
            FALSE AS is_smtp,
            protocol IN ('imap', 'pop3') AS is_imap_pop
        FROM zimbra_audit
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND (NOT coalesce(protocol IN ('imap', 'pop3'), FALSE) OR protocol IN ('imap', 'pop3'))
        UNION ALL
        SELECT
            time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
            NOT coalesce(protocol IN ('imap', 'pop3'), FALSE) AS is_http,
            FALSE AS is_smtp,
            protocol IN ('imap', 'pop3') AS is_imap_pop
        FROM zimbra_mailbox
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND (NOT coalesce(protocol IN ('imap', 'pop3'), FALSE) OR protocol IN ('imap', 'pop3'))
        UNION ALL
        SELECT
            time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
            FALSE AS is_http,
            TRUE AS is_smtp,
            FALSE AS is_imap_pop
        FROM exchange_smtp_protocol
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
        UNION ALL
        SELECT
            time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
            FALSE AS is_http,
            TRUE AS is_smtp,
            FALSE AS is_imap_pop
        FROM postfix
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
        UNION ALL
        SELECT
            time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
            FALSE AS is_http,
            FALSE AS is_smtp,
            TRUE AS is_imap_pop
        FROM exchange_imap_pop
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
        UNION ALL
        SELECT
            time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
            FALSE AS is_http,
            FALSE AS is_smtp,
            TRUE AS is_imap_pop
        FROM dovecot
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
    ) AS counted_rows
    GROUP BY 1
)
SELECT bucket, http, smtp, imap_pop
FROM grouped
ORDER BY bucket;
