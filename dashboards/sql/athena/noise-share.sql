-- Background traffic: How much of each log is background traffic, which all other panels leave out: health probes, redundancy, challenges for a logon.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT format, count(*) AS rows, count(*) FILTER (WHERE is_noise_rows) AS noise_rows
    FROM (
        SELECT 'exchange_message_tracking' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_message_tracking
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_ews' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_ews
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_http_proxy' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_http_proxy
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_mapi_http' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_mapi_http
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_smtp_protocol' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_smtp_protocol
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_imap_pop' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_imap_pop
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_agent' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_agent
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_cmdlet' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_cmdlet
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_ecp' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_ecp
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'exchange_admin_audit' AS format, noise IS NOT NULL AS is_noise_rows
        FROM exchange_admin_audit
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'iis_access' AS format, noise IS NOT NULL AS is_noise_rows
        FROM iis_access
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'iis_error' AS format, noise IS NOT NULL AS is_noise_rows
        FROM iis_error
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'windows_event' AS format, noise IS NOT NULL AS is_noise_rows
        FROM windows_event
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'postfix' AS format, noise IS NOT NULL AS is_noise_rows
        FROM postfix
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'zimbra_audit' AS format, noise IS NOT NULL AS is_noise_rows
        FROM zimbra_audit
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'zimbra_mailbox' AS format, noise IS NOT NULL AS is_noise_rows
        FROM zimbra_mailbox
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'amavis' AS format, noise IS NOT NULL AS is_noise_rows
        FROM amavis
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'opendkim' AS format, noise IS NOT NULL AS is_noise_rows
        FROM opendkim
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'clamd' AS format, noise IS NOT NULL AS is_noise_rows
        FROM clamd
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'dovecot' AS format, noise IS NOT NULL AS is_noise_rows
        FROM dovecot
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'saslauthd' AS format, noise IS NOT NULL AS is_noise_rows
        FROM saslauthd
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        UNION ALL
        SELECT 'syslog' AS format, noise IS NOT NULL AS is_noise_rows
        FROM syslog
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
    ) AS counted_rows
    GROUP BY 1
),
shown AS (
    SELECT format, rows, noise_rows, CAST(noise_rows AS DOUBLE) / nullif(rows, 0) AS noise_share
    FROM grouped
)
SELECT format, rows, noise_rows, noise_share
FROM shown
ORDER BY rows DESC NULLS LAST, format;
