-- Failed logins by account: Accounts that logins were refused for, as the client wrote them, with the number of addresses that tried.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT
        user_name,
        distinct_key AS one_key,
        count(*) AS failed,
        count(*) FILTER (WHERE is_http) AS http,
        count(*) FILTER (WHERE is_smtp) AS smtp,
        count(*) FILTER (WHERE is_imap_pop) AS imap_pop
    FROM (
        SELECT user_name, TRUE AS is_http, FALSE AS is_smtp, FALSE AS is_imap_pop, client_ip AS distinct_key
        FROM iis_access
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND user_name IS NOT NULL
        UNION ALL
        SELECT user_name, FALSE AS is_http, TRUE AS is_smtp, FALSE AS is_imap_pop, client_ip AS distinct_key
        FROM exchange_smtp_protocol
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND user_name IS NOT NULL
        UNION ALL
        SELECT user_name, FALSE AS is_http, FALSE AS is_smtp, TRUE AS is_imap_pop, client_ip AS distinct_key
        FROM exchange_imap_pop
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND user_name IS NOT NULL
        UNION ALL
        SELECT user_name, FALSE AS is_http, TRUE AS is_smtp, FALSE AS is_imap_pop, client_ip AS distinct_key
        FROM postfix
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND user_name IS NOT NULL
        UNION ALL
        SELECT
            user_name,
            NOT coalesce(protocol IN ('imap', 'pop3'), FALSE) AS is_http,
            FALSE AS is_smtp,
            protocol IN ('imap', 'pop3') AS is_imap_pop,
            client_ip AS distinct_key
        FROM zimbra_audit
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND user_name IS NOT NULL
        UNION ALL
        SELECT
            user_name,
            NOT coalesce(protocol IN ('imap', 'pop3'), FALSE) AS is_http,
            FALSE AS is_smtp,
            protocol IN ('imap', 'pop3') AS is_imap_pop,
            client_ip AS distinct_key
        FROM zimbra_mailbox
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND user_name IS NOT NULL
        UNION ALL
        SELECT user_name, FALSE AS is_http, FALSE AS is_smtp, TRUE AS is_imap_pop, client_ip AS distinct_key
        FROM dovecot
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND user_name IS NOT NULL
    ) AS counted_rows
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        user_name,
        CAST(sum(failed) AS BIGINT) AS failed,
        CAST(sum(http) AS BIGINT) AS http,
        CAST(sum(smtp) AS BIGINT) AS smtp,
        CAST(sum(imap_pop) AS BIGINT) AS imap_pop,
        count(one_key) AS addresses
    FROM grouped_by_key
    GROUP BY 1
)
SELECT user_name, failed, http, smtp, imap_pop, addresses
FROM grouped
ORDER BY failed DESC NULLS LAST, user_name
LIMIT 20;
