namespace CloudAnalytics.Cli.Samples;

/// <summary>Who and what there is: servers, people, lists, outsiders, devices. The same for the same seed and number of records.</summary>
sealed class World
{
    /// <summary>When the sample's fourth server got a newer version: 55 % into the span, so its files change their header there.</summary>
    const int UpgradePercent = 55;

    readonly SampleRandom _random;
    readonly List<MailAddress> _addresses = [];
    readonly Zipf _personRank;
    readonly Zipf _outsiderRank;

    public World(SampleOptions options, SampleClock clock, SampleFiles files)
    {
        _random = new SampleRandom(options.Seed, "world"u8);
        int rotationHours = options.Records >= 400_000 ? 1 : options.Records >= 100_000 ? 4 : 24;
        Mailbox = MailboxServers();
        Edges =
        [
            new SampleServer(6, "EDGE01", "15.02.1544.004", "192.0.2.11", 0) { IsEdge = true },
            new SampleServer(7, "EDGE02", "15.02.1544.004", "192.0.2.12", 0) { IsEdge = true },
        ];
        Servers = [.. Mailbox, .. Edges];
        foreach (SampleServer server in Servers)
            server.OpenLogs(clock, files, rotationHours);
        foreach (SampleServer server in Mailbox)
        {
            server.Databases = [_random.NextGuid(), _random.NextGuid()];
            server.HealthMailbox = HealthMailbox(server);
            server.Shadow = Mailbox[(server.Number + 1) % Mailbox.Length];
        }
        Domains =
            [.. WorldNames.OutsideDomains.Select((name, i) =>
            new MailDomain(name, i % 7 == 6 ? $"2001:db8:{i:x}::25" : $"198.51.100.{i + 10}"))];
        People = MakePeople((int)Math.Clamp(options.Records / 400, 80, 20_000));
        Outsiders = MakeOutsiders((int)Math.Clamp(options.Records / 200, 150, 40_000));
        _personRank = new Zipf(People.Length);
        _outsiderRank = new Zipf(Outsiders.Length);
        Lists = [.. WorldNames.Lists.Select(MakeList)];
        Relays = MakeRelays();
        Bare = Relays.First(relay => relay.Sender.Name.StartsWith("monitoring", StringComparison.Ordinal)).Sender;
        Departed = [.. Enumerable.Range(1, 20).Select(i => Add(new MailAddress(_addresses.Count, $"former.employee{i}@contoso.com")))];
        Postmaster = Add(new MailAddress(_addresses.Count, "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com"));
        Upgrade = clock.Start + ((clock.End - clock.Start) * UpgradePercent / 100);
        ChangeHeaders();
    }

    /// <summary>Mailbox servers EX01 to EX05; the last one's logs all come through the agent.</summary>
    public SampleServer[] Mailbox { get; }

    /// <summary>The servers to the Internet; only the first keeps SMTP protocol logs.</summary>
    public SampleServer[] Edges { get; }

    public SampleServer[] Servers { get; }

    public Person[] People { get; }

    public Outsider[] Outsiders { get; }

    public MailDomain[] Domains { get; }

    public MailingList[] Lists { get; }

    public RelayClient[] Relays { get; }

    /// <summary>A relay client whose message-ids lack their brackets.</summary>
    public MailAddress Bare { get; }

    /// <summary>Addresses that mail still comes for and nobody has.</summary>
    public MailAddress[] Departed { get; }

    /// <summary>From whom non-delivery reports come.</summary>
    public MailAddress Postmaster { get; }

    /// <summary>When headers change: milliseconds since 1970.</summary>
    public long Upgrade { get; }

    /// <summary>All addresses by their number.</summary>
    public IReadOnlyList<MailAddress> Addresses => _addresses;

    public Person AnyPerson(SampleRandom random) => People[_personRank.Next(random)];

    public Outsider AnyOutsider(SampleRandom random) => Outsiders[_outsiderRank.Next(random)];

    public SampleServer AnyMailboxServer(SampleRandom random) => random.Pick(Mailbox);

    static SampleServer[] MailboxServers() =>
    [
        new(0, "EX01", "15.02.1544.004", "10.10.1.11", 1),
        new(1, "EX02", "15.02.1544.004", "10.10.1.12", 1) { UnixLines = true },
        new(2, "EX03", "15.01.2507.035", "10.10.2.13", 2) { SendsEventsByAgent = true },
        new(3, "EX04", "15.00.1497.048", "10.10.2.14", 2) { SendsEventsByAgent = true },
        new(4, "EX05", "15.02.1544.004", "10.10.2.15", 2) { IsAgent = true },
    ];

    T Add<T>(T address) where T : MailAddress
    {
        _addresses.Add(address);
        return address;
    }

