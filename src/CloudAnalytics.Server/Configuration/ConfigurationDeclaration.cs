using System.Collections.Immutable;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;
using CloudAnalytics.Server.Configuration.Declaration;
using CloudAnalytics.Server.Web;

namespace CloudAnalytics.Server.Configuration;

/// <summary>
/// Every setting, declared once: how it is read, its default, what it does. The editor's schema and the documentation are made of this.
/// </summary>
static class ConfigurationDeclaration
{
    static readonly ImmutableArray<string> s_formats = [.. LogFormats.All.Select(format => format.Name).Order(StringComparer.Ordinal)];

    static readonly TextKind s_path = new("a path; relative ones start at this file's folder");
    static readonly TextKind s_text = new("text that is not empty");
    static readonly BooleanKind s_boolean = new();

    static readonly Setting<string?> s_environment =
        new("environment", s_text!, null, "Name of the environment variable that holds the secret.");
    static readonly Setting<string?> s_file =
        new("file", s_path!, null, "File whose first line is the secret; readable by the service alone.");
    static readonly Group<Secret> s_secret = new(v => new Secret(v.Get(s_environment), v.Get(s_file)), s_environment, s_file)
    {
        Fault = v => v.Get(s_environment) is null == v.Get(s_file) is null ? "needs either environment or file, one of them" : null,
    };

    static readonly Setting<string> s_certificate =
        new("certificate", s_path, "File with the certificate: PEM, or PKCS #12 (.pfx) with its key.");
    static readonly Setting<string?> s_key =
        new("key", s_path!, null, "PEM file with the private key, where the certificate's file does not hold it.");
    static readonly Setting<Secret?> s_password = new("password", s_secret!, null, "What opens the private key.");
    static readonly Group<TlsConfiguration> s_tls = new(
        v => new TlsConfiguration(v.Get(s_certificate), v.Get(s_key), v.Get(s_password)), s_certificate, s_key, s_password);

    static readonly Setting<Secret?> s_web = new("web", s_secret!, null,
        "What users of the web UI must know. Without it nobody is asked, and the server listens on this machine alone.");

    static readonly Setting<Secret?> s_ingest = new("ingest", s_secret!, null,
        "What log shippers must send to /ingest (Authorization: Bearer). Without it only programs on this machine may send.");

    static readonly Group<(Secret? Web, Secret? Ingest)> s_tokens = new(v => (v.Get(s_web), v.Get(s_ingest)), s_web, s_ingest);

    static readonly Setting<string> s_sourcePath = new("path", s_path,
        "A folder (everything below it), a file, or a pattern: * and ? within a name, ** for any folders. "
        + "Write / on Windows too, or double each backslash.");

    static readonly Setting<string> s_format = new("format",
        new TextKind("\"auto\" or the name of a format", text => text == Auto || s_formats.Contains(text),
            $"\"auto\" or the name of a format: {string.Join(", ", s_formats)}"),
        Auto, "Format of these files; auto tells it from their headers or keys.");

    static readonly Setting<string?> s_host = new("host", s_text!, null,
        "The machine that wrote these files, for rows that do not name it (IIS, SMTP, IMAP and POP logs).");

    static readonly Setting<ImmutableArray<string>> s_skip = new("skip", new ListKind<string>(s_text), [],
        "Patterns of file names to leave out, such as \"*.tmp\".");

