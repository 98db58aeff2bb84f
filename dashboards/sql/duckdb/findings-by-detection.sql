-- Findings by detection: How often each detection has found something.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT detection, severity, count(*) AS findings, coalesce(CAST(sum(held_back) AS BIGINT), 0) AS held_back
    FROM finding
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND detection IS NOT NULL
        AND severity IS NOT NULL
    GROUP BY 1, 2
)
SELECT detection, severity, findings, held_back
FROM grouped
ORDER BY findings DESC NULLS LAST, detection, severity
LIMIT 50;
