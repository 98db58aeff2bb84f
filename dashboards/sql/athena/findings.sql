-- Findings: What detections have found: addresses, accounts and hosts, those with the most findings first. Held back is how often the rule was fulfilled again within the hour of a finding.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        severity,
        detection,
        finding_key,
        count(*) AS findings,
        coalesce(CAST(sum(held_back) AS BIGINT), 0) AS held_back,
        max(value) AS value
    FROM finding
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND severity IS NOT NULL
        AND detection IS NOT NULL
        AND finding_key IS NOT NULL
    GROUP BY 1, 2, 3
)
SELECT severity, detection, finding_key, findings, held_back, value
FROM grouped
ORDER BY findings DESC NULLS LAST, severity, detection, finding_key
LIMIT 50;
