using System.Globalization;

namespace CloudAnalytics.Cli.Samples;

/// <summary>One server of the sample and its logs.</summary>
sealed class SampleServer
{
    readonly LogChannel[] _logs = new LogChannel[LogSpec.All.Length];
    long _internalId;

    /// <param name="version">As in headers: <c>15.02.1544.004</c>.</param>
    public SampleServer(int number, string name, string version, string ip, int site)
    {
        Number = number;
        Name = name;
        Version = version;
        Host = Utf8Text.Utf8(name);
        Fqdn = Utf8Text.Utf8($"{name}.contoso.com");
        Ip = Utf8Text.Utf8(ip);
        // A zone id stands in addresses that Windows writes for the server itself.
        LinkLocal = Utf8Text.Utf8($"fe80::1c0:{number + 1:x}:62ef:245e%3");
        VersionText = Utf8Text.Utf8(version);
        VersionParts = [.. version.Split('.').Select(part => Utf8Text.Utf8(int.Parse(part, CultureInfo.InvariantCulture).ToString()))];
        Site = site;
        _internalId = 7_000_000L + (number * 1_000_000_000L);
        IntraOrganizationConnector = "Intra-Organization SMTP Send Connector"u8.ToArray();
        DefaultConnector = Utf8Text.Utf8($@"{name}\Default {name}");
        ClientConnector = Utf8Text.Utf8($@"{name}\Client Frontend {name}");
        RelayConnectorText = $@"{name}\{RelayConnectorName} {name}";
        RelayConnector = Utf8Text.Utf8(RelayConnectorText);
        EdgeConnector = Utf8Text.Utf8($@"{name}\Default internal receive connector {name}");
    }

    /// <summary>What the receive connectors that let anonymous devices relay are called, before the server's name.</summary>
    public const string RelayConnectorName = "Anonymous Relay";

    public int Number { get; }

    public string Name { get; }

    public string Version { get; }

    /// <summary>
    /// Servers of one site hand mail to each other's mailboxes directly; other sites are reached over a second transport hop.
    /// </summary>
    public int Site { get; }

    /// <summary>Whether the server stands between the Internet and the organization.</summary>
    public bool IsEdge { get; init; }

    /// <summary>Whether all its logs come as records of Kinesis Agent for Windows.</summary>
    public bool IsAgent { get; init; }

    /// <summary>Whether its Windows events, and nothing else, come through the agent, without decoration.</summary>
    public bool SendsEventsByAgent { get; init; }

    public bool UnixLines { get; init; }

    public byte[] Host { get; }

    public byte[] Fqdn { get; }

    public byte[] Ip { get; }

    public byte[] LinkLocal { get; }

    public byte[] VersionText { get; }

    /// <summary>Major, minor, build and revision as numbers in text.</summary>
    public byte[][] VersionParts { get; }

    public byte[] IntraOrganizationConnector { get; }

    public byte[] DefaultConnector { get; }

    public byte[] ClientConnector { get; }

    public string RelayConnectorText { get; }

    public byte[] RelayConnector { get; }

    public byte[] EdgeConnector { get; }

    /// <summary>The server that keeps a second copy of what is in transit; null at an edge.</summary>
    public SampleServer? Shadow { get; set; }

    /// <summary>Health mailbox of the server's own monitoring; null at an edge.</summary>
    public Person? HealthMailbox { get; set; }

    /// <summary>GUIDs of its mailbox databases.</summary>
    public SampleGuid[] Databases { get; set; } = [];

    public long NextInternalId() => _internalId += 3;

    public LogChannel Log(LogKind kind) => _logs[(int)kind];

    public IEnumerable<LogChannel> Logs => _logs.Distinct();

    /// <summary>Makes the channels of all logs; files appear with their first row.</summary>
    public void OpenLogs(SampleClock clock, SampleFiles files, int rotationHours)
    {
        foreach (LogSpec spec in LogSpec.All)
        {
            bool isEvents = spec.Format == SampleFormat.WindowsEvent;
            if (isEvents && spec.Kind != LogKind.EventsApplication && (IsAgent || SendsEventsByAgent))
            {
                // The agent puts the events of all logs into one stream.
                _logs[(int)spec.Kind] = _logs[(int)LogKind.EventsApplication];
                continue;
            }
            LogPlace raw = RawPlace(spec, rotationHours);
            bool json = IsAgent || (isEvents && SendsEventsByAgent);
            LineStyle style = isEvents ? LineStyle.Whole
                : json ? LineStyle.Json
                : spec.LogType is null ? LineStyle.W3c : LineStyle.Csv;
            _logs[(int)spec.Kind] = new LogChannel(json ? AgentPlace(spec, raw) : raw, isEvents ? null : Layout(spec), style, clock, files);
        }
    }

    LogPlace RawPlace(LogSpec spec, int rotationHours) => new()
    {
        Format = spec.Format,
        Folder = $"{Name}/{spec.Folder}",
        Prefix = spec.Prefix,
        Extension = spec.Extension,
        Rotation = spec.Rotation,
        RotationHours = rotationHours,
        IsNumbered = spec.IsNumbered,
        RepeatsHeader = spec.RepeatsHeader,
        ByteOrderMark = spec.Format == SampleFormat.ExchangeMessageTracking && Number == 0,
        UnixLines = UnixLines,
    };

    LogPlace AgentPlace(LogSpec spec, LogPlace raw) => new()
    {
        Format = spec.Format,
        Folder = IsAgent ? $"agent/{Name}" : Name,
        Prefix = spec.AgentFile,
        Extension = ".ndjson",
        Rotation = Rotation.Never,
        IsNumbered = false,
        UnixLines = true,
        IsJson = true,
        Decoration = !IsAgent ? null
            : spec.Format == SampleFormat.WindowsEvent ? new AgentDecoration(Name, "", null)
            : new AgentDecoration(Name, spec.Root + '\\' + spec.Folder.Replace('/', '\\'), raw),
    };

    LogLayout Layout(LogSpec spec)
    {
        string software = spec.LogType switch
        {
            null when spec.Format == SampleFormat.IisError => "Microsoft HTTP API 2.0",
            null => "Microsoft Internet Information Services 10.0",
            "audit" => "Microsoft Exchange",
            _ => "Microsoft Exchange Server",
        };
        string[] absent = spec.Format == SampleFormat.IisAccess ? LogColumns.IisAbsentByDefault : [];
        return new LogLayout(software, spec.Version ?? Version, spec.LogType, spec.Columns, absent);
    }
}
