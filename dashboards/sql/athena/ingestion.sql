-- Intake: What was taken in: rows, lines that could not be read, bytes of log, and the longest time until a row could be queried.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        coalesce(CAST(sum(rows) AS BIGINT), 0) AS rows,
        coalesce(CAST(sum(dead_letters) AS BIGINT), 0) AS dead_letters,
        coalesce(CAST(sum(bytes) AS BIGINT), 0) AS bytes,
        max(lag_ms) AS lag_ms
    FROM ingestion
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
    HAVING count(*) > 0
)
SELECT rows, dead_letters, bytes, lag_ms
FROM grouped;
