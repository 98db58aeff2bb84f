-- Mail by direction: Messages over time: from outside into mailboxes, to the outside, and between the organisation's own mailboxes.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT
        time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        coalesce(network_message_id, message_id) AS one_key,
        bool_or(action = 'DELIVER' AND direction = 'Incoming') AS incoming,
        bool_or((action = 'SENDEXTERNAL' OR (action = 'SEND' AND connector IS NOT NULL AND NOT coalesce(starts_with(connector, 'Intra-Organization'), FALSE)))) AS outgoing,
        bool_or(action = 'DELIVER' AND direction = 'Originating') AS inside
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND ((action = 'DELIVER' AND direction = 'Incoming') OR (action = 'SENDEXTERNAL' OR (action = 'SEND' AND connector IS NOT NULL AND NOT coalesce(starts_with(connector, 'Intra-Organization'), FALSE))) OR (action = 'DELIVER' AND direction = 'Originating'))
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        bucket,
        count(one_key) FILTER (WHERE incoming) AS incoming,
        count(one_key) FILTER (WHERE outgoing) AS outgoing,
        count(one_key) FILTER (WHERE inside) AS inside
    FROM grouped_by_key
    GROUP BY 1
)
SELECT bucket, incoming, outgoing, inside
FROM grouped
ORDER BY bucket;
