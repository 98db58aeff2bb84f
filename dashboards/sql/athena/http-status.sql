-- HTTP status codes: How requests at Exchange's front end ended, by status code.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT status_code, count(*) AS requests
    FROM exchange_http_proxy
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND status_code IS NOT NULL
    GROUP BY 1
),
shown AS (
    SELECT
        CAST(status_code AS VARCHAR) AS status_code,
        requests,
        CAST(requests AS DOUBLE) / nullif(sum(requests) OVER (), 0) AS share
    FROM grouped
)
SELECT status_code, requests, share
FROM shown
ORDER BY requests DESC NULLS LAST, status_code
LIMIT 15;
