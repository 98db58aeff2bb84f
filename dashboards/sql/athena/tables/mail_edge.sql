-- One thing that a log line says of a message's way.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `mail_edge_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `node` string COMMENT 'What the row tells of: queue:HOST/ID, message:MESSAGE-ID, or address:ADDRESS of mail that was refused before it had a number. The archive\'s files are sorted by it.',
    `edge` string COMMENT 'What the row tells: arrival, message_id, queued, delivery, previous, bounce, parent, verdict, held, refused, expired, removed, signed, submission, mailbox, lmtp.',
    `other` string COMMENT 'The node that it is linked to, or null.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `sender` string COMMENT 'Sender address of the message.',
    `recipient` string COMMENT 'Recipient that it is about.',
    `original_recipient` string COMMENT 'Recipient before aliases and forwarding, where it differs.',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_hostname` string COMMENT 'Name of the client by its address, unknown where there is none.',
    `user_agent` string COMMENT 'Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `relay_host` string COMMENT 'Server or service that the message was handed to; none for a delivery that found no server.',
    `relay_port` bigint COMMENT 'Port of that server.',
    `reply` string COMMENT 'What the other side said, or why it was refused.',
    `folder` string COMMENT 'Mailbox folder that the message was put into; of IMAP the folder that was opened.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `recipient_count` bigint COMMENT 'Recipients of the message.',
    `row_format` string COMMENT 'Format of the row that it follows from. That row\'s id is this one\'s without the letter at its end.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One thing that a log line says of a message\'s way.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/mail_edge/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/mail_edge/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `mail_edge_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `node` string COMMENT 'What the row tells of: queue:HOST/ID, message:MESSAGE-ID, or address:ADDRESS of mail that was refused before it had a number. The archive\'s files are sorted by it.',
    `edge` string COMMENT 'What the row tells: arrival, message_id, queued, delivery, previous, bounce, parent, verdict, held, refused, expired, removed, signed, submission, mailbox, lmtp.',
    `other` string COMMENT 'The node that it is linked to, or null.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `program` string COMMENT 'Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.',
    `sender` string COMMENT 'Sender address of the message.',
    `recipient` string COMMENT 'Recipient that it is about.',
    `original_recipient` string COMMENT 'Recipient before aliases and forwarding, where it differs.',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_hostname` string COMMENT 'Name of the client by its address, unknown where there is none.',
    `user_agent` string COMMENT 'Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `relay_host` string COMMENT 'Server or service that the message was handed to; none for a delivery that found no server.',
    `relay_port` bigint COMMENT 'Port of that server.',
    `reply` string COMMENT 'What the other side said, or why it was refused.',
    `folder` string COMMENT 'Mailbox folder that the message was put into; of IMAP the folder that was opened.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `recipient_count` bigint COMMENT 'Recipients of the message.',
    `row_format` string COMMENT 'Format of the row that it follows from. That row\'s id is this one\'s without the letter at its end.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One thing that a log line says of a message\'s way.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/mail_edge/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/mail_edge/day=${day}/'
);
