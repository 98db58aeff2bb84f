-- One record of Zimbra's audit log: a login or a command of administration; action is its cmd.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `zimbra_audit_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `severity` string COMMENT 'Level as the log spells it.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `account` string COMMENT 'Account that the line is about, whoever acted on it (name).',
    `target` string COMMENT 'What a command of administration acted on: an account, a domain, a server, a list.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `remote_ip` string COMMENT 'Address of the other end of the connection.',
    `remote_port` bigint COMMENT 'Port of the other end of the connection.',
    `x_forwarded_for` string COMMENT 'Addresses on the way to the server, the client\'s first, as proxies and load balancers have noted them.',
    `client_port` bigint COMMENT 'Port of the client, where a proxy hands it on (oport).',
    `origin_protocol` string COMMENT 'Protocol that the client spoke to the program that asked on its behalf (oproto): smtp of a login at Postfix.',
    `user_agent` string COMMENT 'Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.',
    `via` string COMMENT 'Proxies that the request came through, as they name themselves (via): 192.0.2.52(nginx/1.7.1).',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `soap_id` string COMMENT 'Identity of a SOAP request, the same on every server that it was handed on to (soapId).',
    `mailbox_number` bigint COMMENT 'Number of that account\'s mailbox on its server (mid).',
    `account_id` string COMMENT 'Identity of the account (aid, acct=, accountId=).',
    `context_id` string COMMENT 'Identity that the line is about (id).',
    `item_id` string COMMENT 'Number of the message or other item in the mailbox (item, id=).',
    `data_source` string COMMENT 'External account that was read (ds).',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `thread` string COMMENT 'Thread that wrote the line; of HTTP it holds the address that was asked for: qtp93-137:https://host:7071/service/soap/AuthRequest.',
    `error_code` string COMMENT 'The system\'s own name of the error, null on success.',
    `fault_code` string COMMENT 'Code of a fault of Zimbra\'s services: service.FAILURE, mail.NO_SUCH_FOLDER, account.AUTH_FAILED.',
    `error_message` string COMMENT 'Message of the exception.',
    `stack_trace` string COMMENT 'Lines that follow the first one: a stack trace, a dumped request.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One record of Zimbra\'s audit log: a login or a command of administration; action is its cmd.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/zimbra_audit/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/zimbra_audit/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `zimbra_audit_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `severity` string COMMENT 'Level as the log spells it.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `account` string COMMENT 'Account that the line is about, whoever acted on it (name).',
    `target` string COMMENT 'What a command of administration acted on: an account, a domain, a server, a list.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `remote_ip` string COMMENT 'Address of the other end of the connection.',
    `remote_port` bigint COMMENT 'Port of the other end of the connection.',
    `x_forwarded_for` string COMMENT 'Addresses on the way to the server, the client\'s first, as proxies and load balancers have noted them.',
    `client_port` bigint COMMENT 'Port of the client, where a proxy hands it on (oport).',
    `origin_protocol` string COMMENT 'Protocol that the client spoke to the program that asked on its behalf (oproto): smtp of a login at Postfix.',
    `user_agent` string COMMENT 'Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.',
    `via` string COMMENT 'Proxies that the request came through, as they name themselves (via): 192.0.2.52(nginx/1.7.1).',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `soap_id` string COMMENT 'Identity of a SOAP request, the same on every server that it was handed on to (soapId).',
    `mailbox_number` bigint COMMENT 'Number of that account\'s mailbox on its server (mid).',
    `account_id` string COMMENT 'Identity of the account (aid, acct=, accountId=).',
    `context_id` string COMMENT 'Identity that the line is about (id).',
    `item_id` string COMMENT 'Number of the message or other item in the mailbox (item, id=).',
    `data_source` string COMMENT 'External account that was read (ds).',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `thread` string COMMENT 'Thread that wrote the line; of HTTP it holds the address that was asked for: qtp93-137:https://host:7071/service/soap/AuthRequest.',
    `error_code` string COMMENT 'The system\'s own name of the error, null on success.',
    `fault_code` string COMMENT 'Code of a fault of Zimbra\'s services: service.FAILURE, mail.NO_SUCH_FOLDER, account.AUTH_FAILED.',
    `error_message` string COMMENT 'Message of the exception.',
    `stack_trace` string COMMENT 'Lines that follow the first one: a stack trace, a dumped request.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One record of Zimbra\'s audit log: a login or a command of administration; action is its cmd.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/zimbra_audit/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/zimbra_audit/day=${day}/'
);
