-- Senders above their usual: Senders with many more messages than in the same hours of the days before, as an account that sends spam has. Fewer than 20 messages count as 20, so that small numbers make no spikes.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT
        (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
        sender,
        coalesce(network_message_id, message_id) AS one_key
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND sender IS NOT NULL
    GROUP BY 1, 2, 3
),
by_period AS (
    SELECT period, sender, count(one_key) AS messages
    FROM grouped_by_key
    GROUP BY 1, 2
),
seen AS (
    SELECT count(DISTINCT period) AS periods
    FROM (
        (SELECT 1 AS period FROM exchange_message_tracking WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM exchange_message_tracking WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM exchange_message_tracking WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM exchange_message_tracking WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM exchange_message_tracking WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM exchange_message_tracking WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM exchange_message_tracking WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
    ) AS windows
),
grouped AS (
    SELECT
        sender,
        coalesce(max(messages) FILTER (WHERE period = 0), 0) AS messages,
        coalesce(CAST(sum(messages) FILTER (WHERE period > 0) AS DOUBLE), 0) / nullif((SELECT periods FROM seen), 0) AS messages_usual
    FROM by_period
    GROUP BY 1
),
shown AS (
    SELECT
        sender,
        messages,
        messages_usual AS usual,
        CASE WHEN messages_usual >= 20E0 THEN messages / messages_usual WHEN messages_usual < 20E0 THEN messages / 20E0 END AS spike
    FROM grouped
),
kept AS (
    SELECT *
    FROM shown
    WHERE spike >= 2E0
)
SELECT sender, messages, usual, spike
FROM kept
ORDER BY spike DESC NULLS LAST, sender
LIMIT 10;