    Person HealthMailbox(SampleServer server)
    {
        var digits = new Utf8Text();
        digits.AddHex(_random.Next(), 16).AddHex(_random.Next(), 16);
        string name = "HealthMailbox" + System.Text.Encoding.UTF8.GetString(digits.Written).ToLowerInvariant();
        return Add(new Person(_addresses.Count, name + "@contoso.com", $@"CONTOSO\HealthMailbox{name[13..20]}", server)
        {
            IsMonitoring = true,
            Database = 0,
            Mailbox = _random.NextGuid(),
            Sid = Sid(500 + server.Number),
            OfficeIp = server.LinkLocal,
            OutsideIp = "127.0.0.1"u8.ToArray(),
            Device = 0,
            DeviceId = [],
            EwsProgram = 0,
        });
    }

    Person[] MakePeople(int count)
    {
        var people = new Person[count];
        var taken = new HashSet<string>();
        for (var i = 0; i < count; i++)
        {
            string name = _random.Pick(WorldNames.First) + "." + _random.Pick(WorldNames.Last);
            for (var number = 2; !taken.Add(name); number++)
                name = name.TrimEnd("0123456789".ToCharArray()) + number;
            string domain = _random.Below(20) switch { < 14 => "contoso.com", < 17 => "contoso.fr", _ => "fabrikam.com" };
            var device = new Utf8Text();
            device.AddHex(_random.Next(), 16).AddHex(_random.Next(), 16);
            people[i] = Add(new Person(_addresses.Count, $"{name}@{domain}", $@"CONTOSO\{name}", _random.Pick(Mailbox))
            {
                Database = _random.Below(2),
                Mailbox = _random.NextGuid(),
                Sid = Sid(1100 + i),
                OfficeIp = Utf8Text.Utf8($"10.30.{i / 250}.{(i % 250) + 2}"),
                OutsideIp = Utf8Text.Utf8(i % 9 == 8 ? $"2001:db8:cafe::{i + 1:x}" : $"203.0.113.{(i % 250) + 2}"),
                Device = new Zipf(ClientNames.Devices.Length).Next(_random),
                DeviceId = device.Written.ToArray(),
                EwsProgram = new Zipf(ClientNames.EwsPrograms.Length).Next(_random),
            });
        }
        return people;
    }

    static byte[] Sid(int number) => Utf8Text.Utf8($"S-1-5-21-1123561945-2025429265-682003330-{number}");

    Outsider[] MakeOutsiders(int count)
    {
        var rank = new Zipf(Domains.Length);
        var outsiders = new Outsider[count];
        for (var i = 0; i < count; i++)
        {
            int domain = rank.Next(_random);
            string name = $"{_random.Pick(WorldNames.First)[0]}.{_random.Pick(WorldNames.Last)}{i}@{WorldNames.OutsideDomains[domain]}";
            outsiders[i] = Add(new Outsider(_addresses.Count, name, Domains[domain]));
        }
        return outsiders;
    }

    MailingList MakeList(string name)
    {
        var members = new Person[_random.Between(4, 30)];
        for (var i = 0; i < members.Length; i++)
        {
            Person person;
            do
                person = _random.Pick(People);
            while (members.AsSpan(0, i).Contains(person));
            members[i] = person;
        }
        return Add(new MailingList(_addresses.Count, name + "@contoso.com", members));
    }

    RelayClient[] MakeRelays()
    {
        var relays = new List<RelayClient>();
        for (var i = 0; i < WorldNames.RelayNames.Length; i++)
        {
            MailAddress sender = Add(new MailAddress(_addresses.Count, WorldNames.RelayNames[i] + "@contoso.com"));
            // Every third device knows two servers: what an administrator must find before one of them is switched off.
            for (var k = 0; k <= (i % 3 == 0 ? 1 : 0); k++)
                relays.Add(new RelayClient(sender, $"10.40.0.{i + 10}", $"{WorldNames.RelayNames[i]}.contoso.com", Mailbox[(i + k) % 3]));
        }
        return [.. relays];
    }

    /// <summary>One server starts as Exchange 2013 and becomes 2019; on another the administrator adds columns to IIS.</summary>
    void ChangeHeaders()
    {
        SampleServer old = Mailbox[3];
        foreach (LogKind kind in (LogKind[])[LogKind.TrackingTransport, LogKind.TrackingDelivery, LogKind.TrackingSubmission, LogKind.Ews])
        {
            LogSpec spec = LogSpec.All[(int)kind];
            string[] absent = kind == LogKind.Ews ? LogColumns.EwsAbsent2013 : LogColumns.TrackingAbsent2013;
            LogChannel log = old.Log(kind);
            LogLayout now = log.LayoutAt(0);
            log.StartLayout(new LogLayout(now.Software, now.Version, now.LogType, spec.Columns, absent));
            log.ChangeLayout(Upgrade, new LogLayout(now.Software, "15.02.1544.004", now.LogType, spec.Columns));
        }
        LogLayout site = Mailbox[1].Log(LogKind.IisFront).LayoutAt(0);
        var wider = new LogLayout(site.Software, site.Version, null, LogColumns.Iis, LogColumns.IisAbsentWithBytes);
        Mailbox[1].Log(LogKind.IisFront).ChangeLayout(Upgrade, wider);
        var all = new LogLayout(site.Software, site.Version, null, LogColumns.Iis, "X-Forwarded-For");
        Mailbox[2].Log(LogKind.IisFront).StartLayout(all);
    }
}
