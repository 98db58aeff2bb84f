namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes the MAPI over HTTP logs of mailbox servers: what Outlook asks of a mailbox.</summary>
sealed class MapiHttpLog(TruthRecorder truth, ulong seed)
{
    static readonly byte[][] s_types =
    [
        "Execute"u8.ToArray(), "Execute"u8.ToArray(), "Execute"u8.ToArray(), "NotificationWait"u8.ToArray(), "Connect"u8.ToArray(),
        "Disconnect"u8.ToArray(),
    ];

    readonly SampleRandom _random = new(seed, "mapi-http"u8);

    public void Write(HttpRequest request)
    {
        Person user = request.User!;
        LogChannel log = user.Home.Log(LogKind.MapiHttp);
        byte[] type = _random.Pick(s_types);
        SampleGuid session = _random.NextGuid();
        if (!log.Begin(request.Time))
            return;
        Request(log, request, user, type, session);
        log.Cell(user.Text);
        log.Cell(user.Text);
        log.Skip(2);
        log.Add(user.Mailbox).Add("@contoso.com"u8);
        log.Next();
        log.Cell(user.DatabaseId);
        log.Skip(1);
        log.Cell(request.ClientIp);
        log.Cell(request.Server.Fqdn);
        log.Skip(2);
        log.Cell(session);
        log.Add("1-"u8).AddHex(session.Low, 8);
        log.Next();
        log.Add("R:{"u8).Add(session).Add("}:"u8).Add(request.Milliseconds % 90).Add(";CI:{"u8).Add(request.Id).Add("}:1"u8);
        log.Next();
        log.Cell(user.IsMonitoring ? "Microsoft.Exchange.RpcClientAccess.Monitoring.dll"u8 : "OUTLOOK.EXE"u8);
        log.Cell(user.IsMonitoring ? "15.2.1544.4"u8 : "16.0.17126.20132"u8);
        log.Cell(user.IsMonitoring ? "Online"u8 : "Cached"u8);
        log.Cell(request.Authentication);
        log.Cell(0);
        log.Skip(7);
        log.Cell(user.Logon);
        log.Cell("2>3>4"u8);
        log.Skip(1);
        log.Add("RpcLatency="u8).Add(request.Milliseconds / 2)
            .Add(";RopLatencies=1 2 1;MbxConcurrentRequests=1;BudgetUsed=0;RateLimitDelay=0;"u8);
        log.Next();
        log.Skip(1);
        log.End();
        truth.Row(SampleFormat.ExchangeMapiHttp, request.Time, user.IsMonitoring);
    }

    /// <summary>DateTime to RevisionVersion.</summary>
    static void Request(LogChannel log, HttpRequest request, Person user, byte[] type, SampleGuid session)
    {
        log.TimeCell(request.Time);
        log.Cell(request.Id);
        log.Add("R:"u8).Add(session).Add(":1"u8);
        log.Next();
        log.Add("CI:"u8).Add(request.Id).Add(":1"u8);
        log.Next();
        log.Cell(type);
        log.Cell(request.BackEndStatus);
        log.Cell(request.BackEndStatus == 200 ? 0 : 5);
        log.Cell(request.BackEndStatus == 200 ? 0 : 1144);
        log.Cell(0);
        log.Cell(request.Milliseconds);
        log.Skip(1);
        foreach (byte[] part in user.Home.VersionParts)
            log.Cell(part);
    }
}
