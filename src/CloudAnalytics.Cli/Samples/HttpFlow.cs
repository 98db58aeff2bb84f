namespace CloudAnalytics.Cli.Samples;

/// <summary>Decides who asks for what over HTTP, and writes each request to all logs that see it.</summary>
sealed class HttpFlow
{
    static readonly byte[] s_basic = "Basic"u8.ToArray();
    static readonly byte[] s_negotiate = "Negotiate"u8.ToArray();
    static readonly byte[] s_loadBalancer = "10.10.0.250"u8.ToArray();
    static readonly byte[] s_get = "GET"u8.ToArray();
    static readonly string[] s_commands = ["Sync", "Ping", "Sync", "FolderSync", "SendMail", "ItemOperations", "Settings", "MoveItems"];

    readonly World _world;
    readonly SampleRandom _random;
    readonly SampleClock _clock;
    readonly IisLog _iis;
    readonly HttpProxyLog _proxy;
    readonly EwsLog _ews;
    readonly MapiHttpLog _mapi;
    readonly HttpRequest _request = new();
    readonly int _weights;

    public HttpFlow(World world, TruthRecorder truth, SampleClock clock, ulong seed)
    {
        (_world, _clock) = (world, clock);
        _random = new SampleRandom(seed, "http"u8);
        _iis = new IisLog(truth);
        _proxy = new HttpProxyLog(truth, seed);
        _ews = new EwsLog(truth, seed);
        _mapi = new MapiHttpLog(truth, seed);
        _weights = HttpMix.All.Sum(mix => mix.Weight);
    }

    /// <summary>So many requests that end in a span of time.</summary>
    public void Write(int requests, long from, long to)
    {
        for (var i = 0; i < requests; i++)
        {
            long time = from + _random.Below(to - from);
            switch (_random.Below(100))
            {
                case < 12:
                    HealthCheck(time);
                    break;
                case < 27:
                    Probe(time);
                    break;
                case < 38:
                    Challenge(time);
                    break;
                default:
                    Ask(time);
                    break;
            }
        }
    }

    /// <summary>One guess of a password over HTTP.</summary>
    public void Guess(Person victim, byte[] address, long time)
    {
        HttpRequest request = Start(time, HttpMix.Ews);
        (request.User, request.ClientIp, request.Agent) = (victim, address, ClientNames.Attacker);
        Deny(request);
    }

    /// <summary>The load balancer asks whether the server is well; the front end answers by itself.</summary>
    void HealthCheck(long time)
    {
        HttpRequest request = Start(time, _random.Pick(HttpMix.All));
        request.Protocol = null;
        request.IsHealthCheck = true;
        request.Method = s_get;
        request.Stem = _random.PerMille(500) ? "/owa/healthcheck.htm"u8.ToArray() : "/ews/healthcheck.htm"u8.ToArray();
        request.ClientIp = s_loadBalancer;
        request.Agent = ClientNames.LoadBalancer;
        request.Milliseconds = _random.Below(3);
        if (IsInSpan(request))
            _iis.Front(request);
    }

    /// <summary>Exchange's own monitoring goes the way of a user.</summary>
    void Probe(long time)
    {
        HttpMix mix = HttpMix.All[_random.Below(5)];
        HttpRequest request = Start(time, mix);
        Person mailbox = request.Server.HealthMailbox!;
        (request.User, request.IsAuthenticated, request.Authentication) = (mailbox, true, s_negotiate);
        request.ClientIp = _random.PerMille(500) ? mailbox.OutsideIp : mailbox.OfficeIp;
        request.Agent = mix == HttpMix.Ews ? ClientNames.EwsProbe : mix == HttpMix.Mapi ? ClientNames.MapiProbe : ClientNames.Probe;
        request.BackEndStatus = 200;
        Finish(request, null);
    }

    /// <summary>A client that has not said yet who it is: the normal first half of a logon.</summary>
    void Challenge(long time)
    {
        HttpMix mix = AnyMix();
        HttpRequest request = Start(time, mix);
        Person person = _world.AnyPerson(_random);
        (request.ClientIp, request.Agent) = (person.OfficeIp, AgentOf(mix, person));
        (request.Status, request.SubStatus, request.Win32Status) = (401, _random.PerMille(700) ? 2 : 1, 5);
        if (request.SubStatus == 1)
            request.Win32Status = 2_148_074_254;
        request.Milliseconds = _random.Below(4);
        Finish(request, null);
    }

