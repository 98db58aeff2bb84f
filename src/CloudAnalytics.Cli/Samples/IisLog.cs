namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes IIS logs: the site of the front end and that of the mailbox server behind it.</summary>
sealed class IisLog(TruthRecorder truth)
{
    /// <summary>The front end's row.</summary>
    public void Front(HttpRequest request)
    {
        LogChannel log = request.Server.Log(LogKind.IisFront);
        if (!Begin(log, request.Server, "W3SVC1"u8, request, out long time))
            return;
        log.Add(request.Query.Written);
        if (!request.IsHealthCheck)
            log.Add("&CorrelationID=<empty>;&cafeReqId="u8).Add(request.Id).Add(";"u8);
        log.Next();
        log.Cell(443);
        log.Cell(request.User is null ? [] : request.User.Logon);
        log.Cell(request.ClientIp);
        log.Cell("HTTP/1.1"u8);
        log.Cell(request.Agent.Raw);
        log.Cell([]);
        log.Cell("mail.contoso.com"u8);
        Answer(log, request);
        log.Add(request.User is null ? [] : request.ClientIp).Add(request.User is null ? [] : ", 10.10.0.9"u8);
        log.Next();
        log.End();
        bool noise = request.IsNoise(namesUser: request.User is not null);
        Count(request, time, noise);
        if (noise || request.User is not { } user)
            return;
        if (request.HasDevice)
            truth.ActiveSync(time, user);
        if (request.Status == 401 && request.SubStatus == 1)
        {
            truth.FailedAccount(time, user.LogonText, LoginSource.Iis);
            truth.FailedAddress(time, System.Text.Encoding.ASCII.GetString(request.ClientIp), LoginSource.Iis);
        }
    }

    /// <summary>The row of the mailbox server that the request was handed to.</summary>
    public void Back(HttpRequest request, SampleServer server)
    {
        LogChannel log = server.Log(LogKind.IisBack);
        if (!Begin(log, server, "W3SVC2"u8, request, out long time))
            return;
        log.Add(request.Query.Written).Add("&ClientRequestInfo=;ResponseInfo=XRC:0;SC:0;RC:"u8).Add(request.Id)
            .Add(";Stage=BegR:"u8).AddTime(request.Time - request.Milliseconds).Add(";"u8);
        log.Next();
        log.Cell(444);
        log.Cell(request.User!.Logon);
        log.Cell(request.Server.LinkLocal);
        log.Cell("HTTP/1.1"u8);
        log.Cell(request.Agent.Raw);
        log.Cell([]);
        log.Add(server.Fqdn).Add(":444"u8);
        log.Next();
        Answer(log, request);
        log.Skip(1);
        log.End();
        Count(request, time, request.IsNoise(namesUser: true));
    }

    /// <summary>The columns up to cs-uri-stem, which begin with whole seconds.</summary>
    static bool Begin(LogChannel log, SampleServer server, ReadOnlySpan<byte> site, HttpRequest request, out long time)
    {
        time = request.Time / 1000 * 1000;
        if (!log.Begin(time))
            return false;
        log.AddDate(time);
        log.Next();
        log.AddClock(time);
        log.Next();
        log.Cell(site);
        log.Cell(server.Host);
        log.Cell(server.Ip);
        log.Cell(request.Method);
        log.Cell(request.Stem);
        return true;
    }

    /// <summary>The columns from sc-status to time-taken.</summary>
    static void Answer(LogChannel log, HttpRequest request)
    {
        log.Cell(request.Status);
        log.Cell(request.SubStatus);
        log.Cell(request.Win32Status);
        log.Cell(request.ResponseBytes);
        log.Cell(request.RequestBytes);
        log.Cell(request.Milliseconds);
    }

    void Count(HttpRequest request, long time, bool noise)
    {
        truth.Row(SampleFormat.IisAccess, time, noise);
        if (!noise)
            truth.Iis(time, request.Status);
    }
}
