-- Unix top recipients: Which addresses Postfix delivered or handed on the most messages to; a host that hands on to the next one and that one count each.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT recipients, count(*) AS deliveries
    FROM (
        SELECT unnest(recipients) AS recipients
        FROM postfix
        WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
            AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
            AND noise IS NULL
            AND delivery_status IS NOT NULL
            AND NOT coalesce(is_internal_hop, FALSE)
            AND action = 'sent'
    ) AS counted_rows
    WHERE recipients <> ''
    GROUP BY 1
),
shown AS (
    SELECT recipients, deliveries, CAST(deliveries AS DOUBLE) / nullif(sum(deliveries) OVER (), 0) AS share
    FROM grouped
)
SELECT recipients, deliveries, share
FROM shown
ORDER BY deliveries DESC NULLS LAST, recipients
LIMIT 10;
