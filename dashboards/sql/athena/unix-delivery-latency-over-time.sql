-- Unix delivery latency over time: How long messages were in one of Postfix's queues until they were delivered or handed on.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        date_add('second', 300 * (date_diff('second', TIMESTAMP '1970-01-01 00:00:00', time) / 300), TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        approx_percentile(duration_ms, ARRAY[0.5, 0.95, 0.99]) AS p50_and_more
    FROM postfix
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND delivery_status IS NOT NULL
        AND NOT coalesce(is_internal_hop, FALSE)
        AND action = 'sent'
    GROUP BY 1
),
shown AS (
    SELECT bucket, p50_and_more[1] AS p50, p50_and_more[2] AS p95, p50_and_more[3] AS p99
    FROM grouped
)
SELECT bucket, p50, p95, p99
FROM shown
ORDER BY bucket;
