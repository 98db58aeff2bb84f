-- Deletions: What was deleted: mailboxes, databases, rules and other objects by administrators (Remove-, Disable-Mailbox, deleting searches), mail by Exchange Web Services (DeleteItem, DeleteFolder, EmptyFolder), IMAP (expunge) and POP (dele), and Windows event logs that were cleared.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. user: Only what this account did. Empty: all accounts. Allowed: an account: anna finds every spelling, CONTOSO\anna and anna@contoso.com only their own
-- 2. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 3. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT lower(CAST($1 AS VARCHAR)) AS user_, CAST($2 AS TIMESTAMP) AS from_, CAST($3 AS TIMESTAMP) AS to_
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
        AND noise IS NULL
        AND ((action IS NOT NULL AND (((starts_with(lower(action), 'remove-') OR starts_with(lower(action), 'disable-mailbox') OR starts_with(lower(action), 'disable-remotemailbox')) OR lower(action) IN ('clear-mobiledevice', 'clear-activesyncdevice')) OR (lower(action) IN ('search-mailbox', 'new-compliancesearchaction') AND (strpos(lower(parameters), 'deletecontent') > 0 OR strpos(lower(parameters), '-purge') > 0)))) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
    UNION ALL
    SELECT
        time AS time,
        user_name AS user,
        action AS action,
        coalesce(coalesce(object_id, map_extract_value(cmdlet_parameters, 'Identity')), map_extract_value(cmdlet_parameters, 'Mailbox')) AS parameters,
        outcome AS outcome,
        client_ip AS client_ip,
        host AS server,
        'exchange_admin_audit' AS source,
        id AS id
    FROM exchange_admin_audit
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND ((action IS NOT NULL AND (((starts_with(lower(action), 'remove-') OR starts_with(lower(action), 'disable-mailbox') OR starts_with(lower(action), 'disable-remotemailbox')) OR lower(action) IN ('clear-mobiledevice', 'clear-activesyncdevice')) OR (lower(action) IN ('search-mailbox', 'new-compliancesearchaction') AND (strpos(lower(audit_data), 'deletecontent') > 0 OR strpos(lower(audit_data), 'purge') > 0)))) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
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
        AND noise IS NULL
        AND ((cmdlet IS NOT NULL AND (((starts_with(lower(cmdlet), 'remove-') OR starts_with(lower(cmdlet), 'disable-mailbox') OR starts_with(lower(cmdlet), 'disable-remotemailbox')) OR lower(cmdlet) IN ('clear-mobiledevice', 'clear-activesyncdevice')) OR (lower(cmdlet) IN ('search-mailbox', 'new-compliancesearchaction') AND (strpos(lower(parameters), 'deletecontent') > 0 OR strpos(lower(parameters), '-purge') > 0)))) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
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
        AND noise IS NULL
        AND ((command IS NOT NULL AND ((starts_with(lower(command), 'remove-') OR starts_with(lower(command), 'disable-mailbox') OR starts_with(lower(command), 'disable-remotemailbox')) OR lower(command) IN ('clear-mobiledevice', 'clear-activesyncdevice'))) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
    UNION ALL
    SELECT
        time AS time,
        user_name AS user,
        action AS action,
        coalesce(impersonated_user, act_as_user) AS parameters,
        outcome AS outcome,
        client_ip AS client_ip,
        host AS server,
        'exchange_ews' AS source,
        id AS id
    FROM exchange_ews
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND (lower(action) IN ('deleteitem', 'deletefolder', 'emptyfolder') AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
    UNION ALL
    SELECT
        time AS time,
        user_name AS user,
        action AS action,
        parameters AS parameters,
        outcome AS outcome,
        client_ip AS client_ip,
        host AS server,
        'exchange_imap_pop' AS source,
        id AS id
    FROM exchange_imap_pop
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND (lower(action) IN ('expunge', 'uid expunge', 'dele') AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
    UNION ALL
    SELECT
        time AS time,
        user_name AS user,
        'event log cleared' AS action,
        message AS parameters,
        outcome AS outcome,
        client_ip AS client_ip,
        host AS server,
        'windows_event' AS source,
        id AS id
    FROM windows_event
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND ((strpos(lower(provider), 'eventlog') > 0 AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_))) AND (event_id = 1102 OR event_id = 104))
)
SELECT time, user, action, parameters, outcome, client_ip, server, source, id
FROM found
ORDER BY time, source, id, user, action, parameters, outcome, client_ip, server;
