using System.Collections.Immutable;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Infra.Configuration;

/// <summary>All settings of the stack, and nothing else decides what is deployed.</summary>
static class Settings
{
    const string Account = "^[0-9]{12}$";
    const string AddressOrRange = "^[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?$";
    const string AddressOrRangeForm = "an address such as 192.0.2.25 or a range such as 10.0.0.0/8";

    public static readonly TextSetting Stack = new("stack",
        "Name of the stack; what it holds is named after it. A second stack needs another.",
        "cloudanalytics", "^[a-z][a-z0-9-]{1,18}[a-z0-9]$", "3 to 20 lower-case letters, digits and hyphens, a letter first");

    public static readonly TextSetting Region = new("region",
        "Region to deploy to; empty: the one that the AWS command line is set to.",
        "", "^$|^[a-z]{2}(-[a-z]+)+-[0-9]$", "a region such as eu-central-1, or empty");

    public static readonly TextSetting AccountId = new("account",
        "Account to deploy to; empty: the one that the AWS command line is logged in to.", "", "^$|^[0-9]{12}$", "12 digits, or empty");

    public static readonly ChoiceSetting Search = new("search",
        "domain: the rows go to an OpenSearch domain with dashboards too. none: no OpenSearch; metrics come from Athena.",
        "domain", ["domain", "none"]);

    public static readonly ChoiceSetting Removal = new("removal",
        "What becomes of stream, lake, domain and keys when the stack is deleted: retain, or destroy with all data (never for a lake that "
        + "is locked).", "retain", ["retain", "destroy"]);

    public static readonly MapSetting Tags = new("tags", "Tags on everything that is deployed, for cost reports.",
        "an object of at most 40 names with texts as AWS takes for tags", 40);

    public static readonly ChoiceSetting StreamMode = new("stream.mode",
        "on-demand: Kinesis sizes the stream by itself. provisioned: stream.shards shards, cheaper for an even load.",
        "on-demand", ["on-demand", "provisioned"]);

    public static readonly NumberSetting Shards = new("stream.shards",
        "Shards of a provisioned stream; each takes 1 MB/s or 1,000 records/s. An on-demand stream ignores it.", 2, 1, 500);

    public static readonly NumberSetting RetentionHours = new("stream.retention_hours",
        "How long the stream keeps records: how long OpenSearch or the functions may be away without a loss.", 168, 24, 8760);

    public static readonly ChoiceSetting StreamFormat = new("stream.format",
        "Format of raw lines in the stream; empty where agents send JSON or aggregated records, which tell their format.",
        "", ["", .. LogFormats.All.Select(f => f.Name)]);

    public static readonly ChoiceSetting Architecture = new("functions.architecture",
        "Processor of the functions; arm64 costs a fifth less.", "x86_64", ["x86_64", "arm64"]);

    public static readonly ListSetting TrustedProxies = new("stream.trusted_proxies",
        "Your own proxies in front of Zimbra (nginx, load balancers; 127.0.0.1 for one on the mailbox server): what only they hand on is "
        + "taken for the client's address, as over IMAP and POP every client can claim any address.",
        AddressOrRange, AddressOrRangeForm, 50);

    public static readonly FlagSetting Reserve = new("functions.reserve_concurrency",
        "Whether functions have concurrency of their own, so that others in the account cannot starve them. New accounts allow 10 in all, "
        + "of which AWS lets none be reserved: ask for more first, or set false.", true);

    public static readonly FlagSetting SnapStart = new("functions.snap_start",
        "Whether index and archive start from a snapshot: saves about half a second per cold start, costs for cache and restores. Pays "
        + "where the load comes in bursts.", false);

    public static readonly NumberSetting IndexMemory = new("index.memory_mb",
        "Memory of index; the processor's share grows with it (1,769 MB is one core).", 1024, 256, 10240);

    public static readonly NumberSetting IndexBatch = new("index.batch_size",
        "Most records of one batch of index; 6 MB are the other bound.", 2500, 100, 10000);

