-- Findings over time: Findings over time, by severity.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        date_add('second', 300 * (date_diff('second', TIMESTAMP '1970-01-01 00:00:00', time) / 300), TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        severity,
        count(*) AS findings
    FROM finding
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND severity IS NOT NULL
    GROUP BY 1, 2
),
best AS (
    SELECT severity
    FROM grouped
    GROUP BY severity
    ORDER BY coalesce(sum(findings), 0) DESC, severity
    LIMIT 4
)
SELECT bucket, severity, findings
FROM grouped
JOIN best USING (severity)
ORDER BY bucket, severity;
