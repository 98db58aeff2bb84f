namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes HTTPERR logs: requests and connections that Windows' HTTP server ended before a site saw them.</summary>
sealed class HttpErrorLog(World world, TruthRecorder truth, ulong seed)
{
    static readonly byte[] s_idle = "Timer_ConnectionIdle"u8.ToArray();
    static readonly byte[][] s_queues =
        ["MSExchangeMapiFrontEndAppPool"u8.ToArray(), "MSExchangeSyncAppPool"u8.ToArray(), "MSExchangeServicesAppPool"u8.ToArray()];

    readonly SampleRandom _random = new(seed, "http-error"u8);

    /// <summary>So many rows in a span of time.</summary>
    public void Write(int rows, long from, long to)
    {
        for (var i = 0; i < rows; i++)
        {
            long time = from + _random.Below(to - from);
            Person person = world.AnyPerson(_random);
            Write(world.AnyMailboxServer(_random), person.OutsideIp, _random.Below(100), time / 1000 * 1000);
        }
    }

    void Write(SampleServer server, byte[] client, int lot, long time)
    {
        int port = _random.Between(1025, 65000);
        byte[] queue = _random.Pick(s_queues);
        LogChannel log = server.Log(LogKind.HttpError);
        if (!log.Begin(time))
            return;
        log.AddDate(time);
        log.Next();
        log.AddClock(time);
        log.Next();
        log.Cell(client);
        log.Cell(port);
        log.Cell(server.Ip);
        log.Cell(443);
        switch (lot)
        {
            case < 70:
                log.Skip(5);
                log.Cell(s_idle);
                log.Skip(1);
                break;
            case < 85:
                Request(log, "POST"u8, "/mapi/emsmdb/?mailboxId="u8, [], "1"u8, "Connection_Dropped"u8, queue);
                break;
            case < 93:
                Request(log, "POST"u8, "/Microsoft-Server-ActiveSync?Cmd=Ping"u8, [], "1"u8, "Timer_MinBytesPerSecond"u8, queue);
                break;
            case < 97:
                Request(log, "GET"u8, "/owa/"u8, "503"u8, "1"u8, "AppOffline"u8, "MSExchangeOWAAppPool"u8);
                break;
            default:
                Request(log, "GET"u8, "/%%cgi-bin/"u8, "400"u8, [], "URL"u8, []);
                break;
        }
        log.End();
        truth.Row(SampleFormat.IisError, time, noise: false);
    }

    /// <summary>cs-version to s-queuename.</summary>
    static void Request(
        LogChannel log, ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> status, ReadOnlySpan<byte> site,
        ReadOnlySpan<byte> reason, ReadOnlySpan<byte> queue)
    {
        log.Cell("HTTP/1.1"u8);
        log.Cell(method);
        log.Cell(uri);
        log.Cell(status);
        log.Cell(site);
        log.Cell(reason);
        log.Cell(queue);
    }
}
