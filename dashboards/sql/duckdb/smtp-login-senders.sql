-- Top accounts at SMTP: Accounts that handed in the most messages over SMTP with a login, with the recipients of these messages.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT user_name, message_id AS one_key, max(recipient_count) AS recipients
    FROM (
        SELECT time, time_source, arrived, id, host, noise, message_id, sender, bytes, recipient_count, client_ip, client_hostname, user_name, queue_id, source_file, attributes, raw
        FROM (
            SELECT time,
                time_source,
                arrived,
                id,
                host,
                noise,
                message_id,
                nullif(first_value(CASE WHEN (action = 'queued') THEN coalesce(sender, '') END IGNORE NULLS) OVER (PARTITION BY host, queue_id ORDER BY time, CASE WHEN (action = 'client') THEN 0 WHEN (action = 'message-id') THEN 1 ELSE 2 END ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING), '') AS sender,
                first_value(CASE WHEN (action = 'queued') THEN bytes END IGNORE NULLS) OVER (PARTITION BY host, queue_id ORDER BY time, CASE WHEN (action = 'client') THEN 0 WHEN (action = 'message-id') THEN 1 ELSE 2 END ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS bytes,
                first_value(CASE WHEN (action = 'queued') THEN recipient_count END IGNORE NULLS) OVER (PARTITION BY host, queue_id ORDER BY time, CASE WHEN (action = 'client') THEN 0 WHEN (action = 'message-id') THEN 1 ELSE 2 END ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS recipient_count,
                nullif(last_value(CASE WHEN (action = 'client') THEN coalesce(client_ip, '') END IGNORE NULLS) OVER (PARTITION BY host, queue_id ORDER BY time, CASE WHEN (action = 'client') THEN 0 WHEN (action = 'message-id') THEN 1 ELSE 2 END ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), '') AS client_ip,
                nullif(last_value(CASE WHEN (action = 'client') THEN coalesce(client_hostname, '') END IGNORE NULLS) OVER (PARTITION BY host, queue_id ORDER BY time, CASE WHEN (action = 'client') THEN 0 WHEN (action = 'message-id') THEN 1 ELSE 2 END ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), '') AS client_hostname,
                nullif(last_value(CASE WHEN (action = 'client') THEN coalesce(user_name, '') END IGNORE NULLS) OVER (PARTITION BY host, queue_id ORDER BY time, CASE WHEN (action = 'client') THEN 0 WHEN (action = 'message-id') THEN 1 ELSE 2 END ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), '') AS user_name,
                queue_id,
                source_file,
                attributes,
                raw, (action = 'message-id') AS is_completed
            FROM (SELECT * FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' HOUR AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) + INTERVAL '1' HOUR) AS around
            WHERE (action = 'message-id') OR (action = 'queued') OR (action = 'client')
        ) AS completed
        WHERE is_completed
    ) AS mail_message
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND sender IS NOT NULL
        AND sender IS DISTINCT FROM '<>'
        AND user_name IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        user_name,
        count(one_key) AS messages,
        coalesce(CAST(sum(recipients) FILTER (WHERE one_key IS NOT NULL) AS BIGINT), 0) AS recipients
    FROM grouped_by_key
    GROUP BY 1
)
SELECT user_name, messages, recipients
FROM grouped
ORDER BY messages DESC NULLS LAST, user_name
LIMIT 20;
