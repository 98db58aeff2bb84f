-- Mail: How many different messages the servers handled, how large they were, and how many deliveries were given up or put off.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT
        coalesce(network_message_id, message_id) AS one_key,
        max(bytes) AS bytes,
        count(*) FILTER (WHERE action = 'FAIL') AS failures,
        count(*) FILTER (WHERE action = 'DEFER') AS deferrals
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
    GROUP BY 1
),
grouped AS (
    SELECT
        count(one_key) AS messages,
        coalesce(CAST(sum(bytes) FILTER (WHERE one_key IS NOT NULL) AS BIGINT), 0) AS bytes,
        CAST(sum(failures) AS BIGINT) AS failures,
        CAST(sum(deferrals) AS BIGINT) AS deferrals
    FROM grouped_by_key
    HAVING count(*) > 0
)
SELECT messages, bytes, failures, deferrals
FROM grouped;
