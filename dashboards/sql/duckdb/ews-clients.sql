-- EWS clients: Programs that use Exchange Web Services, as they name themselves, with the number of accounts they act for.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT
        user_agent,
        user_name AS one_key,
        count(*) AS requests,
        count(*) FILTER (WHERE error_code IS NOT NULL) AS errors
    FROM exchange_ews
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND user_agent IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT
        user_agent,
        CAST(sum(requests) AS BIGINT) AS requests,
        count(one_key) AS users,
        CAST(sum(errors) AS BIGINT) AS errors
    FROM grouped_by_key
    GROUP BY 1
),
shown AS (
    SELECT user_agent, requests, users, errors, CAST(errors AS DOUBLE) / nullif(requests, 0) AS error_share
    FROM grouped
)
SELECT user_agent, requests, users, errors, error_share
FROM shown
ORDER BY requests DESC NULLS LAST, user_agent
LIMIT 20;
