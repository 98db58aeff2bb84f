-- Unix queue delay by stage: Where the time of deliveries goes, by host: until the message was queued, in the queue, for the connection, for sending it.
-- The last day until now. Compiled; do not edit.
WITH grouped AS (
    SELECT
        host,
        approx_percentile(delay_before_queue_ms, ARRAY[0.5, 0.95]) AS before_p50_and_more,
        approx_percentile(delay_in_queue_ms, ARRAY[0.5, 0.95]) AS queue_p50_and_more,
        approx_percentile(delay_connect_ms, ARRAY[0.5, 0.95]) AS connect_p50_and_more,
        approx_percentile(delay_send_ms, ARRAY[0.5, 0.95]) AS send_p50_and_more
    FROM postfix
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND delivery_status IS NOT NULL
        AND NOT coalesce(is_internal_hop, FALSE)
        AND action = 'sent'
        AND host IS NOT NULL
    GROUP BY 1
),
shown AS (
    SELECT
        host,
        before_p50_and_more[1] AS before_p50,
        before_p50_and_more[2] AS before_p95,
        queue_p50_and_more[1] AS queue_p50,
        queue_p50_and_more[2] AS queue_p95,
        connect_p50_and_more[1] AS connect_p50,
        connect_p50_and_more[2] AS connect_p95,
        send_p50_and_more[1] AS send_p50,
        send_p50_and_more[2] AS send_p95
    FROM grouped
)
SELECT host, before_p50, before_p95, queue_p50, queue_p95, connect_p50, connect_p95, send_p50, send_p95
FROM shown
ORDER BY before_p50 DESC NULLS LAST, host
LIMIT 50;
