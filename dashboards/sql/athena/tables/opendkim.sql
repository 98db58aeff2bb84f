-- One line of OpenDKIM; action is signed, not_signed, verified, failed, no_signature, key_failed, not_internal or error.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `opendkim_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `queue_id` string COMMENT 'Postfix\'s number of the message on that host, letters as logged; short ones are used again after a while.',
    `dkim_domain` string COMMENT 'Domain that signs (RFC 6376 3.5, d=).',
    `dkim_selector` string COMMENT 'Selector of the DKIM key (RFC 6376 3.1).',
    `sender` string COMMENT 'Sender address of the message.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_hostname` string COMMENT 'Name of the client by its address, unknown where there is none.',
    `reply` string COMMENT 'What the other side said, or why it was refused.',
    `severity` string COMMENT 'Level as the log spells it.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of OpenDKIM; action is signed, not_signed, verified, failed, no_signature, key_failed, not_internal or error.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/opendkim/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/opendkim/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `opendkim_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `queue_id` string COMMENT 'Postfix\'s number of the message on that host, letters as logged; short ones are used again after a while.',
    `dkim_domain` string COMMENT 'Domain that signs (RFC 6376 3.5, d=).',
    `dkim_selector` string COMMENT 'Selector of the DKIM key (RFC 6376 3.1).',
    `sender` string COMMENT 'Sender address of the message.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_hostname` string COMMENT 'Name of the client by its address, unknown where there is none.',
    `reply` string COMMENT 'What the other side said, or why it was refused.',
    `severity` string COMMENT 'Level as the log spells it.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of OpenDKIM; action is signed, not_signed, verified, failed, no_signature, key_failed, not_internal or error.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/opendkim/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/opendkim/day=${day}/'
);
