-- Failed logins by address: Addresses that refused logins came from, with the number of accounts that were tried: many accounts from one address is an attack.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT client_ip, user_name AS one_key, count(*) AS failed, count(*) AS http
    FROM iis_access
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND login
        AND outcome = 'failure'
        AND client_ip IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        client_ip,
        CAST(sum(failed) AS BIGINT) AS failed,
        CAST(sum(http) AS BIGINT) AS http,
        count(one_key) AS accounts
    FROM grouped_by_key
    GROUP BY 1
)
SELECT client_ip, failed, http, accounts
FROM grouped
ORDER BY failed DESC NULLS LAST, client_ip
LIMIT 20;
