-- Mailbox folders: Which folders messages were put into by Zimbra and Dovecot: Junk shows what filters took for spam.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT folder, count(*) AS messages
    FROM (
        SELECT folder
        FROM zimbra_mailbox
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND action = 'Adding Message'
            AND folder IS NOT NULL
        UNION ALL
        SELECT folder
        FROM dovecot
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND action = 'saved'
            AND folder IS NOT NULL
    ) AS counted_rows
    GROUP BY 1
),
shown AS (
    SELECT folder, messages, CAST(messages AS DOUBLE) / nullif(sum(messages) OVER (), 0) AS share
    FROM grouped
)
SELECT folder, messages, share
FROM shown
ORDER BY messages DESC NULLS LAST, folder
LIMIT 20;
