-- Problems by event and server: Events that say something went wrong or was put off, by kind of event and by the server that logged it.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT action, host, count(*) AS events
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND outcome = 'failure'
        AND action IS NOT NULL
        AND host IS NOT NULL
    GROUP BY 1, 2
)
SELECT action, host, events
FROM grouped
ORDER BY events DESC NULLS LAST, action, host
LIMIT 20;
