-- One event of a Windows event log; action is the event's number as text.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `windows_event_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `event_id` bigint COMMENT 'Number of the event; its meaning depends on the provider.',
    `provider` string COMMENT 'Program or component that wrote the event: MSExchangeTransport, MSExchange CmdletLogs.',
    `channel` string COMMENT 'Event log: Application, System, Security, MSExchange Management.',
    `severity` string COMMENT 'Level as the log spells it.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `message` string COMMENT 'What the event viewer shows, in the system\'s language; null where the export left it out.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `user_sid` string COMMENT 'Security identifier of the account.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `workstation` string COMMENT 'Name that the client of a logon gives itself.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `logon_type` bigint COMMENT 'Kind of a logon: 2 at the console, 3 over the network, 5 a service, 8 over the network in clear text, 10 remote desktop.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `cmdlet` string COMMENT 'Exchange cmdlet that was run (MSExchange Management).',
    `parameters` string COMMENT 'Parameters of the cmdlet; values of passwords replaced.',
    `event_data` array<string> COMMENT 'Values of the event that have no names, in their order; named ones are attributes.',
    `keywords` string COMMENT 'Keywords of the event: Classic, Audit Failure; in plain XML a bit mask.',
    `record_number` bigint COMMENT 'Number of the event in its log on that machine; a gap in these is an event that was lost.',
    `task` string COMMENT 'Task of the provider that the event belongs to, a number.',
    `process_id` bigint COMMENT 'Process that wrote the event.',
    `thread_id` bigint COMMENT 'Thread that wrote the event.',
    `activity_id` string COMMENT 'Activity that the event belongs to.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One event of a Windows event log; action is the event\'s number as text.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/windows_event/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/windows_event/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `windows_event_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `event_id` bigint COMMENT 'Number of the event; its meaning depends on the provider.',
    `provider` string COMMENT 'Program or component that wrote the event: MSExchangeTransport, MSExchange CmdletLogs.',
    `channel` string COMMENT 'Event log: Application, System, Security, MSExchange Management.',
    `severity` string COMMENT 'Level as the log spells it.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `message` string COMMENT 'What the event viewer shows, in the system\'s language; null where the export left it out.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `user_sid` string COMMENT 'Security identifier of the account.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `workstation` string COMMENT 'Name that the client of a logon gives itself.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `logon_type` bigint COMMENT 'Kind of a logon: 2 at the console, 3 over the network, 5 a service, 8 over the network in clear text, 10 remote desktop.',
    `auth_method` string COMMENT 'How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.',
    `cmdlet` string COMMENT 'Exchange cmdlet that was run (MSExchange Management).',
    `parameters` string COMMENT 'Parameters of the cmdlet; values of passwords replaced.',
    `event_data` array<string> COMMENT 'Values of the event that have no names, in their order; named ones are attributes.',
    `keywords` string COMMENT 'Keywords of the event: Classic, Audit Failure; in plain XML a bit mask.',
    `record_number` bigint COMMENT 'Number of the event in its log on that machine; a gap in these is an event that was lost.',
    `task` string COMMENT 'Task of the provider that the event belongs to, a number.',
    `process_id` bigint COMMENT 'Process that wrote the event.',
    `thread_id` bigint COMMENT 'Thread that wrote the event.',
    `activity_id` string COMMENT 'Activity that the event belongs to.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One event of a Windows event log; action is the event\'s number as text.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/windows_event/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/windows_event/day=${day}/'
);
