-- Delivery failures by reason: Deliveries that were given up, by the enhanced status code (RFC 3463): 5.1.x is a wrong address, 5.2.x a mailbox, 5.7.x a refusal.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT failure_reason, coalesce(network_message_id, message_id) AS one_key, count(*) AS failures
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action = 'FAIL'
        AND failure_reason IS NOT NULL
    GROUP BY 1, 2
),
grouped AS (
    SELECT failure_reason, CAST(sum(failures) AS BIGINT) AS failures, count(one_key) AS messages
    FROM grouped_by_key
    GROUP BY 1
),
shown AS (
    SELECT
        failure_reason,
        failures,
        messages,
        CAST(failures AS DOUBLE) / nullif(sum(failures) OVER (), 0) AS share
    FROM grouped
)
SELECT failure_reason, failures, messages, share
FROM shown
ORDER BY failures DESC NULLS LAST, failure_reason
LIMIT 20;
