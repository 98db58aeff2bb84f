-- One line of an SMTP conversation of an Exchange server: a command, an answer, or what the server notes.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_smtp_protocol_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `session_direction` string COMMENT 'receive where this server answers, send where it asks; null where neither log type, connector nor greeting tells.',
    `event` string COMMENT 'Kind of line: + connected, - disconnected, > sent, < received, * information.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `status_code` bigint COMMENT 'Status as a number: HTTP status, SMTP reply code.',
    `enhanced_status` string COMMENT 'Enhanced status code of an answer (RFC 3463), such as 5.7.54.',
    `data` string COMMENT 'What was sent or received; of information its subject.',
    `context` string COMMENT 'What the server notes about the line.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `sequence_number` bigint COMMENT 'Number of the row in its conversation, from 0; a conversation in order is sorted by time, then by this.',
    `connector` string COMMENT 'Send or receive connector that took the message.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `remote_ip` string COMMENT 'Address of the other end of the connection.',
    `remote_port` bigint COMMENT 'Port of the other end of the connection.',
    `local_ip` string COMMENT 'Address of this server in the connection.',
    `local_port` bigint COMMENT 'Port of this server in the connection.',
    `helo` string COMMENT 'Name that the client gives itself in HELO or EHLO (RFC 5321 4.1.1.1).',
    `original_client_ip` string COMMENT 'Address of the client that first submitted the message.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `error_code` string COMMENT 'The system\'s own name of the error, null on success.',
    `sender` string COMMENT 'Sender address of the message.',
    `recipients` array<string> COMMENT 'Recipient addresses, in the log\'s order.',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `internal_message_id` bigint COMMENT 'Number of the message on this server; differs on each server.',
    `remote_queue_id` string COMMENT 'Queue id or InternalId that the next server gave the message in its reply.',
    `tls_version` string COMMENT 'Version of TLS that was agreed on: 1.2, 1.3.',
    `tls_cipher` string COMMENT 'Bulk encryption that was agreed on, as Windows names it: CALG_AES_256.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of an SMTP conversation of an Exchange server: a command, an answer, or what the server notes.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/exchange_smtp_protocol/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/exchange_smtp_protocol/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_smtp_protocol_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `session_direction` string COMMENT 'receive where this server answers, send where it asks; null where neither log type, connector nor greeting tells.',
    `event` string COMMENT 'Kind of line: + connected, - disconnected, > sent, < received, * information.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `status_code` bigint COMMENT 'Status as a number: HTTP status, SMTP reply code.',
    `enhanced_status` string COMMENT 'Enhanced status code of an answer (RFC 3463), such as 5.7.54.',
    `data` string COMMENT 'What was sent or received; of information its subject.',
    `context` string COMMENT 'What the server notes about the line.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `sequence_number` bigint COMMENT 'Number of the row in its conversation, from 0; a conversation in order is sorted by time, then by this.',
    `connector` string COMMENT 'Send or receive connector that took the message.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `remote_ip` string COMMENT 'Address of the other end of the connection.',
    `remote_port` bigint COMMENT 'Port of the other end of the connection.',
    `local_ip` string COMMENT 'Address of this server in the connection.',
    `local_port` bigint COMMENT 'Port of this server in the connection.',
    `helo` string COMMENT 'Name that the client gives itself in HELO or EHLO (RFC 5321 4.1.1.1).',
    `original_client_ip` string COMMENT 'Address of the client that first submitted the message.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `error_code` string COMMENT 'The system\'s own name of the error, null on success.',
    `sender` string COMMENT 'Sender address of the message.',
    `recipients` array<string> COMMENT 'Recipient addresses, in the log\'s order.',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `internal_message_id` bigint COMMENT 'Number of the message on this server; differs on each server.',
    `remote_queue_id` string COMMENT 'Queue id or InternalId that the next server gave the message in its reply.',
    `tls_version` string COMMENT 'Version of TLS that was agreed on: 1.2, 1.3.',
    `tls_cipher` string COMMENT 'Bulk encryption that was agreed on, as Windows names it: CALG_AES_256.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of an SMTP conversation of an Exchange server: a command, an answer, or what the server notes.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/exchange_smtp_protocol/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/exchange_smtp_protocol/day=${day}/'
);
