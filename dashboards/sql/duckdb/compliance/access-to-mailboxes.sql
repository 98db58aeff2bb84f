-- Access to another's mailbox: Which accounts worked in a mailbox that is not their own, or were given the right to: one line for each account, mailbox, way and address.
-- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
-- 1. user: Only what this account did. Empty: all accounts. Allowed: an account: anna finds every spelling, CONTOSO\anna and anna@contoso.com only their own
-- 2. mailbox: Only this mailbox. Empty: all mailboxes. Allowed: an account: anna finds every spelling, CONTOSO\anna and anna@contoso.com only their own
-- 3. from: The first moment of the time asked about. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
-- 4. to: The first moment after the time asked about: what happened then does not count any more. Allowed: a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00
WITH asked AS (
    SELECT
        lower(CAST($1 AS VARCHAR)) AS user_,
        lower(CAST($2 AS VARCHAR)) AS mailbox_,
        CAST($3 AS TIMESTAMP) AS from_,
        CAST($4 AS TIMESTAMP) AS to_
),
found AS (
    SELECT
        lower(user_name) AS user,
        lower(impersonated_user) AS mailbox,
        'impersonation' AS way,
        client_ip AS client_ip,
        time AS requests,
        time AS first_time,
        time AS last_time,
        user_agent AS detail,
        'exchange_ews' AS source
    FROM exchange_ews
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND ((regexp_replace(lower(impersonated_user), '^.*[\\/]|@.*$', '', 'g') <> regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_))) AND (asked.mailbox_ = '' OR (lower(impersonated_user) = asked.mailbox_ OR regexp_replace(lower(impersonated_user), '^.*[\\/]|@.*$', '', 'g') = asked.mailbox_)))
    UNION ALL
    SELECT
        lower(user_name) AS user,
        lower(act_as_user) AS mailbox,
        'act as' AS way,
        client_ip AS client_ip,
        time AS requests,
        time AS first_time,
        time AS last_time,
        user_agent AS detail,
        'exchange_ews' AS source
    FROM exchange_ews
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND ((regexp_replace(lower(act_as_user), '^.*[\\/]|@.*$', '', 'g') <> regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_))) AND (asked.mailbox_ = '' OR (lower(act_as_user) = asked.mailbox_ OR regexp_replace(lower(act_as_user), '^.*[\\/]|@.*$', '', 'g') = asked.mailbox_)))
    UNION ALL
    SELECT
        lower(user_name) AS user,
        lower(act_as_user) AS mailbox,
        'act as' AS way,
        client_ip AS client_ip,
        time AS requests,
        time AS first_time,
        time AS last_time,
        client_software AS detail,
        'exchange_mapi_http' AS source
    FROM exchange_mapi_http
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND ((regexp_replace(lower(act_as_user), '^.*[\\/]|@.*$', '', 'g') <> regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_))) AND (asked.mailbox_ = '' OR (lower(act_as_user) = asked.mailbox_ OR regexp_replace(lower(act_as_user), '^.*[\\/]|@.*$', '', 'g') = asked.mailbox_)))
    UNION ALL
    SELECT
        lower(user_name) AS user,
        lower(nullif(split_part(url_stem, '/', 3), '')) AS mailbox,
        'explicit address' AS way,
        client_ip AS client_ip,
        time AS requests,
        time AS first_time,
        time AS last_time,
        user_agent AS detail,
        'exchange_http_proxy' AS source
    FROM exchange_http_proxy
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND (((((starts_with(lower(url_stem), '/owa/') OR starts_with(lower(url_stem), '/ecp/')) AND strpos(lower(url_stem), '@') > 0) AND regexp_replace(lower(nullif(split_part(url_stem, '/', 3), '')), '^.*[\\/]|@.*$', '', 'g') <> regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g')) AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_))) AND (asked.mailbox_ = '' OR (lower(nullif(split_part(url_stem, '/', 3), '')) = asked.mailbox_ OR regexp_replace(lower(nullif(split_part(url_stem, '/', 3), '')), '^.*[\\/]|@.*$', '', 'g') = asked.mailbox_)))
    UNION ALL
    SELECT
        lower(user_name) AS user,
        lower(nullif(replace(regexp_extract(parameters, '(?:^| )-Identity +("[^"]*"|[^ ]+)', 1), '"', ''), '')) AS mailbox,
        action AS way,
        CAST(NULL AS VARCHAR) AS client_ip,
        time AS requests,
        time AS first_time,
        time AS last_time,
        parameters AS detail,
        'exchange_cmdlet' AS source
    FROM exchange_cmdlet
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND ((lower(action) IN ('add-mailboxpermission', 'add-mailboxfolderpermission', 'set-mailboxfolderpermission', 'add-recipientpermission', 'add-adpermission', 'new-managementroleassignment') AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_))) AND ((asked.mailbox_ = '' OR (lower(nullif(replace(regexp_extract(parameters, '(?:^| )-Identity +("[^"]*"|[^ ]+)', 1), '"', ''), '')) = asked.mailbox_ OR regexp_replace(lower(nullif(replace(regexp_extract(parameters, '(?:^| )-Identity +("[^"]*"|[^ ]+)', 1), '"', ''), '')), '^.*[\\/]|@.*$', '', 'g') = asked.mailbox_)) OR (asked.mailbox_ = '' OR strpos(lower(parameters), asked.mailbox_) > 0)))
    UNION ALL
    SELECT
        lower(user_name) AS user,
        lower(object_id) AS mailbox,
        action AS way,
        client_ip AS client_ip,
        time AS requests,
        time AS first_time,
        time AS last_time,
        audit_data AS detail,
        'exchange_admin_audit' AS source
    FROM exchange_admin_audit
    CROSS JOIN asked
    WHERE time >= asked.from_
        AND time < asked.to_
        AND noise IS NULL
        AND ((lower(action) IN ('add-mailboxpermission', 'add-mailboxfolderpermission', 'set-mailboxfolderpermission', 'add-recipientpermission', 'add-adpermission', 'new-managementroleassignment') AND (asked.user_ = '' OR (lower(user_name) = asked.user_ OR regexp_replace(lower(user_name), '^.*[\\/]|@.*$', '', 'g') = asked.user_))) AND ((asked.mailbox_ = '' OR (lower(object_id) = asked.mailbox_ OR regexp_replace(lower(object_id), '^.*[\\/]|@.*$', '', 'g') = asked.mailbox_)) OR (asked.mailbox_ = '' OR strpos(lower(audit_data), asked.mailbox_) > 0)))
),
grouped AS (
    SELECT
        user,
        mailbox,
        way,
        client_ip,
        count(requests) AS requests,
        min(first_time) AS first_time,
        max(last_time) AS last_time,
        min(detail) AS detail,
        source
    FROM found
    GROUP BY 1, 2, 3, 4, 9
)
SELECT user, mailbox, way, client_ip, requests, first_time, last_time, detail, source
FROM grouped
ORDER BY user, mailbox, first_time, way, client_ip, requests, last_time, detail, source;
