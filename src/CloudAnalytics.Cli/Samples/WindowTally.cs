using System.Collections.Immutable;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Where failed logins are seen.</summary>
enum LoginSource
{
    Iis,
    Smtp,
    ImapPop,
}

/// <summary>Counts what <see cref="WindowTruth"/> says of one window.</summary>
sealed class WindowTally
{
    const int TopMax = 10;
    const int StatusMax = 600;

    readonly long _from;
    readonly long _to;
    readonly World _world;
    readonly long[] _rows = new long[SampleFormatNames.All.Length];
    readonly long[] _noise = new long[SampleFormatNames.All.Length];
    readonly long[] _volume;
    readonly AddressTally _senders;
    readonly AddressTally _recipients;
    readonly long[] _failures = new long[DeliveryFailure.All.Length];
    readonly LatencyTally _latency = new();
    readonly long[] _http = new long[HttpProtocol.All.Length * StatusMax];
    readonly long[] _iis = new long[StatusMax];
    readonly Dictionary<string, long> _ewsErrors = [];
    readonly Dictionary<UserAgent, ClientTally> _ewsClients = [];
    readonly ClientTally[] _devices;
    readonly Dictionary<string, long[]> _accounts = [];
    readonly Dictionary<string, long[]> _addresses = [];
    readonly Dictionary<RelayClient, long> _relays = [];

    public WindowTally(World world, long from, long to)
    {
        (_world, _from, _to) = (world, from, to);
        _volume = new long[(Hour(to) + 1) * TrackingEvent.ActionNames.Length];
        _senders = new AddressTally(world.Addresses);
        _recipients = new AddressTally(world.Addresses);
        _devices = [.. ClientNames.Devices.Select(_ => new ClientTally(world.Addresses.Count))];
    }

    public bool Contains(long time) => time >= _from && time < _to;

    public void Row(SampleFormat format, bool noise)
    {
        _rows[(int)format]++;
        if (noise)
            _noise[(int)format]++;
    }

    public void Volume(long time, int action) => _volume[(Hour(time) * TrackingEvent.ActionNames.Length) + action]++;

    public void Message(MailMessage message, ReadOnlySpan<MailAddress> recipients)
    {
        _senders.Add(message.Sender, message);
        foreach (MailAddress recipient in recipients)
            _recipients.Add(recipient, message);
    }

    public void Failure(int failure) => _failures[failure]++;

    public void Latency(long time, int milliseconds) => _latency.Add(time, milliseconds);

    public void Relay(RelayClient client) => _relays[client] = _relays.GetValueOrDefault(client) + 1;

    public void Http(int protocol, int status) => _http[(protocol * StatusMax) + status]++;

    public void Iis(int status) => _iis[status]++;

    public void EwsError(string code) => _ewsErrors[code] = _ewsErrors.GetValueOrDefault(code) + 1;

    public void EwsClient(UserAgent agent, Person user)
    {
        if (!_ewsClients.TryGetValue(agent, out ClientTally? tally))
            _ewsClients.Add(agent, tally = new ClientTally(_world.Addresses.Count));
        tally.Add(user);
    }

    public void ActiveSync(Person owner) => _devices[owner.Device].Add(owner);

    public void FailedAccount(string account, LoginSource source) => Failed(_accounts, account)[(int)source]++;

    public void FailedAddress(string address, LoginSource source) => Failed(_addresses, address)[(int)source]++;

    public WindowTruth Result() => new()
    {
        From = DateTimeOffset.FromUnixTimeMilliseconds(_from),
        To = DateTimeOffset.FromUnixTimeMilliseconds(_to),
        Noise = [.. SampleFormatNames.All.Select((name, i) => new NoiseTruth(name, _rows[i], _noise[i], Share(_noise[i], _rows[i])))],
        Messages = _senders.Messages,
        Bytes = _senders.Bytes,
        MessageRecipients = _recipients.Messages,
        TopSenders = _senders.Top(TopMax),
        TopRecipients = _recipients.Top(TopMax),
        Volume = VolumeRows(),
        Failures = Counts(DeliveryFailure.All.Select((failure, i) => (failure.Code, _failures[i]))),
        Latency = _latency.Result(),
        LatencyByHour = _latency.ByHour(),
        HttpStatus = HttpRows(),
        ServerErrors = ServerErrorRows(),
        IisStatus = Counts(_iis.Select((rows, status) => (status.ToString(), rows))),
        EwsErrors = Counts(_ewsErrors.Select(pair => (pair.Key, pair.Value))),
        EwsClients = Clients(_ewsClients.Select(pair => (pair.Key.Name, pair.Value))),
        ActiveSyncClients = Clients(_devices.Select((tally, i) => (ClientNames.Devices[i].Type, tally))),
        FailedLoginsByAccount = Logins(_accounts),
        FailedLoginsByAddress = Logins(_addresses),
        RelayClients = RelayRows(),
    };

