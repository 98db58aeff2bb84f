-- Intake by file: Rows, dead letters and the longest lag of each log file, those with dead letters first.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        source_file,
        format,
        coalesce(CAST(sum(rows) AS BIGINT), 0) AS rows,
        coalesce(CAST(sum(dead_letters) AS BIGINT), 0) AS dead_letters,
        coalesce(CAST(sum(bytes) AS BIGINT), 0) AS bytes,
        max(lag_ms) AS lag_ms
    FROM ingestion
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND source_file IS NOT NULL
        AND format IS NOT NULL
    GROUP BY 1, 2
),
shown AS (
    SELECT
        source_file,
        format,
        rows,
        dead_letters,
        CAST(dead_letters AS DOUBLE) / nullif(rows, 0) AS dead_share,
        bytes,
        lag_ms
    FROM grouped
)
SELECT source_file, format, rows, dead_letters, dead_share, bytes, lag_ms
FROM shown
ORDER BY dead_letters DESC NULLS LAST, source_file, format
LIMIT 50;
