-- Unix delivery failures by reason: Deliveries that Postfix gave up, by the enhanced status code (RFC 3463) and the server that it spoke to.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT error_code, relay_host, count(*) AS failures
    FROM postfix
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND delivery_status IS NOT NULL
        AND NOT coalesce(is_internal_hop, FALSE)
        AND action IN ('bounced', 'expired')
        AND error_code IS NOT NULL
        AND relay_host IS NOT NULL
    GROUP BY 1, 2
),
shown AS (
    SELECT
        error_code,
        relay_host,
        failures,
        CAST(failures AS DOUBLE) / nullif(sum(failures) OVER (), 0) AS share
    FROM grouped
)
SELECT error_code, relay_host, failures, share
FROM shown
ORDER BY failures DESC NULLS LAST, error_code, relay_host
LIMIT 20;
