-- Failed logins: Logins that were refused, over time, by the way they came in.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        date_add('second', 300 * (date_diff('second', TIMESTAMP '1970-01-01 00:00:00', time) / 300), TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        count(*) AS http
    FROM iis_access
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND login
        AND outcome = 'failure'
    GROUP BY 1
)
SELECT bucket, http
FROM grouped
ORDER BY bucket;
