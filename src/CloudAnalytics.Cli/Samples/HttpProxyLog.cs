namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes HttpProxy logs: what the front end did with each request, one folder per protocol.</summary>
sealed class HttpProxyLog(TruthRecorder truth, ulong seed)
{
    readonly SampleRandom _random = new(seed, "http-proxy"u8);

    public void Write(HttpRequest request)
    {
        HttpProtocol protocol = request.Protocol!;
        LogChannel log = request.Server.Log(protocol.Log);
        int overhead = _random.Between(1, 12);
        if (!log.Begin(request.Time))
            return;
        Person? user = request.IsAuthenticated ? request.User : null;
        Who(log, request, user);
        Where(log, request, user);
        Latencies(log, request, Math.Min(overhead, request.Milliseconds));
        Rest(log, request, user);
        log.End();
        bool noise = request.IsNoise(namesUser: user is not null);
        truth.Row(SampleFormat.ExchangeHttpProxy, request.Time, noise);
        if (!noise)
            truth.Http(request.Time, protocol, request.Status);
    }

    /// <summary>DateTime to ErrorCode.</summary>
    static void Who(LogChannel log, HttpRequest request, Person? user)
    {
        log.TimeCell(request.Time);
        log.Cell(request.Id);
        foreach (byte[] part in request.Server.VersionParts)
            log.Cell(part);
        log.Skip(1);
        log.Cell(request.Protocol!.Text);
        log.Cell(user is { IsMonitoring: true } ? "localhost"u8 : "mail.contoso.com"u8);
        log.Cell(request.Stem);
        log.Cell(request.Protocol == HttpProtocol.PowerShell ? "Get-Mailbox:Command"u8 : []);
        log.Cell(request.Authentication);
        log.Cell(user is null ? "false"u8 : "true"u8);
        log.Cell(user is null ? [] : user.Logon);
        log.Cell(user is null ? [] : "contoso.com"u8);
        if (user is not null)
            log.Add("Sid~"u8).Add(user.Sid);
        log.Next();
        log.Cell(request.Agent.WithoutCommas);
        log.Cell(request.ClientIp);
        log.Cell(request.Server.Host);
        log.Cell(request.Status);
        if (request.BackEndStatus != 0)
            log.Add(request.BackEndStatus);
        log.Next();
        log.Cell(request.Status == 503 ? "ServiceUnavailable"u8 : []);
    }

    /// <summary>Method to AuthModulePerfContext.</summary>
    static void Where(LogChannel log, HttpRequest request, Person? user)
    {
        bool isProxied = request.BackEndStatus != 0;
        log.Cell(request.Method);
        log.Cell(isProxied ? "Proxy"u8 : []);
        log.Cell(isProxied ? user!.Home.Fqdn : []);
        log.Cell(isProxied ? user!.Home.VersionText : []);
        log.Cell(isProxied ? "IntraForest"u8 : []);
        log.Cell(isProxied ? "WindowsIdentity"u8 : []);
        if (isProxied)
            log.Add("Database~"u8).Add(user!.DatabaseId).Add("~~"u8).AddDate(request.Time + 2_592_000_000).Add("T00:00:00"u8);
        log.Next();
        log.Skip(2);
        log.Cell(request.RequestBytes);
        log.Cell(request.ResponseBytes);
        log.Skip(2);
    }

    /// <summary>HttpPipelineLatency to RouteRefresherLatency; a request that was not handed on has few of them.</summary>
    static void Latencies(LogChannel log, HttpRequest request, int overhead)
    {
        bool isProxied = request.BackEndStatus != 0;
        int backEnd = request.Milliseconds - overhead;
        log.Cell(0);
        Optional(log, isProxied, overhead / 2);
        log.Skip(1);
        Optional(log, isProxied, 0);
        log.Cell(isProxied && overhead > 6 ? "2;"u8 : []);
        Optional(log, isProxied, overhead > 6 ? 2 : 0);
        log.Skip(1);
        Optional(log, isProxied, 0);
        Optional(log, isProxied, overhead > 6 ? 2 : 0);
        log.Skip(1);
        Optional(log, isProxied, 0);
        log.Cell(request.Milliseconds);
        log.Cell(0);
        Optional(log, isProxied, 1);
        Optional(log, isProxied, 0);
        Optional(log, isProxied, 0);
        Optional(log, isProxied, backEnd);
        for (var i = 0; i < 5; i++)
            Optional(log, isProxied, 0);
        Optional(log, isProxied, request.Milliseconds);
        log.Cell(0);
        Optional(log, isProxied, backEnd);
        log.Cell(overhead);
        Optional(log, isProxied, overhead / 3);
        log.Cell(overhead);
        log.Cell(request.Milliseconds);
        log.Skip(1);
    }

    /// <summary>UrlQuery to RoutingStatus.</summary>
    static void Rest(LogChannel log, HttpRequest request, Person? user)
    {
        bool isProxied = request.BackEndStatus != 0;
        log.Add(request.Query.Written.IsEmpty ? [] : "?"u8).Add(request.Query.Written);
        log.Next();
        log.Skip(1);
        log.Add("BeginRequest="u8).AddTime(request.Time - request.Milliseconds).Add(";CorrelationID=<empty>;ProxyState-Run=None;"u8);
        if (isProxied)
            log.Add("FEAuth=BEVersion-1942063431;BeginGetResponse="u8).AddTime(request.Time - (request.Milliseconds / 2))
                .Add(";OnResponseReady="u8).AddTime(request.Time).Add(";ProxyState-Complete=ProxyResponseData;"u8);
        log.Add("SharedCacheGuard=0;EndRequest="u8).AddTime(request.Time).Add(";"u8);
        log.Next();
        if (request.Status >= 500)
            log.Add("WebExceptionStatus=ProtocolError;ResponseStatusCode="u8).Add(request.Status)
                .Add(";WebException=System.Net.WebException: "u8).Add(Exception(request)).Add(request.Status).Add(")"u8);
        log.Next();
        if (isProxied)
            log.Add("|RoutingDB:"u8).Add(user!.DatabaseId);
        log.Next();
        log.Skip(3);
        log.Cell(isProxied ? "CafeV1"u8 : []);
    }

    /// <summary>One server speaks French: the text of an exception is in the language of the system.</summary>
    static ReadOnlySpan<byte> Exception(HttpRequest request) => request.Server.Number == 2
        ? "Le serveur distant a retourné une erreur : ("u8
        : "The remote server returned an error: ("u8;

    static void Optional(LogChannel log, bool isPresent, int value)
    {
        if (isPresent)
            log.Add(value);
        log.Next();
    }
}
