-- Relay clients: Devices and programs that hand in mail by SMTP at connectors that somebody set up besides Exchange's own, by server: who would be cut off if the server went away.
-- The last day until now. Compiled; do not edit.
WITH grouped_by_key AS (
    SELECT host, connector, client_ip, coalesce(network_message_id, message_id) AS one_key, max(bytes) AS bytes
    FROM exchange_message_tracking
    WHERE time >= CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP) - INTERVAL '1' DAY
        AND time < CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)
        AND noise IS NULL
        AND action = 'RECEIVE'
        AND event_source = 'SMTP'
        AND connector IS NOT NULL
        AND NOT coalesce(strpos(connector, '\Default ') > 0, FALSE)
        AND NOT coalesce(strpos(connector, '\Client ') > 0, FALSE)
        AND NOT coalesce(strpos(connector, '\Outbound Proxy ') > 0, FALSE)
        AND host IS NOT NULL
        AND client_ip IS NOT NULL
    GROUP BY 1, 2, 3, 4
),
grouped AS (
    SELECT
        host,
        connector,
        client_ip,
        count(one_key) AS messages,
        coalesce(CAST(sum(bytes) FILTER (WHERE one_key IS NOT NULL) AS BIGINT), 0) AS bytes
    FROM grouped_by_key
    GROUP BY 1, 2, 3
)
SELECT host, connector, client_ip, messages, bytes
FROM grouped
ORDER BY messages DESC NULLS LAST, host, connector, client_ip
LIMIT 50;
