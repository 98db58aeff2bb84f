-- Server errors by protocol: Which part of the requests the servers failed to answer (status 500 to 599), by protocol.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        protocol,
        count(*) AS requests,
        count(*) FILTER (WHERE status_code >= 500 AND status_code < 600) AS errors
    FROM exchange_http_proxy
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND protocol IS NOT NULL
    GROUP BY 1
),
shown AS (
    SELECT protocol, requests, errors, CAST(errors AS DOUBLE) / nullif(requests, 0) AS error_share
    FROM grouped
)
SELECT protocol, requests, errors, error_share
FROM shown
ORDER BY error_share DESC NULLS LAST, protocol
LIMIT 20;
