-- Unix rejections by reason: What Postfix refused to clients, by the host that refused, the stage of the conversation and the enhanced status code.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT host, stage, error_code, count(*) AS rejections
    FROM postfix
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action IN ('reject', 'milter-reject')
        AND host IS NOT NULL
        AND stage IS NOT NULL
        AND error_code IS NOT NULL
    GROUP BY 1, 2, 3
),
shown AS (
    SELECT
        host,
        stage,
        error_code,
        rejections,
        CAST(rejections AS DOUBLE) / nullif(sum(rejections) OVER (), 0) AS share
    FROM grouped
)
SELECT host, stage, error_code, rejections, share
FROM shown
ORDER BY rejections DESC NULLS LAST, host, stage, error_code
LIMIT 50;
