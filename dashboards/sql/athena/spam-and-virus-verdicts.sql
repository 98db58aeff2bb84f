-- Spam and virus verdicts: What amavis made of messages: clean, spam, infected and so on, and whether it let them pass. A message counts once for each verdict, however often it went through.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT category, action, message_id AS one_key, count(*) AS verdicts
    FROM amavis
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND category IS NOT NULL
        AND action IS NOT NULL
    GROUP BY 1, 2, 3
),
grouped AS (
    SELECT category, action, count(one_key) AS messages, CAST(sum(verdicts) AS BIGINT) AS verdicts
    FROM grouped_by_key
    GROUP BY 1, 2
)
SELECT category, action, messages, verdicts
FROM grouped
ORDER BY messages DESC NULLS LAST, category, action
LIMIT 20;