    int Hour(long time) => (int)((time / 3_600_000) - (_from / 3_600_000));

    static long[] Failed(Dictionary<string, long[]> tallies, string key)
    {
        if (!tallies.TryGetValue(key, out long[]? counts))
            tallies.Add(key, counts = new long[3]);
        return counts;
    }

    static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    static ImmutableArray<CountTruth> Counts(IEnumerable<(string Value, long Rows)> counts) =>
    [
        .. counts.Where(count => count.Rows > 0).GroupBy(count => count.Value)
            .Select(group => new CountTruth(group.Key, group.Sum(count => count.Rows)))
            .OrderByDescending(count => count.Rows).ThenBy(count => count.Value, StringComparer.Ordinal),
    ];

    static ImmutableArray<ClientTruth> Clients(IEnumerable<(string Name, ClientTally Tally)> clients) =>
    [
        .. clients.Where(client => client.Tally.Requests > 0)
            .Select(client => new ClientTruth(client.Name, client.Tally.Requests, client.Tally.Users))
            .OrderByDescending(client => client.Requests).ThenBy(client => client.Name, StringComparer.Ordinal),
    ];

    static ImmutableArray<FailedLoginTruth> Logins(Dictionary<string, long[]> tallies) =>
    [
        .. tallies.Select(pair => new FailedLoginTruth(pair.Key, pair.Value[0], pair.Value[1], pair.Value[2], pair.Value.Sum()))
            .OrderByDescending(login => login.Total).ThenBy(login => login.Key, StringComparer.Ordinal),
    ];

    ImmutableArray<RelayTruth> RelayRows() =>
    [
        .. _relays
            .Select(pair => new RelayTruth(pair.Key.Server.Name, pair.Key.Server.RelayConnectorText, pair.Key.IpText, pair.Value))
            .OrderByDescending(relay => relay.Messages).ThenBy(relay => relay.Server, StringComparer.Ordinal)
            .ThenBy(relay => relay.ClientIp, StringComparer.Ordinal),
    ];

    ImmutableArray<VolumeTruth> VolumeRows()
    {
        string[] names = TrackingEvent.ActionNames;
        int[] order = [.. Enumerable.Range(0, names.Length).OrderBy(i => names[i], StringComparer.Ordinal)];
        ImmutableArray<VolumeTruth>.Builder rows = ImmutableArray.CreateBuilder<VolumeTruth>();
        for (var hour = 0; hour < _volume.Length / names.Length; hour++)
        {
            DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(((_from / 3_600_000) + hour) * 3600);
            foreach (int action in order)
            {
                long count = _volume[(hour * names.Length) + action];
                if (count > 0)
                    rows.Add(new VolumeTruth(start, names[action], count));
            }
        }
        return rows.ToImmutable();
    }

    ImmutableArray<HttpStatusTruth> HttpRows()
    {
        ImmutableArray<HttpStatusTruth>.Builder rows = ImmutableArray.CreateBuilder<HttpStatusTruth>();
        foreach (HttpProtocol protocol in HttpProtocol.All.OrderBy(protocol => protocol.Name, StringComparer.Ordinal))
        {
            for (var status = 0; status < StatusMax; status++)
            {
                long count = _http[(protocol.Number * StatusMax) + status];
                if (count > 0)
                    rows.Add(new HttpStatusTruth(protocol.Name, status, count));
            }
        }
        return rows.ToImmutable();
    }

    ImmutableArray<ServerErrorTruth> ServerErrorRows() =>
    [
        .. HttpRows().GroupBy(row => row.Protocol).Select(group =>
        {
            long requests = group.Sum(row => row.Requests);
            long errors = group.Where(row => row.Status >= 500).Sum(row => row.Requests);
            return new ServerErrorTruth(group.Key, requests, errors, Share(errors, requests));
        }),
    ];

    /// <summary>Requests and distinct users of one kind of client.</summary>
    sealed class ClientTally(int addresses)
    {
        readonly bool[] _seen = new bool[addresses];

        public long Requests { get; private set; }

        public long Users { get; private set; }

        public void Add(Person user)
        {
            Requests++;
            if (!_seen[user.Index])
            {
                _seen[user.Index] = true;
                Users++;
            }
        }
    }
}
