-- EWS errors: Error codes of Exchange Web Services; ErrorServerBusy means that an application is throttled.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT error_code, user_name AS one_key, count(*) AS errors
    FROM exchange_ews
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND error_code IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT error_code, CAST(sum(errors) AS BIGINT) AS errors, count(one_key) AS users
    FROM grouped_by_key
    GROUP BY 1
),
shown AS (
    SELECT error_code, errors, users, CAST(errors AS DOUBLE) / nullif(sum(errors) OVER (), 0) AS share
    FROM grouped
)
SELECT error_code, errors, users, share
FROM shown
ORDER BY errors DESC NULLS LAST, error_code
LIMIT 15;
