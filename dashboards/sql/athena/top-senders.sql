-- Top senders: Who sends the most messages, by the sender address; each message counts once, and the share is of all messages.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT sender, coalesce(network_message_id, message_id) AS one_key, max(bytes) AS bytes
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND sender IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        sender,
        count(one_key) AS messages,
        coalesce(CAST(sum(bytes) FILTER (WHERE one_key IS NOT NULL) AS BIGINT), 0) AS bytes
    FROM grouped_by_key
    GROUP BY 1
),
shown AS (
    SELECT sender, messages, bytes, CAST(messages AS DOUBLE) / nullif(sum(messages) OVER (), 0) AS share
    FROM grouped
)
SELECT sender, messages, bytes, share
FROM shown
ORDER BY messages DESC NULLS LAST, sender
LIMIT 10;
