-- Distribution lists: Which distribution lists messages were sent to.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT related_recipient, coalesce(network_message_id, message_id) AS one_key
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action = 'EXPAND'
        AND related_recipient IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT related_recipient, count(one_key) AS messages
    FROM grouped_by_key
    GROUP BY 1
)
SELECT related_recipient, messages
FROM grouped
ORDER BY messages DESC NULLS LAST, related_recipient
LIMIT 10;
