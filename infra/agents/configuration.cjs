// Called by scripts/agent: node configuration.cjs KIND OUTPUTS-FILE STACK. The configuration goes to stdout, advice to stderr.
'use strict';
const fs = require('fs');

const [, , kind, file, wanted] = process.argv;

function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}

function outputs() {
  let all;
  try {
    all = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (e) {
    stop(`${file} is no JSON: ${e.message}`);
  }
  const names = Object.keys(all).filter(name => all[name].StreamName);
  const name = wanted || (names.length === 1 ? names[0] : '');
  if (!names.includes(name)) {
    stop(`${file} has ${names.length ? `the stacks ${names.join(', ')}` : 'no stack of CloudAnalytics'}; `
      + `${wanted ? `there is no ${wanted}` : 'name one with --stack'}.`);
  }
  return all[name];
}

// What identifies a line wherever it comes from, and which server it is of: most logs of Exchange and IIS do not say it themselves. With
// these three the same line sent twice is one row.
const decoration = 'ComputerName={ComputerName};FilePath={_FilePath};Position={_Position}';
const exchange = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';

function windows(out) {
  const sources = [];
  const add = (Id, SourceType, more) => sources.push({ Id, SourceType, InitialPosition: 'Bookmark', ...more });
  const log = (id, folder, field) => add(id, 'ExchangeLogSource', {
    Directory: `${exchange}\\${folder}`, FileNameFilter: '*.log', TimestampField: field,
  });
  log('MessageTracking', 'TransportRoles\\Logs\\MessageTracking', 'date-time');
  for (const service of ['FrontEnd', 'Hub']) {
    log(`Smtp${service}Receive`, `TransportRoles\\Logs\\${service}\\ProtocolLog\\SmtpReceive`, 'date-time');
    log(`Smtp${service}Send`, `TransportRoles\\Logs\\${service}\\ProtocolLog\\SmtpSend`, 'date-time');
  }
  for (const protocol of ['Autodiscover', 'Eas', 'Ecp', 'Ews', 'Mapi', 'Oab', 'Owa', 'PowerShell', 'Rest', 'RpcHttp']) {
    log(`HttpProxy${protocol}`, `Logging\\HttpProxy\\${protocol}`, 'DateTime');
  }
  log('Ews', 'Logging\\Ews', 'DateTime');
  log('Imap', 'Logging\\Imap4', 'dateTime');
  log('Pop', 'Logging\\Pop3', 'dateTime');
  for (const site of ['W3SVC1', 'W3SVC2']) {
    add(`Iis${site}`, 'W3SVCLogSource', { Directory: `C:\\inetpub\\logs\\LogFiles\\${site}`, FileNameFilter: '*.log' });
  }
  for (const name of ['Application', 'Security', 'System', 'MSExchange Management']) {
    add(`Events${name.replace(/ /g, '')}`, 'WindowsEventLogSource', { LogName: name, IncludeEventData: true });
  }
  const sink = {
    Id: 'CloudAnalytics', SinkType: 'KinesisStream', StreamName: out.StreamName, Region: out.StreamRegion,
    Format: 'json', ObjectDecoration: decoration, QueueType: 'file',
  };
  if (out.AgentRoleArn) {
    sink.ProfileName = 'cloudanalytics';
    process.stderr.write(`From another account: give the agent a profile [cloudanalytics] with `
      + `role_arn = ${out.AgentRoleArn}, `
      + 'external_id = the word of agents.external_id, and the credentials to begin with. '
      + 'In the account of the stack, strike out ProfileName.\n');
  }
  const pipes = sources.map(s => ({ Id: `${s.Id}ToStream`, SourceRef: s.Id, SinkRef: sink.Id }));
  process.stderr.write('Save it as %PROGRAMFILES%\\Amazon\\AWSKinesisTap\\appsettings.json; strike out folders that the server does '
      + 'not have.\n');
  return JSON.stringify({ Sources: sources, Sinks: [sink], Pipes: pipes }, null, 2);
}

function role(out, indent) {
  return out.AgentRoleArn ? `\n${indent}# From another account only: this role, with the word of agents.external_id.`
    + `\n${indent}# role_arn: ${out.AgentRoleArn}\n${indent}# external_id: THE-WORD` : '';
}

function fluentBit(out) {
  return `# Fluent Bit: the lines of mail logs into the stream, as they stand. The stack's stream.format names their format.
service:
  flush: 1
  # What cannot be sent yet is kept on disk, and survives a restart.
  storage.path: /var/lib/fluent-bit/storage
  storage.sync: normal
multiline_parsers:
  - name: zimbra
    type: regex
    flush_timeout: 5000
    rules:
      - state: start_state
        regex: '/${zimbraStart}/'
        next_state: cont
      - state: cont
        regex: '/^(?!\\d{4}-\\d{2}-\\d{2} )/'
        next_state: cont
pipeline:
  inputs:
    - name: tail
      tag: mail
      path: /var/log/mail.log
      db: /var/lib/fluent-bit/mail.db
      storage.type: filesystem
      read_from_head: true
    # Zimbra: what it sends to syslog, and its own logs with their stack traces. Strike out what the server does not have.
    - name: tail
      tag: mail
      path: /var/log/zimbra.log
      db: /var/lib/fluent-bit/zimbra.db
      storage.type: filesystem
      read_from_head: true
    - name: tail
      tag: mail
      path: /opt/zimbra/log/mailbox.log,/opt/zimbra/log/audit.log
      db: /var/lib/fluent-bit/mailbox.db
      multiline.parser: zimbra
      storage.type: filesystem
      read_from_head: true
    # Lines that rsyslog hands over (scripts/agent rsyslog); strike out mail.log and zimbra.log above then,
    # or each line comes twice.
    - name: tcp
      tag: mail
      listen: 127.0.0.1
      port: 5170
      format: none
      storage.type: filesystem
  outputs:
    - name: kinesis_streams
      match: mail
      region: ${out.StreamRegion}
      stream: ${out.StreamName}
      # The line itself, without what Fluent Bit wraps around it.
      log_key: log
      retry_limit: no_limits${role(out, '      ')}
`;
}

function rsyslog(out) {
  return `# /etc/rsyslog.d/cloudanalytics.conf: mail logs to the stream ${out.StreamName} (${out.StreamRegion}).
# rsyslog itself does not speak to Kinesis: it hands the lines to a Fluent Bit on this machine, see scripts/agent fluent-bit.
template(name="CloudAnalyticsLine" type="string"
         string="%timestamp:::date-rfc3339% %hostname% %syslogtag%%msg:::sp-if-no-1st-sp%%msg:::drop-last-lf%\\n")
mail.* action(type="omfwd" target="127.0.0.1" port="5170" protocol="tcp" template="CloudAnalyticsLine"
              queue.type="LinkedList" queue.filename="cloudanalytics" queue.maxDiskSpace="1g" queue.saveOnShutdown="on"
              action.resumeRetryCount="-1")
`;
}

// The beginning of a record of Zimbra's log4j: what follows without it (stack traces) belongs to the record before.
const zimbraStart = '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2},\\d{3} ';

function kinesisAgent(out) {
  const flow = (filePattern, more) => ({
    filePattern, kinesisStream: out.StreamName, partitionKeyOption: 'RANDOM', initialPosition: 'START_OF_FILE', ...more,
  });
  const agent = { 'cloudwatch.emitMetrics': false, 'kinesis.endpoint': `https://kinesis.${out.StreamRegion}.amazonaws.com` };
  if (out.AgentRoleArn) {
    Object.assign(agent, { assumeRoleARN: out.AgentRoleArn, assumeRoleExternalId: 'THE-WORD' });
    process.stderr.write('From another account: write the word of agents.external_id for THE-WORD. In the account of the stack, strike '
      + 'out assumeRoleARN and assumeRoleExternalId.\n');
  }
  process.stderr.write('Save it as /etc/aws-kinesis/agent.json; strike out files that the server does not have. mailbox.log and audit.log '
    + 'do not name their host.\n');
  const flows = [
    flow('/var/log/zimbra.log'), flow('/var/log/mail.log'),
    flow('/opt/zimbra/log/mailbox.log', { multiLineStartPattern: zimbraStart }), flow('/opt/zimbra/log/audit.log'),
  ];
  return JSON.stringify({ ...agent, flows }, null, 2);
}

const print = { windows, 'kinesis-agent': kinesisAgent, 'fluent-bit': fluentBit, rsyslog }[kind];
process.stdout.write(`${print(outputs()).trimEnd()}\n`);
