-- One message's full history: Everything that happened to one message on all servers, event by event: taken in, routed, expanded, delivered, failed, bounced.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. message: The message. Allowed: a Message-ID such as <a1@contoso.com>, brackets or not, or a network message id (a GUID)
-- 2. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 3. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT
        replace(replace(CAST($1 AS VARCHAR), '<', ''), '>', '') AS message_,
        CAST($2 AS TIMESTAMP) AS from_,
        CAST($3 AS TIMESTAMP) AS to_
),
network_ids AS (
    SELECT DISTINCT network_message_id AS network_id
    FROM exchange_message_tracking
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND message_id IN (asked.message_, '<' || asked.message_ || '>')
        AND network_message_id IS NOT NULL
),
found AS (
    SELECT
        time AS time,
        host AS server,
        action AS event,
        event_source AS source,
        sender AS sender,
        array_to_string(recipients, '; ') AS recipients,
        outcome AS outcome,
        coalesce(smtp_response, recipient_status) AS detail,
        coalesce(client_hostname, client_ip) AS client,
        coalesce(server_hostname, server_ip) AS next,
        connector AS connector,
        subject AS subject,
        message_id AS message_id,
        network_message_id AS message,
        id AS id
    FROM exchange_message_tracking
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND (message_id IN (asked.message_, '<' || asked.message_ || '>') OR lower(network_message_id) = lower(asked.message_) OR network_message_id IN (SELECT network_id FROM network_ids) OR strpos(reference, '<' || asked.message_ || '>') > 0)
)
SELECT
    time,
    server,
    event,
    source,
    sender,
    recipients,
    outcome,
    detail,
    client,
    next,
    connector,
    subject,
    message_id,
    message,
    id
FROM found
ORDER BY time, server, id, event, source, sender, recipients, outcome, detail, client, next, connector, subject, message_id, message;
