-- Intake over time: Rows taken in over time, by format.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        format,
        coalesce(CAST(sum(rows) AS BIGINT), 0) AS rows
    FROM ingestion
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND format IS NOT NULL
    GROUP BY 1, 2
),
best AS (
    SELECT format
    FROM grouped
    GROUP BY format
    ORDER BY coalesce(sum(rows), 0) DESC, format
    LIMIT 15
)
SELECT bucket, format, rows
FROM grouped
JOIN best USING (format)
ORDER BY bucket, format;
