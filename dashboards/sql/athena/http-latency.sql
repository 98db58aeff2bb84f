-- HTTP latency by protocol: How long requests at Exchange's front end took, by protocol; requests that wait for news are left out.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        protocol,
        count(*) AS requests,
        approx_percentile(duration_ms, ARRAY[0.5, 0.95]) FILTER (WHERE NOT coalesce(long_poll, FALSE)) AS p50_and_more
    FROM exchange_http_proxy
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND protocol IS NOT NULL
    GROUP BY 1
),
shown AS (
    SELECT protocol, requests, p50_and_more[1] AS p50, p50_and_more[2] AS p95
    FROM grouped
)
SELECT protocol, requests, p50, p95
FROM shown
ORDER BY requests DESC NULLS LAST, protocol
LIMIT 20;
