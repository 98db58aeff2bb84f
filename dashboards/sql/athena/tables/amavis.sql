-- One line of amavis; action is passed or blocked of a verdict, or error, and disposition says what became of the message.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `amavis_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `category` string COMMENT 'What the message is: CLEAN, SPAM, SPAMMY, INFECTED, BANNED, BAD-HEADER, UNCHECKED, OVERSIZED, MTA-BLOCKED, TEMPFAIL.',
    `disposition` string COMMENT 'What became of it: relayed, discarded (nobody is told, and the sending server takes it for delivered), bounced, rejected, tempfailed; null where the line does not say.',
    `virus_name` string COMMENT 'Virus that was found, as the scanner calls it; several are separated by commas.',
    `banned_name` string COMMENT 'Names and types of the attachment that is banned.',
    `filter_actions` array<string> COMMENT 'What amavis did, in its words: RelayedInbound, DiscardedInternal, Quarantined.',
    `spam_score` double COMMENT 'Spam score (Hits); null where it was not asked for.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `amavis_id` string COMMENT 'Amavis\'s number of the task: its process, and how many it has done; lines of one message share it.',
    `queue_id` string COMMENT 'Postfix\'s number of the message on that host, letters as logged; short ones are used again after a while.',
    `queued_as` string COMMENT 'The message\'s number at the next server, from its reply.',
    `further_queue_ids` array<string> COMMENT 'Further numbers at the next server beside queued_as, where the message was split between its recipients.',
    `sender` string COMMENT 'Sender address of the message.',
    `recipients` array<string> COMMENT 'Recipient addresses, in the log\'s order.',
    `recipient_count` bigint COMMENT 'Recipients of the message.',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `mail_id` string COMMENT 'Amavis\'s name of the message; its quarantine goes by it.',
    `quarantine` string COMMENT 'Where the message is kept: a file or addresses.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `origin_ip` string COMMENT 'Address where the message came into being, by its oldest Received header, which the sender may have written himself.',
    `is_local_client` boolean COMMENT 'True where the client belongs to the operator\'s own networks (LOCAL).',
    `policy_bank` string COMMENT 'Policy banks in force: ORIGINATING, ORIGINATING_POST, MYNETS; several are separated by slashes.',
    `dkim_verified` array<string> COMMENT 'Good DKIM signatures: SELECTOR:DOMAIN.',
    `dkim_signed` array<string> COMMENT 'DKIM signatures that amavis added: SELECTOR:DOMAIN.',
    `component` string COMMENT 'Of an error: the scanner or part of amavis that has it, such as ClamAV-clamd.',
    `severity` string COMMENT 'Level as the log spells it.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of amavis; action is passed or blocked of a verdict, or error, and disposition says what became of the message.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/amavis/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/amavis/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `amavis_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `category` string COMMENT 'What the message is: CLEAN, SPAM, SPAMMY, INFECTED, BANNED, BAD-HEADER, UNCHECKED, OVERSIZED, MTA-BLOCKED, TEMPFAIL.',
    `disposition` string COMMENT 'What became of it: relayed, discarded (nobody is told, and the sending server takes it for delivered), bounced, rejected, tempfailed; null where the line does not say.',
    `virus_name` string COMMENT 'Virus that was found, as the scanner calls it; several are separated by commas.',
    `banned_name` string COMMENT 'Names and types of the attachment that is banned.',
    `filter_actions` array<string> COMMENT 'What amavis did, in its words: RelayedInbound, DiscardedInternal, Quarantined.',
    `spam_score` double COMMENT 'Spam score (Hits); null where it was not asked for.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `pid` bigint COMMENT 'Process that wrote the line.',
    `amavis_id` string COMMENT 'Amavis\'s number of the task: its process, and how many it has done; lines of one message share it.',
    `queue_id` string COMMENT 'Postfix\'s number of the message on that host, letters as logged; short ones are used again after a while.',
    `queued_as` string COMMENT 'The message\'s number at the next server, from its reply.',
    `further_queue_ids` array<string> COMMENT 'Further numbers at the next server beside queued_as, where the message was split between its recipients.',
    `sender` string COMMENT 'Sender address of the message.',
    `recipients` array<string> COMMENT 'Recipient addresses, in the log\'s order.',
    `recipient_count` bigint COMMENT 'Recipients of the message.',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `mail_id` string COMMENT 'Amavis\'s name of the message; its quarantine goes by it.',
    `quarantine` string COMMENT 'Where the message is kept: a file or addresses.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `origin_ip` string COMMENT 'Address where the message came into being, by its oldest Received header, which the sender may have written himself.',
    `is_local_client` boolean COMMENT 'True where the client belongs to the operator\'s own networks (LOCAL).',
    `policy_bank` string COMMENT 'Policy banks in force: ORIGINATING, ORIGINATING_POST, MYNETS; several are separated by slashes.',
    `dkim_verified` array<string> COMMENT 'Good DKIM signatures: SELECTOR:DOMAIN.',
    `dkim_signed` array<string> COMMENT 'DKIM signatures that amavis added: SELECTOR:DOMAIN.',
    `component` string COMMENT 'Of an error: the scanner or part of amavis that has it, such as ClamAV-clamd.',
    `severity` string COMMENT 'Level as the log spells it.',
    `message` string COMMENT 'The line without its header.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One line of amavis; action is passed or blocked of a verdict, or error, and disposition says what became of the message.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/amavis/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/amavis/day=${day}/'
);
