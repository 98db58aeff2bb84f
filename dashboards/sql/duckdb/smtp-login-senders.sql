-- Top accounts at SMTP: Accounts that handed in the most messages over SMTP with a login, with the recipients of these messages.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT user_name, message_id AS one_key, max(recipient_count) AS recipients
    FROM (
        SELECT completed.time, completed.time_source, completed.arrived, completed.id, completed.host, completed.noise, completed.message_id, carried_1.sender, CAST(NULL AS BIGINT) AS bytes, carried_1.recipient_count, CAST(NULL AS VARCHAR) AS client_ip, CAST(NULL AS VARCHAR) AS client_hostname, carried_2.user_name, completed.queue_id, completed.source_file, completed.attributes, completed.raw
        FROM (SELECT * FROM (SELECT * FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' HOUR AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) + INTERVAL '1' HOUR) AS around WHERE (action = 'message-id')) AS completed
        ASOF LEFT JOIN (
            SELECT host, queue_id, time, sender, recipient_count
            FROM (SELECT * FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' HOUR AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) + INTERVAL '1' HOUR) AS around
            WHERE (action = 'queued')
        ) AS carried_1
            ON coalesce(completed.host, '') = coalesce(carried_1.host, '') AND coalesce(completed.queue_id, '') = coalesce(carried_1.queue_id, '')
            AND completed.time <= carried_1.time
        ASOF LEFT JOIN (
            SELECT host, queue_id, time, user_name
            FROM (SELECT * FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' HOUR AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) + INTERVAL '1' HOUR) AS around
            WHERE (action = 'client')
        ) AS carried_2
            ON coalesce(completed.host, '') = coalesce(carried_2.host, '') AND coalesce(completed.queue_id, '') = coalesce(carried_2.queue_id, '')
            AND completed.time >= carried_2.time
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
