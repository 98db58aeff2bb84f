-- Administrator actions: What administrators changed, by which account, when and with which parameters.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. user: Only what this account did. Empty: all accounts. Allowed: an account: anna finds every spelling, CONTOSO\anna and anna@contoso.com only their own
-- 2. cmdlet: Only cmdlets with this in their name. Empty: all cmdlets. Allowed: text
-- 3. reading: Whether cmdlets that only read (Get-, Test-, Search-MessageTrackingReport) are shown too. Allowed: one of: no, yes
-- 4. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 5. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT
        lower(CAST(? AS VARCHAR)) AS user_,
        lower(CAST(? AS VARCHAR)) AS cmdlet_,
        lower(CAST(? AS VARCHAR)) AS reading_,
        CAST(? AS TIMESTAMP) AS from_,
        CAST(? AS TIMESTAMP) AS to_
),
found AS (
    SELECT
        time AS time,
        user_name AS user,
        action AS action,
        parameters AS parameters,
        outcome AS outcome,
        CAST(NULL AS VARCHAR) AS client_ip,
        host AS server,
        'exchange_cmdlet' AS source,
        id AS id
    FROM exchange_cmdlet
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND day >= date_format(asked.from_, '%Y-%m-%d')
        AND day <= date_format(asked.to_, '%Y-%m-%d')
        AND noise IS NULL
        AND ((action IS NOT NULL AND ((asked.reading_ = 'yes' OR NOT coalesce((starts_with(lower(action), 'get-') OR starts_with(lower(action), 'test-') OR starts_with(lower(action), 'search-messagetrackingreport')), FALSE)) AND (asked.cmdlet_ = '' OR strpos(lower(action), asked.cmdlet_) > 0))) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$') = asked.user_)))
    UNION ALL
    SELECT
        time AS time,
        user_name AS user,
        action AS action,
        coalesce(coalesce(object_id, element_at(cmdlet_parameters, 'Identity')), element_at(cmdlet_parameters, 'Mailbox')) AS parameters,
        outcome AS outcome,
        client_ip AS client_ip,
        host AS server,
        'exchange_admin_audit' AS source,
        id AS id
    FROM exchange_admin_audit
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND day >= date_format(asked.from_, '%Y-%m-%d')
        AND day <= date_format(asked.to_, '%Y-%m-%d')
        AND noise IS NULL
        AND ((action IS NOT NULL AND ((asked.reading_ = 'yes' OR NOT coalesce((starts_with(lower(action), 'get-') OR starts_with(lower(action), 'test-') OR starts_with(lower(action), 'search-messagetrackingreport')), FALSE)) AND (asked.cmdlet_ = '' OR strpos(lower(action), asked.cmdlet_) > 0))) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$') = asked.user_)))
    UNION ALL
    SELECT
        time AS time,
        user_name AS user,
        cmdlet AS action,
        parameters AS parameters,
        outcome AS outcome,
        client_ip AS client_ip,
        host AS server,
        'windows_event' AS source,
        id AS id
    FROM windows_event
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND day >= date_format(asked.from_, '%Y-%m-%d')
        AND day <= date_format(asked.to_, '%Y-%m-%d')
        AND noise IS NULL
        AND ((cmdlet IS NOT NULL AND ((asked.reading_ = 'yes' OR NOT coalesce((starts_with(lower(cmdlet), 'get-') OR starts_with(lower(cmdlet), 'test-') OR starts_with(lower(cmdlet), 'search-messagetrackingreport')), FALSE)) AND (asked.cmdlet_ = '' OR strpos(lower(cmdlet), asked.cmdlet_) > 0))) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$') = asked.user_)))
    UNION ALL
    SELECT
        time AS time,
        user_name AS user,
        command AS action,
        uri_stem AS parameters,
        outcome AS outcome,
        CAST(NULL AS VARCHAR) AS client_ip,
        host AS server,
        'exchange_ecp' AS source,
        id AS id
    FROM exchange_ecp
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND day >= date_format(asked.from_, '%Y-%m-%d')
        AND day <= date_format(asked.to_, '%Y-%m-%d')
        AND noise IS NULL
        AND ((command IS NOT NULL AND ((asked.reading_ = 'yes' OR NOT coalesce((starts_with(lower(command), 'get-') OR starts_with(lower(command), 'test-') OR starts_with(lower(command), 'search-messagetrackingreport')), FALSE)) AND (asked.cmdlet_ = '' OR strpos(lower(command), asked.cmdlet_) > 0))) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$') = asked.user_)))
)
SELECT time, user, action, parameters, outcome, client_ip, server, source, id
FROM found
ORDER BY time, source, id, user, action, parameters, outcome, client_ip, server;