    public static readonly NumberSetting IndexWindow = new("index.batch_window_seconds",
        "How long index waits for a batch to fill; rows are found that much later.", 5, 0, 300);

    public static readonly NumberSetting IndexParallel = new("index.parallelization",
        "Batches of one shard that are indexed at a time; the order of rows does not matter.", 2, 1, 10);

    public static readonly NumberSetting ArchiveMemory = new("archive.memory_mb",
        "Memory of archive, which holds a batch and DuckDB.", 1769, 512, 10240);

    public static readonly NumberSetting ArchiveBatch = new("archive.batch_size",
        "Most records of one batch of archive: large batches make few, large objects.", 10000, 100, 10000);

    public static readonly NumberSetting ArchiveWindow = new("archive.batch_window_seconds",
        "How long archive waits for a batch to fill: longer makes fewer and larger objects.", 60, 0, 300);

    public static readonly NumberSetting CompactMemory = new("compact.memory_mb",
        "Memory of compact; a day with more rows needs more.", 4096, 1024, 10240);

    public static readonly TextSetting InstanceType = new("opensearch.instance_type",
        "Kind of the domain's data nodes.", "r7g.large.search", "^[a-z0-9-]+\\.[a-z0-9]+\\.search$",
            "such as t3.small.search or r7g.large.search");

    public static readonly NumberSetting Nodes = new("opensearch.nodes",
        "Data nodes. With 2 or more, each document lies on two.", 2, 1, 80);

    public static readonly NumberSetting Zones = new("opensearch.zones",
        "Availability zones of the data nodes; at most as many as nodes, and nodes a multiple of it.", 2, 1, 3);

    public static readonly NumberSetting Masters = NumberSetting.OneOf("opensearch.masters",
        "Master nodes of their own: 3 from about ten data nodes on, and where the domain must not stumble.", 0, 0, 3, 5);

    public static readonly NumberSetting VolumeGb = new("opensearch.volume_gb",
        "Disk of each data node.", 100, 10, 12288);

    public static readonly NumberSetting IndexDays = new("opensearch.days",
        "After how many days rows leave the domain; the lake keeps them.", 90, 1, 3650);

    public static readonly TextSetting Vpc = new("network.vpc",
        "none: the domain has a public address, open to signed requests of named roles alone. new: domain and functions in a network of "
        + "their own. Or the id of a VPC that is there.", "none", "^(none|new|vpc-[0-9a-f]{8,17})$",
            "none, new, or an id such as vpc-0123456789abcdef0");

    public static readonly ListSetting Subnets = new("network.subnets",
        "With the id of a VPC: its private subnets to use, one per zone of the domain. They need a way to S3 (gateway endpoint) and to Athena (interface endpoint).",
        "^subnet-[0-9a-f]{8,17}$", "a subnet's id", 6);

    public static readonly TextSetting VpcRange = new("network.range",
        "With a new VPC: its addresses; with the id of one: from which addresses the domain may be reached.",
        "10.60.0.0/16", "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/(1[6-9]|2[0-2])$", "a range of /16 to /22 such as 10.60.0.0/16");

    public static readonly ChoiceSetting LakeLock = new("lake.lock",
        "Object Lock: governance, which named administrators can lift; compliance, which nobody can, not even the account's root; none.",
        "governance", ["none", "governance", "compliance"]);

    public static readonly NumberSetting LockDays = new("lake.lock_days",
        "How long an object cannot be changed or deleted after it was written.", 30, 1, 36500);

    public static readonly NumberSetting RawDays = new("lake.raw_days",
        "After how many days objects of raw/ expire that lie behind the cut, i.e. whose day is verified in archive/.", 35, 7, 36500);

    public static readonly NumberSetting ArchiveDays = new("lake.archive_days",
        "After how many days objects of archive/ expire; 0: never.", 0, 0, 36500);

