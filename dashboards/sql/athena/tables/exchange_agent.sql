-- One decision of a transport agent on a message or a connection.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_agent_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `agent` string COMMENT 'Agent that decided: Content Filter Agent, Sender Id Agent.',
    `agent_event` string COMMENT 'Place in the conversation where it decided: OnConnect, OnRcptCommand, OnEndOfHeaders, OnEndOfData.',
    `reason` string COMMENT 'Why it decided so: SCL, BlockListProvider, SenderIdFail.',
    `reason_data` string COMMENT 'Detail of the reason: the level, the list, the rule.',
    `spam_confidence` bigint COMMENT 'Spam confidence level from -1 (trusted) to 9 (spam), where the reason is one.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `status_code` bigint COMMENT 'Status as a number: HTTP status, SMTP reply code.',
    `smtp_response` string COMMENT 'Reply of the next server to a SEND.',
    `sender` string COMMENT 'Sender address of the message.',
    `from_addresses` array<string> COMMENT 'Senders by the message\'s From header (P2).',
    `return_path` string COMMENT 'Envelope sender (MAIL FROM, RFC 5321 4.1.1.2); <> is the null sender of bounces.',
    `recipients` array<string> COMMENT 'Recipient addresses, in the log\'s order.',
    `recipient_count` bigint COMMENT 'Number of recipients.',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `network_message_id` string COMMENT 'Identity of the message on all servers and through bifurcation (2013 and later).',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `remote_port` bigint COMMENT 'Port of the other end of the connection.',
    `local_ip` string COMMENT 'Address of this server in the connection.',
    `local_port` bigint COMMENT 'Port of this server in the connection.',
    `entered_org_from_ip` string COMMENT 'Address that the message entered the organisation from.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `direction` string COMMENT 'Incoming, Originating or Undefined.',
    `tenant_id` string COMMENT 'Tenant; empty on premises.',
    `diagnostics` string COMMENT 'What the agent notes for those who search for errors.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One decision of a transport agent on a message or a connection.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/exchange_agent/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/exchange_agent/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `exchange_agent_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `agent` string COMMENT 'Agent that decided: Content Filter Agent, Sender Id Agent.',
    `agent_event` string COMMENT 'Place in the conversation where it decided: OnConnect, OnRcptCommand, OnEndOfHeaders, OnEndOfData.',
    `reason` string COMMENT 'Why it decided so: SCL, BlockListProvider, SenderIdFail.',
    `reason_data` string COMMENT 'Detail of the reason: the level, the list, the rule.',
    `spam_confidence` bigint COMMENT 'Spam confidence level from -1 (trusted) to 9 (spam), where the reason is one.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `status_code` bigint COMMENT 'Status as a number: HTTP status, SMTP reply code.',
    `smtp_response` string COMMENT 'Reply of the next server to a SEND.',
    `sender` string COMMENT 'Sender address of the message.',
    `from_addresses` array<string> COMMENT 'Senders by the message\'s From header (P2).',
    `return_path` string COMMENT 'Envelope sender (MAIL FROM, RFC 5321 4.1.1.2); <> is the null sender of bounces.',
    `recipients` array<string> COMMENT 'Recipient addresses, in the log\'s order.',
    `recipient_count` bigint COMMENT 'Number of recipients.',
    `message_id` string COMMENT 'Message-ID header (RFC 5322 3.6.4), as logged.',
    `network_message_id` string COMMENT 'Identity of the message on all servers and through bifurcation (2013 and later).',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `remote_port` bigint COMMENT 'Port of the other end of the connection.',
    `local_ip` string COMMENT 'Address of this server in the connection.',
    `local_port` bigint COMMENT 'Port of this server in the connection.',
    `entered_org_from_ip` string COMMENT 'Address that the message entered the organisation from.',
    `session_id` string COMMENT 'Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.',
    `direction` string COMMENT 'Incoming, Originating or Undefined.',
    `tenant_id` string COMMENT 'Tenant; empty on premises.',
    `diagnostics` string COMMENT 'What the agent notes for those who search for errors.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One decision of a transport agent on a message or a connection.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/exchange_agent/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/exchange_agent/day=${day}/'
);
