-- One request or connection that Windows' HTTP server ended by itself.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `iis_error_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `status_code` bigint COMMENT 'Status as a number: HTTP status, SMTP reply code.',
    `error_code` string COMMENT 'The system\'s own name of the error, null on success.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `uri_stem` string COMMENT 'Path of the request, without its query.',
    `uri_query` string COMMENT 'Query of the request with what Exchange adds to it; passwords and tokens replaced.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_port` bigint COMMENT 'Port of the client, where the server logs it.',
    `user_agent` string COMMENT 'Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.',
    `url_host` string COMMENT 'Host name that the client asked for.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `request_bytes` bigint COMMENT 'Size of the request in bytes.',
    `queue_name` string COMMENT 'Request queue, which is the application pool: MSExchangeOWAAppPool.',
    `site_id` bigint COMMENT 'Number of the site in IIS; null when the request reached none.',
    `stream_id` bigint COMMENT 'Number of the HTTP/2 stream in its connection.',
    `server_ip` string COMMENT 'Address of the server that took the request.',
    `server_port` bigint COMMENT 'Port of the server that took the request: 443 at the front end of Exchange, 444 at its back end.',
    `http_version` string COMMENT 'Version of HTTP, such as HTTP/1.1.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One request or connection that Windows\' HTTP server ended by itself.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/iis_error/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/iis_error/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `iis_error_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `status_code` bigint COMMENT 'Status as a number: HTTP status, SMTP reply code.',
    `error_code` string COMMENT 'The system\'s own name of the error, null on success.',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `uri_stem` string COMMENT 'Path of the request, without its query.',
    `uri_query` string COMMENT 'Query of the request with what Exchange adds to it; passwords and tokens replaced.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_port` bigint COMMENT 'Port of the client, where the server logs it.',
    `user_agent` string COMMENT 'Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.',
    `url_host` string COMMENT 'Host name that the client asked for.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `request_bytes` bigint COMMENT 'Size of the request in bytes.',
    `queue_name` string COMMENT 'Request queue, which is the application pool: MSExchangeOWAAppPool.',
    `site_id` bigint COMMENT 'Number of the site in IIS; null when the request reached none.',
    `stream_id` bigint COMMENT 'Number of the HTTP/2 stream in its connection.',
    `server_ip` string COMMENT 'Address of the server that took the request.',
    `server_port` bigint COMMENT 'Port of the server that took the request: 443 at the front end of Exchange, 444 at its back end.',
    `http_version` string COMMENT 'Version of HTTP, such as HTTP/1.1.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One request or connection that Windows\' HTTP server ended by itself.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/iis_error/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/iis_error/day=${day}/'
);
