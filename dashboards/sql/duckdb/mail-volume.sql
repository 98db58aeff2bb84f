-- Mail volume: Events in the message tracking log over time, by kind: RECEIVE, DELIVER, SEND, FAIL and so on.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        action,
        count(*) AS events
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action IS NOT NULL
    GROUP BY 1, 2
),
best AS (
    SELECT action
    FROM grouped
    GROUP BY action
    ORDER BY coalesce(sum(events), 0) DESC, action
    LIMIT 8
)
SELECT bucket, action, events
FROM grouped
JOIN best USING (action)
ORDER BY bucket, action;
