-- Delivery latency: How long messages took from entering the organisation until they lay in the mailbox or had left it.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        count(*) FILTER (WHERE e2e_latency_ms IS NOT NULL) AS deliveries,
        quantile_disc(e2e_latency_ms, [0.5, 0.95, 0.99]) AS p50_and_more
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action IN ('DELIVER', 'SENDEXTERNAL')
    HAVING count(*) > 0
),
shown AS (
    SELECT deliveries, p50_and_more[1] AS p50, p50_and_more[2] AS p95, p50_and_more[3] AS p99
    FROM grouped
)
SELECT deliveries, p50, p95, p99
FROM shown;
