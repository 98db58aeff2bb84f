namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes both logs of the Exchange admin center: requests by what they cost, and by what they ran.</summary>
sealed class EcpLog(TruthRecorder truth, ulong seed)
{
    readonly SampleRandom _random = new(seed, "ecp"u8);

    /// <summary>One request; it is in one of the two logs.</summary>
    public void Write(SampleServer server, Person user, long time)
    {
        // The log of what was run does not name its user, so monitoring could not be told from people there.
        bool isServer = !user.IsMonitoring && _random.PerMille(500);
        SampleGuid activity = _random.NextGuid();
        int duration = _random.LogNormal(20, 0.9);
        LogChannel log = server.Log(isServer ? LogKind.EcpServer : LogKind.EcpActivity);
        if (!log.Begin(time))
            return;
        log.TimeCell(time);
        log.Cell(server.Host);
        log.Cell(isServer ? "ECP.Request"u8 : "Request"u8);
        if (isServer)
            log.Add("S:TIME="u8).Add(duration).Add(";S:SID="u8).Add(activity)
                .Add(";S:CMD=Get-InboxRule;S:REQID=;S:URL=/ecp/RulesEditor/InboxRules.svc/GetList?msExchEcpCanary=CANARY;S:REFERRER=;S:EX=;S:ACTID="u8)
                .Add(activity).Add(";S:RS=0;S:BLD=15.2.1544.4;S:TNAME=<null>;S:TID=;S:USID="u8).Add(user.Mailbox)
                .Add(";S:EDOID=;S:ACID="u8);
        else
            log.Add("S:PSA=<PII>"u8).Add(user.Text)
                .Add("</PII>;S:URL=https://localhost:444/ecp/RulesEditor/InboxRules.svc/GetList?msExchEcpCanary=CANARY;S:Bld=15.2.1544.4;S:ActID="u8)
                .Add(activity).Add(";Dbl:MAPI.T["u8).Add(server.Host).Add("]=3;I32:ADS.C[DC01]=1;F:ADS.AL[DC01]=1.692039;Dbl:WLM.TS="u8)
                .Add(duration);
        log.Next();
        log.End();
        truth.Row(SampleFormat.ExchangeEcp, time, user.IsMonitoring);
    }
}
