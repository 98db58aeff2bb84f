-- Failed logins against their usual: Addresses with many more refused logins than in the same hours of the days before. Fewer than 10 count as 10, so that small numbers make no spikes.
-- The last day until now. Compiled; do not edit.
WITH by_period AS (
    SELECT period, client_ip, count(*) AS failed
    FROM (
        SELECT
            (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
            client_ip
        FROM iis_access
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT
            (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
            client_ip
        FROM exchange_smtp_protocol
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT
            (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
            client_ip
        FROM exchange_imap_pop
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT
            (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
            client_ip
        FROM postfix
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT
            (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
            client_ip
        FROM zimbra_audit
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT
            (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
            client_ip
        FROM zimbra_mailbox
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
        UNION ALL
        SELECT
            (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
            client_ip
        FROM dovecot
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND login
            AND outcome = 'failure'
            AND client_ip IS NOT NULL
    ) AS counted_rows
    GROUP BY 1, 2
),
seen AS (
    SELECT count(DISTINCT period) AS periods
    FROM (
        (SELECT 1 AS period FROM iis_access WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 1 AS period FROM exchange_smtp_protocol WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 1 AS period FROM exchange_imap_pop WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 1 AS period FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 1 AS period FROM zimbra_audit WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 1 AS period FROM zimbra_mailbox WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 1 AS period FROM dovecot WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM iis_access WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM exchange_smtp_protocol WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM exchange_imap_pop WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM zimbra_audit WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM zimbra_mailbox WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM dovecot WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM iis_access WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM exchange_smtp_protocol WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM exchange_imap_pop WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM zimbra_audit WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM zimbra_mailbox WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM dovecot WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM iis_access WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM exchange_smtp_protocol WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM exchange_imap_pop WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM zimbra_audit WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM zimbra_mailbox WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM dovecot WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM iis_access WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM exchange_smtp_protocol WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM exchange_imap_pop WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM zimbra_audit WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM zimbra_mailbox WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM dovecot WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM iis_access WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM exchange_smtp_protocol WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM exchange_imap_pop WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM zimbra_audit WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM zimbra_mailbox WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM dovecot WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM iis_access WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM exchange_smtp_protocol WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM exchange_imap_pop WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM zimbra_audit WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM zimbra_mailbox WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM dovecot WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
    ) AS windows
),
grouped AS (
    SELECT
        client_ip,
        coalesce(max(failed) FILTER (WHERE period = 0), 0) AS failed,
        coalesce(CAST(sum(failed) FILTER (WHERE period > 0) AS DOUBLE), 0) / nullif((SELECT periods FROM seen), 0) AS failed_usual
    FROM by_period
    GROUP BY 1
),
shown AS (
    SELECT
        client_ip,
        failed,
        failed_usual AS usual,
        CASE WHEN failed_usual >= 10E0 THEN failed / failed_usual WHEN failed_usual < 10E0 THEN failed / 10E0 END AS spike
    FROM grouped
),
kept AS (
    SELECT *
    FROM shown
    WHERE spike >= 2E0
)
SELECT client_ip, failed, usual, spike
FROM kept
ORDER BY spike DESC NULLS LAST, client_ip
LIMIT 10;
