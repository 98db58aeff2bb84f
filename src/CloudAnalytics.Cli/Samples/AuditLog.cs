namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes the administrator audit log: a JSON object in a cell, with all its quotes doubled.</summary>
sealed class AuditLog(TruthRecorder truth, ulong seed)
{
    readonly SampleRandom _random = new(seed, "audit"u8);

    /// <param name="target">What was changed.</param>
    public void Write(SampleServer server, Person user, string cmdlet, string target, string parameters, bool succeeds, long time)
    {
        SampleGuid id = _random.NextGuid();
        LogChannel log = server.Log(LogKind.Audit);
        if (!log.Begin(time))
            return;
        byte[] operation = Utf8Text.Utf8(cmdlet);
        // Monitoring runs as the system, whose name is French on one server.
        byte[] actor = !user.IsMonitoring ? user.Logon
            : server.Number == 2 ? @"AUTORITE NT\Système (MSExchangeHMHost)"u8.ToArray()
            : @"NT AUTHORITY\SYSTEM (MSExchangeHMHost)"u8.ToArray();
        log.TimeCell(time);
        log.Cell(server.Host);
        log.Cell("00000000-0000-0000-0000-000000000000"u8);
        log.Cell("ExchangeAdmin"u8);
        log.Add("{\"CreationTime\":\""u8).AddDate(time).Add("T"u8).AddClock(time).Add("\",\"Id\":\""u8).Add(id).Add("\",\"Operation\":\""u8)
            .Add(operation)
            .Add("\",\"OrganizationId\":\"00000000-0000-0000-0000-000000000000\",\"RecordType\":1,\"ResultStatus\":\""u8)
            .Add(succeeds ? "True"u8 : "False"u8).Add("\",\"UserKey\":\""u8).AddJson(actor)
            .Add("\",\"UserType\":3,\"Version\":1,\"Workload\":\"Exchange\",\"ObjectId\":\"contoso.com\\/Users\\/"u8)
            .AddJson(Utf8Text.Utf8(target))
            .Add("\",\"UserId\":\""u8).AddJson(actor)
            .Add("\",\"ExternalAccess\":false,\"OrganizationName\":\"First Org\",\"OriginatingServer\":\""u8).Add(server.Host).Add(" ("u8)
            .Add(server.VersionText).Add(")\",\"Parameters\":[{\"Name\":\"Identity\",\"Value\":\""u8).AddJson(Utf8Text.Utf8(target))
            .Add("\"},{\"Name\":\"All\",\"Value\":\""u8).AddJson(Utf8Text.Utf8(parameters)).Add("\"}]}"u8);
        log.Next();
        log.Cell(actor);
        log.Cell(id);
        log.Cell(operation);
        log.Cell("Exchange"u8);
        log.Cell(succeeds ? "True"u8 : "False"u8);
        log.Cell(1);
        log.Cell("Online"u8);
        log.End();
        truth.Row(SampleFormat.ExchangeAdminAudit, time, user.IsMonitoring);
    }
}
