-- Failed logins by address: Addresses that refused logins came from, with the number of accounts that were tried: many accounts from one address is an attack.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT
        client_ip,
        distinct_key AS one_key,
        count(*) AS failed,
        count(*) FILTER (WHERE is_http) AS http,
        count(*) FILTER (WHERE is_smtp) AS smtp,
        count(*) FILTER (WHERE is_imap_pop) AS imap_pop
    FROM (
        SELECT client_ip, TRUE AS is_http, FALSE AS is_smtp, FALSE AS is_imap_pop, user_name AS distinct_key
        FROM iis_access
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT client_ip, FALSE AS is_http, TRUE AS is_smtp, FALSE AS is_imap_pop, user_name AS distinct_key
        FROM exchange_smtp_protocol
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT client_ip, FALSE AS is_http, FALSE AS is_smtp, TRUE AS is_imap_pop, user_name AS distinct_key
        FROM exchange_imap_pop
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT client_ip, FALSE AS is_http, TRUE AS is_smtp, FALSE AS is_imap_pop, user_name AS distinct_key
        FROM postfix
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT
            client_ip,
            NOT coalesce(protocol IN ('imap', 'pop3'), FALSE) AS is_http,
            FALSE AS is_smtp,
            protocol IN ('imap', 'pop3') AS is_imap_pop,
            user_name AS distinct_key
        FROM zimbra_audit
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT
            client_ip,
            NOT coalesce(protocol IN ('imap', 'pop3'), FALSE) AS is_http,
            FALSE AS is_smtp,
            protocol IN ('imap', 'pop3') AS is_imap_pop,
            user_name AS distinct_key
        FROM zimbra_mailbox
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT client_ip, FALSE AS is_http, FALSE AS is_smtp, TRUE AS is_imap_pop, user_name AS distinct_key
        FROM dovecot
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
    ) AS counted_rows
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        client_ip,
        CAST(sum(failed) AS BIGINT) AS failed,
        CAST(sum(http) AS BIGINT) AS http,
        CAST(sum(smtp) AS BIGINT) AS smtp,
        CAST(sum(imap_pop) AS BIGINT) AS imap_pop,
        count(one_key) AS accounts
    FROM grouped_by_key
    GROUP BY 1
)
SELECT client_ip, failed, http, smtp, imap_pop, accounts
FROM grouped
ORDER BY failed DESC NULLS LAST, client_ip
LIMIT 20;