    static readonly Setting<string?> s_zone = new("zone",
        new TextKind(
            "the name of a time zone that this machine knows, such as \"Europe/Berlin\" (on Windows \"W. Europe Standard Time\")",
            text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _))!,
        null,
        "Time zone of timestamps in these files that carry neither Z nor an offset; without it they are UTC. Exchange and Windows write Z "
        + "themselves, so of theirs only files that another program has rewritten need it. Zimbra's own logs (mailbox.log, audit.log), "
        + "Dovecot's, clamd's, and syslog stamps such as \"Nov 20 10:00:00\" are local times: they need the host's zone. "
        + "IIS and HTTPERR logs are UTC whatever their rollover is, and are not affected. In the hour that the clock passes twice in "
        + "autumn a time is taken for the second; a time that it skips in spring counts as if it had not skipped it.");

    // W3C logs, whose dates and times are UTC by their definition.
    static readonly ImmutableArray<string> s_utcFormats = ["iis_access", "iis_error"];

    static readonly Group<SourceConfiguration> s_source = new(
        v => new SourceConfiguration(v.Get(s_sourcePath), v.Get(s_format) is var format && format == Auto ? null : format, v.Get(s_host),
            v.Get(s_skip))
        {
            Zone = v.Get(s_zone) is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : null,
        },
        s_sourcePath, s_format, s_host, s_skip, s_zone)
    {
        Fault = v => v.Get(s_zone) is { } zone && s_utcFormats.Contains(v.Get(s_format))
            ? $"has zone \"{zone}\", but times of {v.Get(s_format)} are always UTC; leave zone out"
            : null,
    };

    static readonly Setting<int> s_poll = new("poll_ms", new IntegerKind(Limits.PollMsMin, Limits.PollMsMax), Limits.PollMs,
        "Milliseconds between two looks at the files.");

    static readonly Setting<long?> s_requestBytes =
        new("request_bytes", new BytesKind(1000, Limits.IngestBodyBytesMax), Limits.IngestBodyBytes,
        "Largest request to /ingest, unpacked; a larger one is refused (413).");

    static readonly Setting<int> s_forget = new("forget_days", new IntegerKind(1, Limits.RetentionDaysMax), Limits.ForgetDays,
        "Days after which serve forgets how far a file was read that is gone. A file that comes back later, also renamed or compressed, "
        + "is read again from its beginning: its rows are then there twice.");

    static readonly Group<IntakeConfiguration> s_intake = new(
        v => new IntakeConfiguration(v.Get(s_poll), v.Get(s_requestBytes)!.Value, v.Get(s_forget)), s_poll, s_requestBytes, s_forget);

    static readonly Setting<int> s_days = new("days", new IntegerKind(1, Limits.RetentionDaysMax), Limits.RetentionDays,
        "Days that rows and dead letters are kept, today included.");

    static readonly Setting<long?> s_bytes = new("bytes", new BytesKind(1_000_000, Limits.BytesMax), null,
        "Size of the data files beyond which the oldest days are deleted; without it only the days count.");

    static readonly Group<RetentionConfiguration> s_retention = new(
        v => new RetentionConfiguration(v.Get(s_days), v.Get(s_bytes)), s_days, s_bytes);

    static readonly Setting<double?> s_threshold = new("threshold", new NumberKind(), null,
        "Where it begins to be bad, in the unit that the alarm's page names; without it as declared.");

    static readonly Setting<bool> s_enabled = new("enabled", s_boolean, true, "Whether the alarm is evaluated.");

    static readonly Group<AlarmConfiguration> s_alarm = new(
        v => new AlarmConfiguration(v.Get(s_threshold), v.Get(s_enabled)), s_threshold, s_enabled);

    static readonly Setting<ImmutableArray<string>> s_trusted = new("trusted_addresses",
        new ListKind<string>(new TextKind("an address, or a range such as 10.0.0.0/8 or 2001:db8::/32",
            text => AddressRanges.TryParse([text], out _, out _))),
        [], "Client addresses whose rows no detection counts: gateways, monitoring, scanners of the own security team.");

    static readonly Setting<ImmutableArray<string>> s_administrators = new("administrators", new ListKind<string>(s_text), [],
        "Accounts whose task it is to open mailboxes and set passwords: no finding tells of that.");

    static readonly Setting<ImmutableArray<string>> s_places = new("places", new ListKind<string>(s_path), [],
        "CSV files that say where networks are, such as MaxMind's GeoLite2-City-Blocks-IPv4.csv and -IPv6.csv; without any, impossible-travel "
        + "is not evaluated. Of several that list an address the first counts, within a file the smallest network.");

    static readonly Setting<double?> s_detectionThreshold = new("threshold", new NumberKind(), null,
        "The number that docs/detections.md names; without it as declared.");

    static readonly Setting<bool> s_detectionEnabled = new("enabled", s_boolean, true, "Whether the detection is evaluated.");

    static readonly Group<DetectionConfiguration> s_detection = new(
        v => new DetectionConfiguration(v.Get(s_detectionThreshold), v.Get(s_detectionEnabled)), s_detectionThreshold, s_detectionEnabled);

    static readonly Setting<ImmutableDictionary<string, DetectionConfiguration>> s_rules = new("rules",
        new MapKind<DetectionConfiguration>("detection", s_detection, [.. LogDetections.All.Select(detection => detection.Name)]),
            ImmutableDictionary<string, DetectionConfiguration>.Empty,
        "Detections that should differ from their declaration, by name.");

    static readonly Group<DetectionsConfiguration> s_detections = new(
        v => new DetectionsConfiguration(
            AddressRanges.TryParse(v.Get(s_trusted), out var ranges, out _) ? ranges : AddressRanges.None, v.Get(s_administrators),
            v.Get(s_rules)) { Places = v.Get(s_places) },
        s_trusted, s_administrators, s_places, s_rules);

    static readonly Setting<int> s_seconds = new("seconds", new IntegerKind(1, 3600), Limits.QuerySeconds,
        "Seconds after which a question is cancelled.");

    static readonly Setting<int> s_rows =
        new("rows", new IntegerKind(1, 10_000_000), Limits.QueryRows, "Rows of an answer in the web UI; the rest is cut off.");

    static readonly Setting<long?> s_memory = new("memory", new BytesKind(100_000_000, Limits.BytesMax), Limits.QueryMemoryBytes,
        "Memory that all questions together may use; a question that needs more fails and says so.");

    static readonly Group<QueryConfiguration> s_query = new(
        v => new QueryConfiguration(v.Get(s_seconds), v.Get(s_rows), v.Get(s_memory)!.Value), s_seconds, s_rows, s_memory);

    static readonly Setting<string?> s_schema =
        new("$schema", s_text!, null, "Where an editor finds the description of this file; not read by the program.");
    static readonly Setting<string> s_data =
        new("data", s_path, "data", "The data folder: everything that was taken in, in Parquet files.");

    static readonly Setting<string> s_listen = new("listen",
        new TextKind("address:port, [IPv6 address]:port, localhost:port, or *:port for every address", text =>
            WebOptions.ParseListen(text) is not null),
        "127.0.0.1:8080", "Where the web UI and /ingest listen. Addresses that other machines reach need a token or a certificate.");

    static readonly Setting<ImmutableArray<string>> s_allowedHosts = new("allowed_hosts", new ListKind<string>(s_text), [],
        "Further names that browsers reach this server by, such as the name in its certificate.");

    /// <summary>A listener's own certificate.</summary>
    internal static Setting<TlsConfiguration?> SyslogTls { get; } =
        new("tls", s_tls!, null, "Certificate of a tls:// listener; without it the web UI's (setting tls of the file).");

    static readonly Setting<TlsConfiguration?> s_tlsSetting =
        new("tls", s_tls!, null, "Certificate to serve HTTPS with; without it plain HTTP.");
    static readonly Setting<(Secret? Web, Secret? Ingest)> s_tokensSetting = new("tokens", s_tokens, default,
        "What users and log shippers must know. The secrets stand in the environment or in files, never here.");

    static readonly Setting<ImmutableArray<SourceConfiguration>> s_sources = new("sources", new ListKind<SourceConfiguration>(s_source), [],
        "Files to follow; the option --watch adds to them. Of several that name a file the first counts.");

    static readonly Setting<IntakeConfiguration> s_intakeSetting = new("intake", s_intake, s_intake.Defaults(), "How logs are taken in.");

    static readonly Setting<ImmutableDictionary<string, bool>> s_keepRaw = new("keep_raw",
        new MapKind<bool>("format", s_boolean, s_formats), ImmutableDictionary<string, bool>.Empty,
        "Whether rows keep the original line, by format; formats not named here do. Without it files are a third of the size, "
        + "and trace and search show columns only.");

    static readonly Setting<ImmutableArray<string>> s_proxies = new("trusted_proxies",
        new ListKind<string>(new TextKind(
            "an address such as \"192.0.2.25\" or a range such as \"10.0.0.0/8\"",
            text => AddressRanges.TryParse([text], out _, out _))),
        [],
        "Addresses and ranges of your own proxies in front of Zimbra (nginx, load balancers; 127.0.0.1 for one on the mailbox server). "
        + "What only they hand on (oip) is taken for the client's address, of a list the right-most that is none of them; what others "
        + "claim is not, as over IMAP and POP every client can claim any address.");

    static readonly Setting<RetentionConfiguration> s_retentionSetting =
        new("retention", s_retention, s_retention.Defaults(), "How long data is kept.");

    static readonly Setting<ImmutableDictionary<string, AlarmConfiguration>> s_alarms = new("alarms",
        new MapKind<AlarmConfiguration>("alarm", s_alarm, [.. LogCatalogue.Alarms.Select(alarm => alarm.Name)]),
            ImmutableDictionary<string, AlarmConfiguration>.Empty,
        "Alarms that should differ from their declaration, by name.");

    static readonly Setting<DetectionsConfiguration> s_detectionsSetting = new("detections", s_detections, s_detections.Defaults(),
        "What detections leave out, and where they differ from docs/detections.md.");

    static readonly Setting<QueryConfiguration> s_querySetting = new("query", s_query, s_query.Defaults(), "What a question may cost.");

    const string Auto = "auto";

    /// <summary>The whole file.</summary>
    internal static Group<ServerConfiguration> File { get; } = new(
        v => new ServerConfiguration
        {
            DataFolder = v.Get(s_data),
            Listen = v.Get(s_listen),
            AllowedHosts = v.Get(s_allowedHosts),
            Tls = v.Get(s_tlsSetting),
            WebToken = v.Get(s_tokensSetting).Web,
            IngestToken = v.Get(s_tokensSetting).Ingest,
            Sources = v.Get(s_sources),
            Syslog = v.Get(SyslogDeclaration.Setting),
            Intake = v.Get(s_intakeSetting),
            KeepRaw = v.Get(s_keepRaw),
            TrustedProxies = AddressRanges.TryParse(v.Get(s_proxies), out var proxies, out _) ? proxies : AddressRanges.None,
            Retention = v.Get(s_retentionSetting),
            Alarms = v.Get(s_alarms),
            Detections = v.Get(s_detectionsSetting),
            Query = v.Get(s_querySetting),
        },
        s_schema, s_data, s_sources, SyslogDeclaration.Setting, s_listen, s_allowedHosts, s_tlsSetting, s_tokensSetting, s_intakeSetting,
        s_keepRaw, s_proxies, s_retentionSetting, s_alarms, s_detectionsSetting, s_querySetting);
}