    void Ask(long time)
    {
        HttpMix mix = AnyMix();
        HttpRequest request = Start(time, mix);
        Person person = _world.AnyPerson(_random);
        (request.User, request.IsAuthenticated) = (person, true);
        request.Authentication = mix == HttpMix.ActiveSync ? s_basic : s_negotiate;
        request.ClientIp = mix == HttpMix.ActiveSync || _random.PerMille(300) ? person.OutsideIp : person.OfficeIp;
        request.Agent = AgentOf(mix, person);
        if (mix == HttpMix.Ews && _random.PerMille(3))
        {
            Deny(request);
            return;
        }
        Query(request, mix, person);
        int lot = _random.Below(1000);
        foreach ((int status, int perMille) in mix.Statuses)
        {
            if (lot < perMille)
            {
                request.Status = status;
                break;
            }
            lot -= perMille;
        }
        EwsError? error = mix == HttpMix.Ews && request.Status == 200 && _random.PerMille(22) ? AnyEwsError() : null;
        if (error is not null)
            request.Status = error.HttpStatus;
        if (error is null && mix == HttpMix.Ews && request.Status == 200 && _random.PerMille(25))
            request.Milliseconds = EwsLog.StreamingMs;
        request.BackEndStatus = request.Status is 502 or 503 or 302 ? 0 : request.Status;
        Finish(request, error);
    }

    /// <summary>Wrong, expired or locked: the user is named in IIS, and nobody in HttpProxy.</summary>
    void Deny(HttpRequest request)
    {
        bool isGuess = request.Agent == ClientNames.Attacker;
        request.IsAuthenticated = false;
        request.Authentication = s_basic;
        (request.Status, request.SubStatus) = (401, 1);
        request.Win32Status = isGuess ? 1326 : _random.Pick<long>([1326, 1326, 1330, 1909]);
        request.Milliseconds = _random.Between(5, 60);
        Finish(request, null);
    }

    void Finish(HttpRequest request, EwsError? error)
    {
        if (!IsInSpan(request))
            return;
        _iis.Front(request);
        _proxy.Write(request);
        if (request.BackEndStatus == 0)
            return;
        if (request.Protocol == HttpProtocol.Ews)
            _ews.Write(request, error);
        if (request.Protocol == HttpProtocol.Mapi)
            _mapi.Write(request);
        if (request.Protocol == HttpProtocol.Ews || request.Protocol == HttpProtocol.PowerShell)
            _iis.Back(request, request.User!.Home);
    }

    /// <summary>IIS keeps whole seconds, so that the first second of the span would be seen by some logs only.</summary>
    bool IsInSpan(HttpRequest request) => request.Time / 1000 * 1000 >= _clock.Start;

    HttpRequest Start(long time, HttpMix mix)
    {
        HttpRequest request = _request;
        request.Server = _world.AnyMailboxServer(_random);
        request.Time = time;
        request.Protocol = mix.Protocol;
        (request.Method, request.Stem) = (mix.MethodText, mix.StemText);
        (request.User, request.IsAuthenticated, request.Authentication) = (null, false, []);
        (request.Status, request.SubStatus, request.Win32Status, request.BackEndStatus) = (200, 0, 0, 0);
        (request.HasDevice, request.IsHealthCheck) = (false, false);
        request.Query.Clear();
        request.Milliseconds = _random.LogNormal(mix.MedianMs, 0.9);
        request.RequestBytes = _random.Between(200, 4000);
        request.ResponseBytes = _random.LogNormal(1800, 1.3);
        request.Id = _random.NextGuid();
        return request;
    }

    void Query(HttpRequest request, HttpMix mix, Person person)
    {
        if (mix == HttpMix.ActiveSync)
        {
            request.HasDevice = true;
            request.Query.Add("Cmd="u8).Add(Utf8Text.Utf8(_random.Pick(s_commands))).Add("&User=CONTOSO%5C"u8).Add(person.Logon.AsSpan(8))
                .Add("&DeviceId="u8).Add(person.DeviceId).Add("&DeviceType="u8).Add(ClientNames.Devices[person.Device].TypeText);
        }
        else if (mix == HttpMix.Mapi)
        {
            request.Query.Add("mailboxId="u8).Add(person.Mailbox).Add("@contoso.com"u8);
        }
    }

    HttpMix AnyMix()
    {
        int lot = _random.Below(_weights);
        var i = 0;
        for (; lot >= HttpMix.All[i].Weight; i++)
            lot -= HttpMix.All[i].Weight;
        return HttpMix.All[i];
    }

    /// <summary>The first ones are the frequent ones.</summary>
    EwsError AnyEwsError()
    {
        int count = EwsError.All.Length;
        return EwsError.All[Math.Min(_random.Below(count), _random.Below(count))];
    }

    static UserAgent AgentOf(HttpMix mix, Person person) => mix.Protocol.Log switch
    {
        LogKind.ProxyEws => ClientNames.EwsPrograms[person.EwsProgram],
        LogKind.ProxyEas => ClientNames.Devices[person.Device].Agent,
        LogKind.ProxyOwa or LogKind.ProxyEcp => ClientNames.Browsers[person.Index % ClientNames.Browsers.Length],
        LogKind.ProxyOab => ClientNames.Bits,
        LogKind.ProxyRpcHttp => ClientNames.OldOutlook,
        LogKind.ProxyPowerShell => ClientNames.WinRm,
        _ => ClientNames.Outlook,
    };
}
