namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes EWS logs of mailbox servers: one row per operation.</summary>
sealed class EwsLog(TruthRecorder truth, ulong seed)
{
    /// <summary>How long a streaming subscription holds its request: a quarter of an hour.</summary>
    public const int StreamingMs = 900_002;

    static readonly byte[][] s_operations =
    [
        "GetItem"u8.ToArray(), "FindItem"u8.ToArray(), "SyncFolderItems"u8.ToArray(), "GetFolder"u8.ToArray(), "FindFolder"u8.ToArray(),
        "CreateItem"u8.ToArray(), "UpdateItem"u8.ToArray(), "GetUserAvailability"u8.ToArray(), "Subscribe"u8.ToArray(),
        "ResolveNames"u8.ToArray(), "GetAttachment"u8.ToArray(), "GetServiceConfiguration"u8.ToArray(), "GetUserOofSettings"u8.ToArray(),
    ];

    readonly SampleRandom _random = new(seed, "ews"u8);

    /// <summary>The mailbox server's row of a request that came to it.</summary>
    /// <param name="errorCode">The ResponseCode, or null where it went well.</param>
    public void Write(HttpRequest request, EwsError? errorCode)
    {
        Person user = request.User!;
        LogChannel log = user.Home.Log(LogKind.Ews);
        bool isStreaming = request.Milliseconds == StreamingMs;
        byte[] operation = isStreaming ? "GetStreamingEvents"u8.ToArray() : user.IsMonitoring ? s_operations[3]
            : _random.Pick(s_operations);
        SampleGuid correlation = _random.NextGuid();
        int memory = _random.Between(120_000_000, 900_000_000);
        if (!log.Begin(request.Time))
            return;
        Who(log, request, user);
        What(log, request, operation, errorCode, correlation);
        Budgets(log, user, isStreaming);
        Times(log, request, errorCode);
        Process(log, request, memory);
        log.End();
        truth.Row(SampleFormat.ExchangeEws, request.Time, user.IsMonitoring);
        if (!user.IsMonitoring)
            truth.Ews(request.Time, errorCode?.Code, request.Agent, user);
        if (isStreaming)
            Status(log, user.Home, correlation, request.Time);
    }

    /// <summary>A row about a subscription's connection: five columns and no request.</summary>
    void Status(LogChannel log, SampleServer server, SampleGuid correlation, long time)
    {
        if (!log.Begin(time))
            return;
        log.TimeCell(time);
        log.Skip(14);
        log.Cell(server.Host);
        log.Skip(1);
        log.Cell("Sbsc_ConnStatus"u8);
        log.Skip(8);
        log.Cell(correlation);
        log.Skip(42);
        log.Add("tid="u8).Add(_random.Between(5, 90)).Add(";"u8);
        log.Next();
        log.Skip(22);
        log.End();
        truth.Row(SampleFormat.ExchangeEws, time, noise: false);
    }

    /// <summary>DateTime to FrontEndServer.</summary>
    static void Who(LogChannel log, HttpRequest request, Person user)
    {
        log.TimeCell(request.Time);
        log.Cell(request.Id);
        foreach (byte[] part in user.Home.VersionParts)
            log.Cell(part);
        log.Cell("Unknown"u8);
        log.Skip(1);
        log.Cell(request.Authentication);
        log.Cell("true"u8);
        log.Cell(user.Text);
        log.Cell("CONTOSO.COM"u8);
        log.Cell(request.Agent.WithoutCommas);
        log.Cell("Target=None;Req=Exchange2013_SP1/Exchange2013_SP1;"u8);
        log.Cell(request.ClientIp);
        log.Cell(user.Home.Host);
        log.Cell(request.Server.Fqdn);
    }

    /// <summary>SoapAction to RemoteIdCount.</summary>
    static void What(LogChannel log, HttpRequest request, byte[] operation, EwsError? errorCode, SampleGuid correlation)
    {
        log.Cell(operation);
        log.Cell(request.BackEndStatus);
        log.Cell(request.RequestBytes);
        log.Cell(request.ResponseBytes);
        log.Cell(errorCode is null ? [] : errorCode.Text);
        log.Skip(3);
        log.AddHex(request.Id.High, 16).AddHex(request.Id.Low, 16);
        log.Next();
        log.Cell(correlation);
        log.Cell("PrimaryServer"u8);
        log.Cell("LocalTask"u8);
        log.Cell(0);
        log.Cell(1);
        log.Cell(0);
        log.Cell(1);
        log.Cell(0);
    }

