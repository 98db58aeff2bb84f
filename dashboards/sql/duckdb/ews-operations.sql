-- EWS operations: What is asked of Exchange Web Services, and how long it takes; requests that wait for news are left out of the time.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        action,
        count(*) AS requests,
        (quantile_disc(duration_ms, [0.95]) FILTER (WHERE NOT coalesce(long_poll, FALSE)))[1] AS p95
    FROM exchange_ews
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action IS NOT NULL
    GROUP BY 1
)
SELECT action, requests, p95
FROM grouped
ORDER BY requests DESC NULLS LAST, action
LIMIT 20;
