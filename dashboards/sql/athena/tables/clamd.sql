-- One line of clamd; action is found, ok, error, warning, self_check, reloaded, outdated, started or stopped.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `clamd_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `virus_name` string COMMENT 'Virus that was found, as the scanner calls it; several are separated by commas.',
    `scanned` string COMMENT 'What was scanned: a file, or instream(ADDRESS@PORT) for what a client has sent.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `signature_count` bigint COMMENT 'Virus signatures in the database.',
    `database_age_days` bigint COMMENT 'Days that the virus database is at least old, by the scanner\'s warning.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `severity` string COMMENT 'Level as the log spells it.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of clamd; action is found, ok, error, warning, self_check, reloaded, outdated, started or stopped.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/clamd/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/clamd/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `clamd_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `virus_name` string COMMENT 'Virus that was found, as the scanner calls it; several are separated by commas.',
    `scanned` string COMMENT 'What was scanned: a file, or instream(ADDRESS@PORT) for what a client has sent.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `signature_count` bigint COMMENT 'Virus signatures in the database.',
    `database_age_days` bigint COMMENT 'Days that the virus database is at least old, by the scanner\'s warning.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `severity` string COMMENT 'Level as the log spells it.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of clamd; action is found, ok, error, warning, self_check, reloaded, outdated, started or stopped.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/clamd/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/clamd/day=${day}/'
);
