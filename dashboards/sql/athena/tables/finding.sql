-- One thing that a detection has found; at most one per detection, key and hour.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `finding_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `detection` string COMMENT 'Name of the detection.',
    `title` string COMMENT 'What the detection has seen, in a few words.',
    `severity` string COMMENT 'Level as the log spells it.',
    `finding_key` string COMMENT 'What it is about: the address, account, host, domain or sender by which the detection groups rows.',
    `key_kind` string COMMENT 'What the key is: address, account, host, domain or sender.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `sender` string COMMENT 'Sender address of the message.',
    `value` double COMMENT 'The number with which the rule was fulfilled for the first time in the hour.',
    `threshold` double COMMENT 'The threshold in force.',
    `window_seconds` bigint COMMENT 'Seconds before the time that the rule looks at.',
    `held_back` bigint COMMENT 'How often the rule was fulfilled again in the hour of the key\'s finding before this one, without a finding of its own.',
    `row_ids` array<string> COMMENT 'Ids of some of the rows that it was found in.',
    `details` string COMMENT 'What these rows say: accounts tried, recipients, replies.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One thing that a detection has found; at most one per detection, key and hour.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/finding/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/finding/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `finding_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `detection` string COMMENT 'Name of the detection.',
    `title` string COMMENT 'What the detection has seen, in a few words.',
    `severity` string COMMENT 'Level as the log spells it.',
    `finding_key` string COMMENT 'What it is about: the address, account, host, domain or sender by which the detection groups rows.',
    `key_kind` string COMMENT 'What the key is: address, account, host, domain or sender.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `sender` string COMMENT 'Sender address of the message.',
    `value` double COMMENT 'The number with which the rule was fulfilled for the first time in the hour.',
    `threshold` double COMMENT 'The threshold in force.',
    `window_seconds` bigint COMMENT 'Seconds before the time that the rule looks at.',
    `held_back` bigint COMMENT 'How often the rule was fulfilled again in the hour of the key\'s finding before this one, without a finding of its own.',
    `row_ids` array<string> COMMENT 'Ids of some of the rows that it was found in.',
    `details` string COMMENT 'What these rows say: accounts tried, recipients, replies.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One thing that a detection has found; at most one per detection, key and hour.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/finding/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/finding/day=${day}/'
);
