-- Who wrote to an outside address: Every sender whose mail went to an outside address or domain in a time, with the number of messages, and how many of them failed.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. address: The outside address that was written to. Allowed: an address such as anna@contoso.com, or @contoso.com for all of a domain
-- 2. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 3. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT lower(CAST(? AS VARCHAR)) AS address_, CAST(? AS TIMESTAMP) AS from_, CAST(? AS TIMESTAMP) AS to_
),
found AS (
    SELECT
        lower(sender) AS sender,
        coalesce(network_message_id, message_id) AS messages,
        CASE WHEN action = 'FAIL' THEN coalesce(network_message_id, message_id) END AS failed,
        time AS first_time,
        time AS last_time
    FROM exchange_message_tracking
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND day >= date_format(asked.from_, '%Y-%m-%d')
        AND day <= date_format(asked.to_, '%Y-%m-%d')
        AND noise IS NULL
        AND (sender IS NOT NULL AND any_match(recipients, item -> (lower(item) = asked.address_ OR (starts_with(asked.address_, '@') AND substr(lower(item), length(item) - length(asked.address_) + 1) = asked.address_))))
),
grouped AS (
    SELECT
        sender,
        count(DISTINCT messages) AS messages,
        count(DISTINCT failed) AS failed,
        min(first_time) AS first_time,
        max(last_time) AS last_time
    FROM found
    GROUP BY 1
)
SELECT sender, messages, failed, first_time, last_time
FROM grouped
ORDER BY messages DESC, sender, failed, first_time, last_time;
