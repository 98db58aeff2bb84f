-- All mail of an address: Every message that an address sent or got in a time, one line each: when, from whom, to whom, with which subject, how large, whether it arrived.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. address: The address, as sender or recipient. Allowed: an address such as anna@contoso.com, or @contoso.com for all of a domain
-- 2. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 3. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT lower(CAST($1 AS VARCHAR)) AS address_, CAST($2 AS TIMESTAMP) AS from_, CAST($3 AS TIMESTAMP) AS to_
),
found AS (
    SELECT
        time AS first_time,
        time AS last_time,
        lower(sender) AS sender,
        recipients AS recipients,
        subject AS subject,
        bytes AS size,
        CASE WHEN action IN ('DELIVER', 'SENDEXTERNAL') THEN coalesce(network_message_id, message_id) END AS delivered,
        CASE WHEN action = 'FAIL' THEN coalesce(network_message_id, message_id) END AS failed,
        coalesce(network_message_id, message_id) AS events,
        message_id AS message_id,
        coalesce(network_message_id, message_id) AS message
    FROM exchange_message_tracking
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND ((message_id IS NOT NULL OR network_message_id IS NOT NULL) AND (((lower(sender) = asked.address_ OR (starts_with(asked.address_, '@') AND substr(lower(sender), length(sender) - length(asked.address_) + 1) = asked.address_)) OR len([item FOR item IN recipients IF (lower(item) = asked.address_ OR (starts_with(asked.address_, '@') AND substr(lower(item), length(item) - length(asked.address_) + 1) = asked.address_))]) > 0) OR (lower(related_recipient) = asked.address_ OR (starts_with(asked.address_, '@') AND substr(lower(related_recipient), length(related_recipient) - length(asked.address_) + 1) = asked.address_))))
),
grouped AS (
    SELECT
        min(first_time) AS first_time,
        max(last_time) AS last_time,
        min(sender) AS sender,
        array_to_string(list_sort(list_distinct(flatten(list(recipients) FILTER (WHERE recipients IS NOT NULL)))), '; ') AS recipients,
        min(subject) AS subject,
        max(size) AS size,
        count(delivered) AS delivered,
        count(failed) AS failed,
        count(events) AS events,
        min(message_id) AS message_id,
        message
    FROM found
    GROUP BY 11
)
SELECT
    first_time,
    last_time,
    sender,
    recipients,
    subject,
    size,
    delivered,
    failed,
    events,
    message_id,
    message
FROM grouped
ORDER BY first_time, last_time, sender, recipients, subject, size, delivered, failed, events, message_id, message;
