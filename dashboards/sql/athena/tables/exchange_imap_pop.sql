-- One command of an IMAP or POP client and how it ended.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_imap_pop_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `result` string COMMENT 'How the command ended: OK, or the server\'s answer without the client\'s tag, such as NO LOGIN failed.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_port` bigint COMMENT 'Port of the client, where the server logs it.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `error_code` string COMMENT 'The system\'s own name of the error, null on success.',
    `parameters` string COMMENT 'What follows the command; passwords replaced.',
    `result_message` string COMMENT 'What the server adds to the result (Msg=), such as the proxy\'s target.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `request_bytes` bigint COMMENT 'Size of the request in bytes.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `sequence_number` bigint COMMENT 'Number of the row in its conversation, from 0; a conversation in order is sorted by time, then by this.',
    `tier` string COMMENT 'front_end (what clients reach) or back_end (what the front end hands requests to), by site and port; null when neither tells.',
    `server_ip` string COMMENT 'Address of the server that took the request.',
    `server_port` bigint COMMENT 'Port of the server that took the request: 443 at the front end of Exchange, 444 at its back end.',
    `context` string COMMENT 'Result and measurements of the command: R=, Msg=, Rows=, Budget=.',
    `puid` string COMMENT 'Identity of the account in Microsoft 365; empty on premises.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One command of an IMAP or POP client and how it ended.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/exchange_imap_pop/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/exchange_imap_pop/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_imap_pop_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `result` string COMMENT 'How the command ended: OK, or the server\'s answer without the client\'s tag, such as NO LOGIN failed.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_port` bigint COMMENT 'Port of the client, where the server logs it.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `error_code` string COMMENT 'The system\'s own name of the error, null on success.',
    `parameters` string COMMENT 'What follows the command; passwords replaced.',
    `result_message` string COMMENT 'What the server adds to the result (Msg=), such as the proxy\'s target.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `request_bytes` bigint COMMENT 'Size of the request in bytes.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `sequence_number` bigint COMMENT 'Number of the row in its conversation, from 0; a conversation in order is sorted by time, then by this.',
    `tier` string COMMENT 'front_end (what clients reach) or back_end (what the front end hands requests to), by site and port; null when neither tells.',
    `server_ip` string COMMENT 'Address of the server that took the request.',
    `server_port` bigint COMMENT 'Port of the server that took the request: 443 at the front end of Exchange, 444 at its back end.',
    `context` string COMMENT 'Result and measurements of the command: R=, Msg=, Rows=, Budget=.',
    `puid` string COMMENT 'Identity of the account in Microsoft 365; empty on premises.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One command of an IMAP or POP client and how it ended.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/exchange_imap_pop/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/exchange_imap_pop/day=${day}/'
);
