-- One change of an Exchange organisation's configuration by an administrator or by Exchange itself.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_admin_audit_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `result_status` string COMMENT 'Whether the change succeeded, as the log spells it: True.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `user_id` string COMMENT 'The account by the details of the record.',
    `object_id` string COMMENT 'Object that was changed: a path in the directory, an address.',
    `cmdlet_parameters` map<string,string> COMMENT 'Parameters of the change by name; secret ones replaced.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `external_access` boolean COMMENT 'Whether somebody outside of the organisation made the change, such as the data centre\'s administrators.',
    `record_type` string COMMENT 'Kind of record: ExchangeAdmin, ExchangeItem.',
    `workload` string COMMENT 'Service that was acted on: Exchange.',
    `scope` string COMMENT 'Online or Onprem, as the log spells it.',
    `organization` string COMMENT 'Organisation or domain of the account.',
    `originating_server` string COMMENT 'Server that made the change, with its version.',
    `tenant_id` string COMMENT 'Tenant; empty on premises.',
    `record_id` string COMMENT 'Identity of the record.',
    `schema_version` string COMMENT 'Version of the log\'s columns.',
    `audit_data` string COMMENT 'The whole record as JSON; secret parameters replaced.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One change of an Exchange organisation\'s configuration by an administrator or by Exchange itself.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/exchange_admin_audit/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/exchange_admin_audit/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_admin_audit_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `result_status` string COMMENT 'Whether the change succeeded, as the log spells it: True.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `user_id` string COMMENT 'The account by the details of the record.',
    `object_id` string COMMENT 'Object that was changed: a path in the directory, an address.',
    `cmdlet_parameters` map<string,string> COMMENT 'Parameters of the change by name; secret ones replaced.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `external_access` boolean COMMENT 'Whether somebody outside of the organisation made the change, such as the data centre\'s administrators.',
    `record_type` string COMMENT 'Kind of record: ExchangeAdmin, ExchangeItem.',
    `workload` string COMMENT 'Service that was acted on: Exchange.',
    `scope` string COMMENT 'Online or Onprem, as the log spells it.',
    `organization` string COMMENT 'Organisation or domain of the account.',
    `originating_server` string COMMENT 'Server that made the change, with its version.',
    `tenant_id` string COMMENT 'Tenant; empty on premises.',
    `record_id` string COMMENT 'Identity of the record.',
    `schema_version` string COMMENT 'Version of the log\'s columns.',
    `audit_data` string COMMENT 'The whole record as JSON; secret parameters replaced.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One change of an Exchange organisation\'s configuration by an administrator or by Exchange itself.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/exchange_admin_audit/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/exchange_admin_audit/day=${day}/'
);
