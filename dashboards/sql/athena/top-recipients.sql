-- Top recipients: Which addresses the most messages are for; a message counts once for each of its recipients, and so it does in the whole that the share is of.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT recipients, distinct_key AS one_key, max(bytes_value) AS bytes
    FROM (
        SELECT item AS recipients, coalesce(network_message_id, message_id) AS distinct_key, bytes AS bytes_value
        FROM exchange_message_tracking CROSS JOIN UNNEST(recipients) AS items (item)
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
    ) AS counted_rows
    WHERE recipients <> ''
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        recipients,
        count(one_key) AS messages,
        coalesce(CAST(sum(bytes) FILTER (WHERE one_key IS NOT NULL) AS BIGINT), 0) AS bytes
    FROM grouped_by_key
    GROUP BY 1
),
shown AS (
    SELECT recipients, messages, bytes, CAST(messages AS DOUBLE) / nullif(sum(messages) OVER (), 0) AS share
    FROM grouped
)
SELECT recipients, messages, bytes, share
FROM shown
ORDER BY messages DESC NULLS LAST, recipients
LIMIT 10;
