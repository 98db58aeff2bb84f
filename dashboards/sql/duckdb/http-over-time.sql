-- HTTP requests: Requests at Exchange's front end over time, by how they ended.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        count(*) FILTER (WHERE status_code >= 200 AND status_code < 400) AS answered,
        count(*) FILTER (WHERE status_code >= 400 AND status_code < 500) AS client_errors,
        count(*) FILTER (WHERE status_code >= 500 AND status_code < 600) AS server_errors
    FROM exchange_http_proxy
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND status_code >= 200
        AND status_code < 600
    GROUP BY 1
)
SELECT bucket, answered, client_errors, server_errors
FROM grouped
ORDER BY bucket;
