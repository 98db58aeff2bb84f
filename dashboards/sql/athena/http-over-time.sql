-- HTTP requests: Requests at Exchange's front end over time, by how they ended.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        date_add('second', 300 * (date_diff('second', TIMESTAMP '1970-01-01 00:00:00', time) / 300), TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        count(*) FILTER (WHERE status_code >= 200 AND NOT coalesce(status_code >= 400, FALSE)) AS answered,
        count(*) FILTER (WHERE status_code >= 400 AND NOT coalesce(status_code >= 500, FALSE)) AS client_errors,
        count(*) FILTER (WHERE status_code >= 500 AND NOT coalesce(status_code >= 600, FALSE)) AS server_errors
    FROM exchange_http_proxy
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND ((status_code >= 200 AND NOT coalesce(status_code >= 400, FALSE)) OR (status_code >= 400 AND NOT coalesce(status_code >= 500, FALSE)) OR (status_code >= 500 AND NOT coalesce(status_code >= 600, FALSE)))
    GROUP BY 1
)
SELECT bucket, answered, client_errors, server_errors
FROM grouped
ORDER BY bucket;
