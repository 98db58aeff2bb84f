-- Mailbox exports: Every time somebody copied mailboxes out or searched them as a whole: export requests, mailbox and compliance searches, restores.
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
        AND ((action IS NOT NULL AND lower(action) IN ('new-mailboxexportrequest', 'set-mailboxexportrequest', 'resume-mailboxexportrequest', 'export-mailbox', 'search-mailbox', 'new-mailboxsearch', 'start-mailboxsearch', 'new-compliancesearch', 'start-compliancesearch', 'new-compliancesearchaction', 'export-message', 'export-journalrulecollection', 'new-mailboxrestorerequest')) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
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
        AND ((action IS NOT NULL AND lower(action) IN ('new-mailboxexportrequest', 'set-mailboxexportrequest', 'resume-mailboxexportrequest', 'export-mailbox', 'search-mailbox', 'new-mailboxsearch', 'start-mailboxsearch', 'new-compliancesearch', 'start-compliancesearch', 'new-compliancesearchaction', 'export-message', 'export-journalrulecollection', 'new-mailboxrestorerequest')) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
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
        AND ((cmdlet IS NOT NULL AND lower(cmdlet) IN ('new-mailboxexportrequest', 'set-mailboxexportrequest', 'resume-mailboxexportrequest', 'export-mailbox', 'search-mailbox', 'new-mailboxsearch', 'start-mailboxsearch', 'new-compliancesearch', 'start-compliancesearch', 'new-compliancesearchaction', 'export-message', 'export-journalrulecollection', 'new-mailboxrestorerequest')) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
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
        AND ((command IS NOT NULL AND lower(command) IN ('new-mailboxexportrequest', 'set-mailboxexportrequest', 'resume-mailboxexportrequest', 'export-mailbox', 'search-mailbox', 'new-mailboxsearch', 'start-mailboxsearch', 'new-compliancesearch', 'start-compliancesearch', 'new-compliancesearchaction', 'export-message', 'export-journalrulecollection', 'new-mailboxrestorerequest')) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_)))
)
SELECT time, user, action, parameters, outcome, client_ip, server, source, id
FROM found
ORDER BY time, source, id, user, action, parameters, outcome, client_ip, server;
