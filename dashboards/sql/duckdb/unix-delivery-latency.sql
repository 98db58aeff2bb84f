-- Unix delivery latency: How long messages were in one of Postfix's queues until they were delivered or handed on, the time before included.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT count(*) AS deliveries, quantile_disc(duration_ms, [0.5, 0.95, 0.99]) AS p50_and_more
    FROM postfix
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND delivery_status IS NOT NULL
        AND NOT coalesce(is_internal_hop, FALSE)
        AND action = 'sent'
    HAVING count(*) > 0
),
shown AS (
    SELECT deliveries, p50_and_more[1] AS p50, p50_and_more[2] AS p95, p50_and_more[3] AS p99
    FROM grouped
)
SELECT deliveries, p50, p95, p99
FROM shown;
