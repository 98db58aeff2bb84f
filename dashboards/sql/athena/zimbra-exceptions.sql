-- Zimbra exceptions by kind: Requests to Zimbra's mailbox servers that failed, by kind, with the number of accounts; refused logins are among them.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT error_code, user_name AS one_key, count(*) AS exceptions
    FROM zimbra_mailbox
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action IN ('handler exception', 'proxy handler exception')
        AND error_code IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT error_code, CAST(sum(exceptions) AS BIGINT) AS exceptions, count(one_key) AS accounts
    FROM grouped_by_key
    GROUP BY 1
)
SELECT error_code, exceptions, accounts
FROM grouped
ORDER BY exceptions DESC NULLS LAST, error_code
LIMIT 20;