    /// <summary>BeginBudgetConnections to ThrottlingRequestType, with what budgets say instead of numbers.</summary>
    static void Budgets(LogChannel log, Person user, bool isStreaming)
    {
        if (user.IsMonitoring)
        {
            log.Skip(19);
        }
        else
        {
            log.Cell(1);
            log.Cell("11 Max"u8);
            log.Cell(isStreaming ? "1"u8 : "0"u8);
            log.Cell("0 Max"u8);
            log.Cell("$null"u8);
            log.Cell("$null"u8);
            log.Cell("$null/$null/0%"u8);
            log.Cell("Unlimited"u8);
            log.Skip(6);
            log.Skip(3);
            log.Cell("GlobalThrottlingPolicy_9d2a5f7c"u8);
            log.Cell(0);
        }
        log.Cell("[C]"u8);
    }

    /// <summary>TotalDCRequestCount to Puid.</summary>
    static void Times(LogChannel log, HttpRequest request, EwsError? errorCode)
    {
        int core = request.Milliseconds * 4 / 5;
        log.Cell(0);
        log.Cell(0);
        log.Cell(2);
        log.Cell(core / 2);
        log.Skip(1);
        log.Cell(1);
        log.Cell(2);
        log.Skip(1);
        log.Cell(0);
        log.Cell(3);
        log.Cell(1);
        log.Cell(core);
        log.Cell(request.Milliseconds);
        log.Skip(1);
        log.Add("MessageId_0="u8).Add(request.Id).Add(";ResponseTime_0="u8).Add(request.Milliseconds).Add(";"u8);
        log.Next();
        log.Add("SKU=Unknown;App_BeginReq_Start=0;RequestHandler=Wcf;MailboxTypeCacheSize=21;'S:AS.ReqStats=1;Ews;';S:WLM.BT=Ews;Dbl:WLM.TS="u8)
            .Add(request.Milliseconds).Add(";I32:MAPI.C[DB01]=2;F:MB.AL[DB01]=0.5"u8);
        log.Next();
        log.Skip(1);
        if (errorCode is not null)
            log.Add("ErrorDetails="u8).Add(errorCode.Text).Add(": the request failed  see the code;"u8);
        log.Next();
        log.Skip(1);
    }

    /// <summary>StartTime to WorkClassification.</summary>
    static void Process(LogChannel log, HttpRequest request, int memory)
    {
        log.TimeCell(request.Time - request.Milliseconds);
        log.Cell(9716);
        log.Skip(1);
        log.Cell(memory);
        log.Cell(memory + 1_921_240);
        log.Cell("4038_450_53"u8);
        log.Cell("4038_450_53"u8);
        log.Skip(12);
    }
}

/// <summary>A ResponseCode of EWS that says what went wrong.</summary>
/// <param name="Code">Its name.</param>
/// <param name="HttpStatus">The HTTP status that it comes with; many come with 200.</param>
sealed record EwsError(string Code, int HttpStatus)
{
    public byte[] Text { get; } = Utf8Text.Utf8(Code);

    /// <summary>The first are the most frequent.</summary>
    public static readonly EwsError[] All =
    [
        new("ErrorServerBusy", 500), new("ErrorItemNotFound", 200), new("ErrorMailboxStoreUnavailable", 500),
        new("ErrorInternalServerError", 500), new("ErrorNonExistentMailbox", 200), new("ErrorAccessDenied", 200),
        new("ErrorTimeoutExpired", 500), new("ErrorExceededConnectionCount", 500), new("ErrorImpersonateUserDenied", 500),
        new("ErrorFolderNotFound", 200), new("ErrorMailboxMoveInProgress", 200), new("ErrorQuotaExceeded", 200),
        new("ErrorInternalServerTransientError", 500), new("ErrorADUnavailable", 500),
    ];
}