    public static readonly NumberSetting DeadDays = new("lake.dead_days",
        "How long dead letters and batches given up are kept.", 365, 30, 36500);

    public static readonly FlagSetting KeepRaw = new("lake.keep_raw",
        "Whether the lake keeps each original line beside its columns; about three times the size.", true);

    public static readonly NumberSetting ScanLimitGb = new("athena.scan_limit_gb",
        "A query that would read more is stopped; at the list price 200 GB cost one dollar.", 200, 1, 100000);

    public static readonly NumberSetting LogDays = NumberSetting.OneOf("logs.days",
        "How long the functions' own logs are kept.", 90, 7, 14, 30, 60, 90, 180, 365, 731, 1827, 3653);

    public static readonly ListSetting Email = new("alarms.email",
        "Who gets the alarms; each must confirm the mail that AWS sends once.", "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", "a mail address", 10);

    public static readonly TextSetting Namespace = new("alarms.namespace",
        "Namespace of the metrics in CloudWatch; a second stack in the same region needs another.",
        "CloudAnalytics", "^[A-Za-z0-9._/#-]{1,255}$", "1 to 255 letters, digits and ._/#-");

    public static readonly NumberSetting IteratorAgeMinutes = new("alarms.iterator_age_minutes",
        "From which delay of index or archive on there is an alarm.", 30, 1, 1440);

    public static readonly ListSetting AgentAccounts = new("agents.accounts",
        "Other accounts whose agents may write into the stream, by a role with agents.external_id.", Account, "12 digits", 50);

    public static readonly TextSetting ExternalId = new("agents.external_id",
        "The secret word that agents of other accounts name; needed with agents.accounts.",
        "", "^$|^[A-Za-z0-9+=,.@:/-]{16,128}$", "16 to 128 letters, digits and +=,.@:/-, or empty");

    public static readonly ListSetting DetectionsTrusted = new("detections.trusted_addresses",
        "Client addresses whose rows no detection counts: gateways, monitoring, scanners of the own security team.",
        AddressOrRange, AddressOrRangeForm, 30);

    public static readonly ListSetting DetectionsAdministrators = new("detections.administrators",
        "Accounts whose task it is to open mailboxes and set passwords: no finding tells of that.",
        "^[^\\s,]{1,64}$", "an account without blanks and commas", 20);

    public static readonly ListSetting DetectionsPlaces = new("detections.places",
        "CSV files with places of networks, which you put below places/ of the lake; without any, impossible-travel is not evaluated. Of "
        + "several that list an address the first counts.",
        "^[A-Za-z0-9_-][A-Za-z0-9._=-]{0,79}$", "a file's name of letters, digits and -_.= such as GeoLite2-City-Blocks-IPv4.csv", 8);

    public static readonly ListSetting DetectionsRules = new("detections.rules",
        "Detections that should differ from their declaration: the name with another threshold, or off.",
        "^[a-z-]{1,40}=(off|[0-9]{1,9}(\\.[0-9]{1,4})?)$", "a detection's name with a threshold or off, such as reject-flood=off", 40);

    /// <summary>All of them, as the documentation lists them.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        Stack, AccountId, Region, Search, Removal, Tags, StreamMode, Shards, RetentionHours, StreamFormat,
        TrustedProxies, Architecture, Reserve, SnapStart,
        IndexMemory, IndexBatch, IndexWindow, IndexParallel, ArchiveMemory, ArchiveBatch, ArchiveWindow, CompactMemory,
        InstanceType, Nodes, Zones, Masters, VolumeGb, IndexDays,
        Vpc, Subnets, VpcRange, LakeLock, LockDays, RawDays, ArchiveDays, DeadDays, KeepRaw,
        ScanLimitGb, LogDays, Email, Namespace, IteratorAgeMinutes, DetectionsTrusted, DetectionsAdministrators,
        DetectionsPlaces, DetectionsRules,
        AgentAccounts, ExternalId,
    ];
}
