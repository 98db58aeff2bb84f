-- Unix mail: How many different messages Postfix's queues took up and how large they were. A message counts once, also where filters and further hosts queue it again; bounces and other reports do not count.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT message_id AS one_key, max(bytes) AS bytes
    FROM (
        SELECT completed.time, completed.time_source, completed.arrived, completed.id, completed.host, completed.noise, completed.message_id, carried_1.sender, carried_1.bytes, CAST(NULL AS BIGINT) AS recipient_count, CAST(NULL AS VARCHAR) AS client_ip, CAST(NULL AS VARCHAR) AS client_hostname, CAST(NULL AS VARCHAR) AS user_name, completed.queue_id, completed.source_file, completed.attributes, completed.raw
        FROM (SELECT * FROM (SELECT * FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' HOUR AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) + INTERVAL '1' HOUR) AS around WHERE (action = 'message-id')) AS completed
        ASOF LEFT JOIN (
            SELECT host, queue_id, time, sender, bytes
            FROM (SELECT * FROM postfix WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' HOUR AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) + INTERVAL '1' HOUR) AS around
            WHERE (action = 'queued')
        ) AS carried_1
            ON coalesce(completed.host, '') = coalesce(carried_1.host, '') AND coalesce(completed.queue_id, '') = coalesce(carried_1.queue_id, '')
            AND completed.time <= carried_1.time
    ) AS mail_message
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND sender IS NOT NULL
        AND sender IS DISTINCT FROM '<>'
    GROUP BY 1
),
grouped AS (
    SELECT
        count(one_key) AS messages,
        coalesce(CAST(sum(bytes) FILTER (WHERE one_key IS NOT NULL) AS BIGINT), 0) AS bytes
    FROM grouped_by_key
    HAVING count(*) > 0
)
SELECT messages, bytes
FROM grouped;
