-- One HTTP request to a web site of IIS, such as Exchange's front end or back end.
-- Compiled; do not edit. BUCKET stands for the bucket of the lake.
CREATE EXTERNAL TABLE IF NOT EXISTS `iis_access_raw` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `status_code` bigint COMMENT 'Status as a number: HTTP status, SMTP reply code.',
    `sub_status` bigint COMMENT 'Detail of the status as IIS counts it: 401.1 is a refused logon, 401.2 the question for one.',
    `win32_status` bigint COMMENT 'Windows\' error code, unsigned: 0, 64 (client gone), 1326 (bad password), 2148074254 (no credentials yet).',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `uri_stem` string COMMENT 'Path of the request, without its query.',
    `uri_query` string COMMENT 'Query of the request with what Exchange adds to it; passwords and tokens replaced.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_port` bigint COMMENT 'Port of the client, where the server logs it.',
    `x_forwarded_for` string COMMENT 'Addresses on the way to the server, the client\'s first, as proxies and load balancers have noted them.',
    `user_agent` string COMMENT 'Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.',
    `referer` string COMMENT 'Page that led the client here.',
    `url_host` string COMMENT 'Host name that the client asked for.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `long_poll` boolean COMMENT 'Whether the request is held open until there is news or its time is over (GetStreamingEvents, NotificationWait, Ping), so that its duration says nothing about speed.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `request_bytes` bigint COMMENT 'Size of the request in bytes.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `command` string COMMENT 'What the client asks for within its protocol: ActiveSync\'s command (Sync, Ping), the request type of MAPI (Execute, Connect).',
    `device_id` string COMMENT 'ActiveSync: identity of the device.',
    `device_type` string COMMENT 'ActiveSync: kind of device as it names itself: iPhone, Outlook.',
    `cafe_request_id` string COMMENT 'Identity that Exchange\'s front end gave the request (cafeReqId); joins request_id of HttpProxy, EWS and MAPI.',
    `correlation_id` string COMMENT 'CorrelationID that the client gave the request.',
    `tier` string COMMENT 'front_end (what clients reach) or back_end (what the front end hands requests to), by site and port; null when neither tells.',
    `site_name` string COMMENT 'Site as IIS names it: W3SVC1, W3SVC2.',
    `server_ip` string COMMENT 'Address of the server that took the request.',
    `server_port` bigint COMMENT 'Port of the server that took the request: 443 at the front end of Exchange, 444 at its back end.',
    `http_version` string COMMENT 'Version of HTTP, such as HTTP/1.1.',
    `cookie` string COMMENT 'Cookies of the request where the server logs them; sessions replaced.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One HTTP request to a web site of IIS, such as Exchange\'s front end or back end.'
PARTITIONED BY (`arrived_day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/raw/iis_access/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.arrived_day.type' = 'date',
    'projection.arrived_day.format' = 'yyyy-MM-dd',
    'projection.arrived_day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/raw/iis_access/arrived=${arrived_day}/'
);

CREATE EXTERNAL TABLE IF NOT EXISTS `iis_access_archive` (
    `time` timestamp COMMENT 'When it happened, UTC.',
    `time_source` string COMMENT 'Why time is not the log\'s own: missing or absurd (then time is when the row arrived). Null in the ordinary case.',
    `arrived` timestamp COMMENT 'When the row arrived here, UTC.',
    `id` string COMMENT 'Identity of the row: 128 bits in base32. The same event delivered twice has the same id.',
    `host` string COMMENT 'The machine that wrote the log.',
    `noise` string COMMENT 'Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.',
    `action` string COMMENT 'The log\'s own verb, unchanged: event id, HTTP method, SOAP action.',
    `outcome` string COMMENT 'success, failure or unknown.',
    `status_code` bigint COMMENT 'Status as a number: HTTP status, SMTP reply code.',
    `sub_status` bigint COMMENT 'Detail of the status as IIS counts it: 401.1 is a refused logon, 401.2 the question for one.',
    `win32_status` bigint COMMENT 'Windows\' error code, unsigned: 0, 64 (client gone), 1326 (bad password), 2148074254 (no credentials yet).',
    `protocol` string COMMENT 'Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).',
    `uri_stem` string COMMENT 'Path of the request, without its query.',
    `uri_query` string COMMENT 'Query of the request with what Exchange adds to it; passwords and tokens replaced.',
    `user_name` string COMMENT 'The account that acted, as the log spells it.',
    `client_ip` string COMMENT 'Address of the client, without port and zone.',
    `client_port` bigint COMMENT 'Port of the client, where the server logs it.',
    `x_forwarded_for` string COMMENT 'Addresses on the way to the server, the client\'s first, as proxies and load balancers have noted them.',
    `user_agent` string COMMENT 'Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.',
    `referer` string COMMENT 'Page that led the client here.',
    `url_host` string COMMENT 'Host name that the client asked for.',
    `duration_ms` double COMMENT 'How long it took, in milliseconds.',
    `long_poll` boolean COMMENT 'Whether the request is held open until there is news or its time is over (GetStreamingEvents, NotificationWait, Ping), so that its duration says nothing about speed.',
    `bytes` bigint COMMENT 'Size in bytes of what was moved: the message, the answer.',
    `request_bytes` bigint COMMENT 'Size of the request in bytes.',
    `login` boolean COMMENT 'True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request with an account is an attempt. Null on all other rows.',
    `failure_reason` string COMMENT 'Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of a message.',
    `command` string COMMENT 'What the client asks for within its protocol: ActiveSync\'s command (Sync, Ping), the request type of MAPI (Execute, Connect).',
    `device_id` string COMMENT 'ActiveSync: identity of the device.',
    `device_type` string COMMENT 'ActiveSync: kind of device as it names itself: iPhone, Outlook.',
    `cafe_request_id` string COMMENT 'Identity that Exchange\'s front end gave the request (cafeReqId); joins request_id of HttpProxy, EWS and MAPI.',
    `correlation_id` string COMMENT 'CorrelationID that the client gave the request.',
    `tier` string COMMENT 'front_end (what clients reach) or back_end (what the front end hands requests to), by site and port; null when neither tells.',
    `site_name` string COMMENT 'Site as IIS names it: W3SVC1, W3SVC2.',
    `server_ip` string COMMENT 'Address of the server that took the request.',
    `server_port` bigint COMMENT 'Port of the server that took the request: 443 at the front end of Exchange, 444 at its back end.',
    `http_version` string COMMENT 'Version of HTTP, such as HTTP/1.1.',
    `cookie` string COMMENT 'Cookies of the request where the server logs them; sessions replaced.',
    `source_file` string COMMENT 'The file or stream the row came from.',
    `attributes` map<string,string> COMMENT 'Columns of the log that this format does not name, as they stood.',
    `raw` string COMMENT 'The original record, secrets redacted.'
)
COMMENT 'One HTTP request to a web site of IIS, such as Exchange\'s front end or back end.'
PARTITIONED BY (`day` string)
STORED AS PARQUET
LOCATION 's3://BUCKET/archive/iis_access/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2010-01-01,NOW+2DAYS',
    'storage.location.template' = 's3://BUCKET/archive/iis_access/day=${day}/'
);
