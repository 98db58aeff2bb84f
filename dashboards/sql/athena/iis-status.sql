-- IIS status codes: How requests ended in the logs of IIS, front end and back end together.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT status_code, count(*) AS requests
    FROM iis_access
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
