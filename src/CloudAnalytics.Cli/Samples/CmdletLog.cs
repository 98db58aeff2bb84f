namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes the log of cmdlets run over remote PowerShell.</summary>
sealed class CmdletLog(TruthRecorder truth, ulong seed)
{
    readonly SampleRandom _random = new(seed, "cmdlet"u8);

    public void Write(SampleServer server, Person user, AdminAction action, string parameters, bool succeeds, long time)
    {
        int total = _random.LogNormal(90, 1.0);
        (SampleGuid request, SampleGuid cmdlet) = (_random.NextGuid(), _random.NextGuid());
        LogChannel log = server.Log(LogKind.Cmdlet);
        if (!log.Begin(time))
            return;
        byte[] text = Utf8Text.Utf8(parameters);
        log.TimeCell(time);
        log.TimeCell(time - total);
        log.Cell(request);
        log.Skip(1);
        foreach (byte[] part in server.VersionParts)
            log.Cell(part);
        Session(log, server, user);
        log.Cell(Utf8Text.Utf8(action.Cmdlet));
        log.Cell(text);
        log.Cell(cmdlet);
        log.Skip(2);
        log.Cell("GCRandomly"u8);
        log.Cell("False"u8);
        log.Cell("contoso.com"u8);
        for (var i = 0; i < 3; i++)
            log.Cell("DC01.contoso.com"u8);
        log.Skip(11);
        log.Cell(0);
        log.Skip(2);
        Times(log, total, succeeds);
        log.Add("Dispose=1/25/2024 12:58:24 AM;GetApplicationPrivateData=25/01/2024 00:59:22;TaskModuleLatency=4;BizLogic.C=15;Cmd="u8)
            .Add(total)
            .Add(";"u8);
        log.Next();
        log.Add("PSSenderInfo="u8).Add(user.Logon)
            .Add(";ADServerSettingsInEnd=ADViewEntireForest:False ADRecipientViewRoot:contoso.com;"u8);
        log.Next();
        if (!succeeds)
            log.Add("CmdletException=Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException: The operation couldn't be performed."u8);
        log.Next();
        log.Skip(3);
        log.Cell(action.Cmdlet.StartsWith("Get-Queue", StringComparison.Ordinal) ? [] : text);
        log.End();
        truth.Row(SampleFormat.ExchangeCmdlet, time, user.IsMonitoring);
    }

    /// <summary>ServerHostName to ClientApplication.</summary>
    static void Session(LogChannel log, SampleServer server, Person user)
    {
        log.Cell(server.Host);
        log.Cell(15756);
        log.Cell("w3wp#MSExchangePowerShellAppPool"u8);
        log.Cell(85);
        log.Skip(2);
        log.Cell(user.IsMonitoring ? user.Logon.AsSpan(8) : user.Logon);
        log.Cell(user.Sid);
        log.Skip(2);
        log.Cell(user.IsMonitoring ? "False"u8 : "True"u8);
        log.Cell(user.IsMonitoring ? "ActiveMonitor"u8 : "EMC"u8);
    }

    /// <summary>ParameterBinding to CacheMissCount.</summary>
    static void Times(LogChannel log, int total, bool succeeds)
    {
        log.Cell(0);
        log.Cell(6);
        log.Cell(total / 2);
        log.Cell(0);
        log.Skip(1);
        log.Cell(total / 2);
        log.Skip(2);
        log.Cell(6);
        log.Cell(total * 1500);
        log.Cell(total);
        log.Cell(succeeds ? [] : "Cmdlet"u8);
        log.Cell(succeeds ? "Success"u8 : "Error"u8);
        log.Skip(2);
    }
}
