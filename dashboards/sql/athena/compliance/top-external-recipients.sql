-- Top external recipients by sender: Which outside addresses each sender of the organisation wrote to most: pairs of sender and recipient with the number of messages.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. domains: The organisation's own domains; every other one is outside, a subdomain too unless it is listed. Empty: the domains of all addresses that mail was delivered to a mailbox for in the time asked about (DELIVER events): a domain of the organisation that got no mail in that time, or whose mailboxes lie elsewhere, then counts as outside. Allowed: domains separated by commas, such as contoso.com,contoso.de
-- 2. sender: Only senders with this in their address. Empty: all senders. Allowed: text
-- 3. top: Lines wanted, those with the most messages. Allowed: a whole number from 1 to 100000
-- 4. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 5. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT
        lower(CAST(? AS VARCHAR)) AS domains_,
        lower(CAST(? AS VARCHAR)) AS sender_,
        CAST(? AS BIGINT) AS top_,
        CAST(? AS TIMESTAMP) AS from_,
        CAST(? AS TIMESTAMP) AS to_
),
own_domains AS (
    SELECT DISTINCT regexp_replace(lower(item), '^.*@') AS domain
    FROM exchange_message_tracking
    CROSS JOIN UNNEST(recipients) AS items (item)
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND day >= date_format(asked.from_, '%Y-%m-%d')
        AND day <= date_format(asked.to_, '%Y-%m-%d')
        AND noise IS NULL
        AND action = 'DELIVER'
        AND strpos(item, '@') > 0
),
found AS (
    SELECT
        lower(sender) AS sender,
        lower(item) AS recipient,
        coalesce(network_message_id, message_id) AS messages,
        time AS first_time,
        time AS last_time
    FROM exchange_message_tracking
    CROSS JOIN UNNEST(recipients) AS items (item)
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND day >= date_format(asked.from_, '%Y-%m-%d')
        AND day <= date_format(asked.to_, '%Y-%m-%d')
        AND noise IS NULL
        AND (((strpos(item, '@') > 0 AND NOT contains(split(asked.domains_, ','), regexp_replace(lower(item), '^.*@')) AND (asked.domains_ <> '' OR regexp_replace(lower(item), '^.*@') NOT IN (SELECT domain FROM own_domains))) AND NOT coalesce((strpos(sender, '@') > 0 AND NOT contains(split(asked.domains_, ','), regexp_replace(lower(sender), '^.*@')) AND (asked.domains_ <> '' OR regexp_replace(lower(sender), '^.*@') NOT IN (SELECT domain FROM own_domains))), FALSE)) AND (asked.sender_ = '' OR strpos(lower(sender), asked.sender_) > 0))
),
grouped AS (
    SELECT
        sender,
        recipient,
        count(DISTINCT messages) AS messages,
        min(first_time) AS first_time,
        max(last_time) AS last_time
    FROM found
    GROUP BY 1, 2
),
ranked AS (
    SELECT *, row_number() OVER (ORDER BY messages DESC, sender, recipient, first_time, last_time) AS place
    FROM grouped
)
SELECT sender, recipient, messages, first_time, last_time
FROM ranked
WHERE place <= (SELECT top_ FROM asked)
ORDER BY messages DESC, sender, recipient, first_time, last_time;
