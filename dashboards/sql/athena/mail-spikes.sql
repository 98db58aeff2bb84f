-- Mail events against their usual: Each kind of event against the same hours of the days before. Fewer than 20 events count as 20, so that small numbers make no spikes.
-- The last day until now. Compiled; do not edit.
WITH by_period AS (
    SELECT
        (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) / 86400000 AS period,
        action,
        count(*) AS events
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action IS NOT NULL
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
        action,
        coalesce(max(events) FILTER (WHERE period = 0), 0) AS events,
        coalesce(CAST(sum(events) FILTER (WHERE period > 0) AS DOUBLE), 0) / nullif((SELECT periods FROM seen), 0) AS events_usual
    FROM by_period
    GROUP BY 1
),
shown AS (
    SELECT
        action,
        events,
        events_usual AS usual,
        CASE WHEN events_usual >= 20E0 THEN events / events_usual WHEN events_usual < 20E0 THEN events / 20E0 END AS spike
    FROM grouped
)
SELECT action, events, usual, spike
FROM shown
ORDER BY spike DESC NULLS LAST, action
LIMIT 20;
