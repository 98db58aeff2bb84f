-- Failed logins by account: Accounts that logins were refused for, as the client wrote them, with the number of addresses that tried.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT user_name, client_ip AS one_key, count(*) AS failed, count(*) AS http
    FROM iis_access
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND login
        AND outcome = 'failure'
        AND user_name IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        user_name,
        CAST(sum(failed) AS BIGINT) AS failed,
        CAST(sum(http) AS BIGINT) AS http,
        count(one_key) AS addresses
    FROM grouped_by_key
    GROUP BY 1
)
SELECT user_name, failed, http, addresses
FROM grouped
ORDER BY failed DESC NULLS LAST, user_name
LIMIT 20;
