-- HTTP by server: Which front-end servers clients use: who would be cut off if a server went away.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT host, protocol, user_name AS one_key, count(*) AS requests, sum(bytes) AS bytes
    FROM exchange_http_proxy
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND host IS NOT NULL
        AND protocol IS NOT NULL
    GROUP BY 1, 2, 3
),
grouped AS (
    SELECT
        host,
        protocol,
        CAST(sum(requests) AS BIGINT) AS requests,
        count(one_key) AS users,
        coalesce(CAST(sum(bytes) AS BIGINT), 0) AS bytes
    FROM grouped_by_key
    GROUP BY 1, 2
)
SELECT host, protocol, requests, users, bytes
FROM grouped
ORDER BY requests DESC NULLS LAST, host, protocol
LIMIT 20;
