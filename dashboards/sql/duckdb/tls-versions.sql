-- TLS versions: Versions of TLS of Postfix's connections, in and out, by the program that wrote the line. It logs them from smtpd_tls_loglevel and smtp_tls_loglevel 1 on.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT tls_version, program, count(*) AS connections
    FROM postfix
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND tls_version IS NOT NULL
        AND program IS NOT NULL
    GROUP BY 1, 2
),
shown AS (
    SELECT
        tls_version,
        program,
        connections,
        CAST(connections AS DOUBLE) / nullif(sum(connections) OVER (), 0) AS share
    FROM grouped
)
SELECT tls_version, program, connections, share
FROM shown
ORDER BY connections DESC NULLS LAST, tls_version, program
LIMIT 20;
