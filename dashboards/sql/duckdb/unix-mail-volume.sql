-- Unix mail volume: Deliveries of Postfix over time, one for each recipient and host: delivered or handed on, put off, given up, thrown away; and what was refused to clients. The way to filters on the same host is not counted.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        time_bucket(INTERVAL '300' SECOND, time, TIMESTAMP '1970-01-01 00:00:00') AS bucket,
        count(*) FILTER (WHERE delivery_status IS NOT NULL AND NOT coalesce(is_internal_hop, FALSE) AND action = 'sent') AS deliveries,
        count(*) FILTER (WHERE delivery_status IS NOT NULL AND NOT coalesce(is_internal_hop, FALSE) AND action = 'deferred') AS deferrals,
        count(*) FILTER (WHERE delivery_status IS NOT NULL AND NOT coalesce(is_internal_hop, FALSE) AND action IN ('bounced', 'expired')) AS failures,
        count(*) FILTER (WHERE action = 'discarded') AS discarded,
        count(*) FILTER (WHERE action IN ('reject', 'milter-reject')) AS rejections
    FROM postfix
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND ((delivery_status IS NOT NULL AND NOT coalesce(is_internal_hop, FALSE) AND action = 'sent') OR (delivery_status IS NOT NULL AND NOT coalesce(is_internal_hop, FALSE) AND action = 'deferred') OR (delivery_status IS NOT NULL AND NOT coalesce(is_internal_hop, FALSE) AND action IN ('bounced', 'expired')) OR action = 'discarded' OR action IN ('reject', 'milter-reject'))
    GROUP BY 1
)
SELECT bucket, deliveries, deferrals, failures, discarded, rejections
FROM grouped
ORDER BY bucket;
