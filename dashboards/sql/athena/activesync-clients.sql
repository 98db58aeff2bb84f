-- ActiveSync clients: Kinds of mobile devices that use ActiveSync, by requests, with the number of devices.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT device_type, device_id AS one_key, count(*) AS requests
    FROM iis_access
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND device_type IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT device_type, CAST(sum(requests) AS BIGINT) AS requests, count(one_key) AS devices
    FROM grouped_by_key
    GROUP BY 1
)
SELECT device_type, requests, devices
FROM grouped
ORDER BY requests DESC NULLS LAST, device_type
LIMIT 20;
