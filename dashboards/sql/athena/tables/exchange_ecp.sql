-- One event of the Exchange admin center: a request, and the cmdlet that it ran.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_ecp_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `command` string COMMENT 'What the client asks for within its protocol: ActiveSync\'s command (Sync, Ping), the request type of MAPI (Execute, Connect).',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `user_guid` string COMMENT 'Identity of the account, where the log has no name.',
    `url_host` string COMMENT 'Host name that the client asked for.',
    `uri_stem` string COMMENT 'Path of the request, without its query.',
    `uri_query` string COMMENT 'Query of the request with what Exchange adds to it; passwords and tokens replaced.',
    `referer` string COMMENT 'Page that led the client here.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `error_message` string COMMENT 'Exception of the request, in the server\'s language.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `request_id` string COMMENT 'Identity that the front end gave the request; joins cafe_request_id of IIS and request_id of the back end\'s logs.',
    `ecp_activity_id` string COMMENT 'Activity that the event belongs to; the same in all logs of the request.',
    `server_version` string COMMENT 'Version of Exchange that wrote the row: 15.1.2375.7.',
    `event_details` string COMMENT 'Details of the event, typed pairs separated by semicolons: S:URL=, S:CMD=, Dbl:WLM.TS=; passwords replaced.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One event of the Exchange admin center: a request, and the cmdlet that it ran.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/exchange_ecp/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/exchange_ecp/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_ecp_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `command` string COMMENT 'What the client asks for within its protocol: ActiveSync\'s command (Sync, Ping), the request type of MAPI (Execute, Connect).',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `user_guid` string COMMENT 'Identity of the account, where the log has no name.',
    `url_host` string COMMENT 'Host name that the client asked for.',
    `uri_stem` string COMMENT 'Path of the request, without its query.',
    `uri_query` string COMMENT 'Query of the request with what Exchange adds to it; passwords and tokens replaced.',
    `referer` string COMMENT 'Page that led the client here.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `error_message` string COMMENT 'Exception of the request, in the server\'s language.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `request_id` string COMMENT 'Identity that the front end gave the request; joins cafe_request_id of IIS and request_id of the back end\'s logs.',
    `ecp_activity_id` string COMMENT 'Activity that the event belongs to; the same in all logs of the request.',
    `server_version` string COMMENT 'Version of Exchange that wrote the row: 15.1.2375.7.',
    `event_details` string COMMENT 'Details of the event, typed pairs separated by semicolons: S:URL=, S:CMD=, Dbl:WLM.TS=; passwords replaced.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One event of the Exchange admin center: a request, and the cmdlet that it ran.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/exchange_ecp/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/exchange_ecp/day=${day}/'
);
