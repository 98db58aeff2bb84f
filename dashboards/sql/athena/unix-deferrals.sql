-- Unix deferrals by destination: Deliveries that Postfix put off, by the server that it spoke to (none where it reached none) and the enhanced status code.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT relay_host, error_code, count(*) AS deferrals
    FROM postfix
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND delivery_status IS NOT NULL
        AND NOT coalesce(is_internal_hop, FALSE)
        AND action = 'deferred'
        AND relay_host IS NOT NULL
        AND error_code IS NOT NULL
    GROUP BY 1, 2
),
shown AS (
    SELECT
        relay_host,
        error_code,
        deferrals,
        CAST(deferrals AS DOUBLE) / nullif(sum(deferrals) OVER (), 0) AS share
    FROM grouped
)
SELECT relay_host, error_code, deferrals, share
FROM shown
ORDER BY deferrals DESC NULLS LAST, relay_host, error_code
LIMIT 50;
