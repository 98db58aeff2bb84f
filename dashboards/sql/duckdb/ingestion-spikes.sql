-- Intake against its usual: Rows of each format against the same hours of the days before, the most silent first: a log that has stopped coming shows 0 times.
-- The last day until now. Compiled; do not edit.
WITH by_period AS (
    SELECT
        (date_diff('millisecond', time, CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)) - 1) // 86400000 AS period,
        format,
        coalesce(CAST(sum(rows) AS BIGINT), 0) AS rows
    FROM ingestion
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND format IS NOT NULL
    GROUP BY 1, 2
),
seen AS (
    SELECT count(DISTINCT period) AS periods
    FROM (
        (SELECT 1 AS period FROM ingestion WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY LIMIT 1)
        UNION ALL
        (SELECT 2 AS period FROM ingestion WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '2' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '2' DAY LIMIT 1)
        UNION ALL
        (SELECT 3 AS period FROM ingestion WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '3' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '3' DAY LIMIT 1)
        UNION ALL
        (SELECT 4 AS period FROM ingestion WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '4' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '4' DAY LIMIT 1)
        UNION ALL
        (SELECT 5 AS period FROM ingestion WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '5' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '5' DAY LIMIT 1)
        UNION ALL
        (SELECT 6 AS period FROM ingestion WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '6' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '6' DAY LIMIT 1)
        UNION ALL
        (SELECT 7 AS period FROM ingestion WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY - INTERVAL '7' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '7' DAY LIMIT 1)
    ) AS windows
),
grouped AS (
    SELECT
        format,
        coalesce(max(rows) FILTER (WHERE period = 0), 0) AS rows,
        coalesce(CAST(sum(rows) FILTER (WHERE period > 0) AS DOUBLE), 0) / nullif((SELECT periods FROM seen), 0) AS rows_usual
    FROM by_period
    GROUP BY 1
),
shown AS (
    SELECT
        format,
        rows,
        rows_usual AS usual,
        CASE WHEN rows_usual >= 1E0 THEN rows / rows_usual WHEN rows_usual < 1E0 THEN rows / 1E0 END AS spike
    FROM grouped
)
SELECT format, rows, usual, spike
FROM shown
ORDER BY spike ASC NULLS LAST, format
LIMIT 20;
