-- One line of Dovecot; action is login, login_failed, disconnected, auth_failed, unknown_user, password_mismatch, saved, discarded, forwarded, rejected or save_failed.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `dovecot_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `service` string COMMENT 'Part of Dovecot that wrote the line: imap-login, pop3-login, imap, pop3, lmtp, lda, auth, auth-worker, managesieve-login.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `attempts` bigint COMMENT 'Of a failed login: how often the client tried within the connection; the line tells of all of them.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `local_ip` string COMMENT 'Address of this server in the connection.',
    `is_encrypted` boolean COMMENT 'Whether the client\'s connection uses TLS.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `mail_pid` bigint COMMENT 'Process that serves the client from its login on (mpid).',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `folder` string COMMENT 'Mailbox folder that the message was put into; of IMAP the folder that was opened.',
    `recipients` array<string> COMMENT 'Recipient addresses, in the log\'s order.',
    `reply` string COMMENT 'What the other side said, or why it was refused.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `bytes_in` bigint COMMENT 'Bytes that the client sent in its whole session.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `severity` string COMMENT 'Level as the log spells it.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of Dovecot; action is login, login_failed, disconnected, auth_failed, unknown_user, password_mismatch, saved, discarded, forwarded, rejected or save_failed.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/dovecot/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/dovecot/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `dovecot_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `service` string COMMENT 'Part of Dovecot that wrote the line: imap-login, pop3-login, imap, pop3, lmtp, lda, auth, auth-worker, managesieve-login.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `attempts` bigint COMMENT 'Of a failed login: how often the client tried within the connection; the line tells of all of them.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `local_ip` string COMMENT 'Address of this server in the connection.',
    `is_encrypted` boolean COMMENT 'Whether the client\'s connection uses TLS.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `mail_pid` bigint COMMENT 'Process that serves the client from its login on (mpid).',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `folder` string COMMENT 'Mailbox folder that the message was put into; of IMAP the folder that was opened.',
    `recipients` array<string> COMMENT 'Recipient addresses, in the log\'s order.',
    `reply` string COMMENT 'What the other side said, or why it was refused.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `bytes_in` bigint COMMENT 'Bytes that the client sent in its whole session.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `severity` string COMMENT 'Level as the log spells it.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of Dovecot; action is login, login_failed, disconnected, auth_failed, unknown_user, password_mismatch, saved, discarded, forwarded, rejected or save_failed.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/dovecot/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/dovecot/day=${day}/'
);
