-- Failed and successful logins of a user: Where an account logged in from or tried to, on which way, how often and how it ended: one line for each day, way, address and outcome.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. user: The account. Allowed: an account: anna finds every spelling, CONTOSO\anna and anna@contoso.com only their own
-- 2. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 3. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT lower(CAST($1 AS VARCHAR)) AS user_, CAST($2 AS TIMESTAMP) AS from_, CAST($3 AS TIMESTAMP) AS to_
),
found AS (
    SELECT
        strftime(time, '%Y-%m-%d') AS day,
        lower(user_name) AS user,
        outcome AS outcome,
        coalesce(protocol, 'http') AS protocol,
        client_ip AS client_ip,
        failure_reason AS reason,
        time AS attempts,
        time AS first_time,
        time AS last_time,
        host AS server,
        'iis_access' AS source
    FROM iis_access
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND (login AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
    UNION ALL
    SELECT
        strftime(time, '%Y-%m-%d') AS day,
        lower(user_name) AS user,
        outcome AS outcome,
        coalesce(protocol, 'http') AS protocol,
        client_ip AS client_ip,
        failure_reason AS reason,
        time AS attempts,
        time AS first_time,
        time AS last_time,
        host AS server,
        'exchange_smtp_protocol' AS source
    FROM exchange_smtp_protocol
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND (login AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
    UNION ALL
    SELECT
        strftime(time, '%Y-%m-%d') AS day,
        lower(user_name) AS user,
        outcome AS outcome,
        coalesce(protocol, 'http') AS protocol,
        client_ip AS client_ip,
        failure_reason AS reason,
        time AS attempts,
        time AS first_time,
        time AS last_time,
        host AS server,
        'exchange_imap_pop' AS source
    FROM exchange_imap_pop
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND (login AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
    UNION ALL
    SELECT
        strftime(time, '%Y-%m-%d') AS day,
        lower(user_name) AS user,
        outcome AS outcome,
        'windows' AS protocol,
        client_ip AS client_ip,
        failure_reason AS reason,
        time AS attempts,
        time AS first_time,
        time AS last_time,
        host AS server,
        'windows_event' AS source
    FROM windows_event
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND (login AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
),
grouped AS (
    SELECT
        day,
        user,
        outcome,
        protocol,
        client_ip,
        reason,
        count(attempts) AS attempts,
        min(first_time) AS first_time,
        max(last_time) AS last_time,
        min(server) AS server,
        source
    FROM found
    GROUP BY 1, 2, 3, 4, 5, 6, 11
)
SELECT day, user, outcome, protocol, client_ip, reason, attempts, first_time, last_time, server, source
FROM grouped
ORDER BY day, source, user, first_time, outcome, protocol, client_ip, reason, attempts, last_time, server;
