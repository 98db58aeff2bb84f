namespace CloudAnalytics.Cli.Samples;

/// <summary>What the events of one kind have in common.</summary>
/// <param name="Log">Which log they are in.</param>
/// <param name="Channel">That log's name.</param>
/// <param name="Level">1 critical, 2 error, 3 warning, 4 informational.</param>
sealed record WindowsEventKind(LogKind Log, string Channel, string Provider, int Id, int Level)
{
    public byte[] ChannelText { get; } = Utf8Text.Utf8(Channel);

    public byte[] ProviderText { get; } = Utf8Text.Utf8(Provider);

    /// <summary>As .NET names the level, whatever the language of the system.</summary>
    public byte[] LevelText { get; } = Utf8Text.Utf8(Level switch { 1 => "Critical", 2 => "Error", 3 => "Warning", _ => "Informational" });
}

/// <summary>
/// Writes Windows events: XML as wevtutil exports it, one event per line, on some servers; the JSON of the agent on the others.
/// </summary>
sealed class WindowsEventLog(TruthRecorder truth, ulong seed)
{
    readonly SampleRandom _random = new(seed, "windows-event"u8);
    readonly Dictionary<(SampleServer, string), long> _numbers = [];

    /// <param name="description">What the event viewer shows.</param>
    /// <param name="user">SID, or empty.</param>
    /// <param name="data">The event's values, of which the description is made.</param>
    public void Write(SampleServer server, WindowsEventKind kind, string description, byte[] user, string[] data, long time)
    {
        long number = _numbers[(server, kind.Channel)] = _numbers.GetValueOrDefault((server, kind.Channel), 40_000) + 1;
        int fraction = _random.Below(10_000);
        LogChannel log = server.Log(kind.Log);
        if (!log.Begin(time))
            return;
        if (server.IsAgent || server.SendsEventsByAgent)
            Json(log, server, kind, description, user, data, number, time, fraction);
        else
            Xml(log, server, kind, description, user, data, number, time, fraction);
        log.End();
        truth.Row(SampleFormat.WindowsEvent, time, noise: false);
    }

    static void Json(
        LogChannel log, SampleServer server, WindowsEventKind kind, string description, byte[] user, string[] data, long number, long time,
        int fraction)
    {
        log.Add("{\"EventId\":"u8).Add(kind.Id).Add(",\"Description\":\""u8).AddJson(Utf8Text.Utf8(description))
            .Add("\",\"LevelDisplayName\":\""u8).Add(kind.LevelText).Add("\",\"LogName\":\""u8).Add(kind.ChannelText)
            .Add("\",\"MachineName\":\""u8).Add(server.Fqdn).Add("\",\"ProviderName\":\""u8).Add(kind.ProviderText)
            .Add("\",\"TimeCreated\":\""u8).AddTime(time, fraction, trimmed: true).Add("\",\"Index\":"u8).Add(number);
        if (user.Length == 0)
            log.Add(",\"UserName\":null"u8);
        else
            log.Add(",\"UserName\":\""u8).Add(user).Add("\""u8);
        log.Add(",\"Keywords\":\"Classic\""u8);
        if (!server.IsAgent)
            return;
        log.Add(",\"EventData\":["u8);
        for (var i = 0; i < data.Length; i++)
            log.Add(i > 0 ? ",\""u8 : "\""u8).AddJson(Utf8Text.Utf8(data[i])).Add("\""u8);
        log.Add("]"u8);
    }

    static void Xml(
        LogChannel log, SampleServer server, WindowsEventKind kind, string description, byte[] user, string[] data, long number, long time,
        int fraction)
    {
        log.Add("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='"u8).Add(kind.ProviderText)
            .Add("'/><EventID Qualifiers='16388'>"u8).Add(kind.Id).Add("</EventID><Version>0</Version><Level>"u8).Add(kind.Level)
            .Add("</Level><Task>1</Task><Opcode>0</Opcode><Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='"u8)
            .AddTime(time, fraction, trimmed: false).Add("'/><EventRecordID>"u8).Add(number)
            .Add("</EventRecordID><Correlation/><Execution ProcessID='0' ThreadID='0'/><Channel>"u8).Add(kind.ChannelText)
            .Add("</Channel><Computer>"u8).Add(server.Fqdn).Add("</Computer>"u8);
        if (user.Length == 0)
            log.Add("<Security/>"u8);
        else
            log.Add("<Security UserID='"u8).Add(user).Add("'/>"u8);
        log.Add("</System><EventData>"u8);
        foreach (string value in data)
            log.Add("<Data>"u8).AddXml(Utf8Text.Utf8(value)).Add("</Data>"u8);
        log.Add("</EventData>"u8);
        // wevtutil renders the description when asked to (/f:RenderedXml); the first server's administrator did not ask.
        if (server.Number != 0)
            log.Add("<RenderingInfo Culture='en-US'><Message>"u8).AddXml(Utf8Text.Utf8(description)).Add("</Message><Level>"u8)
                .Add(kind.Level == 4 ? "Information"u8 : kind.LevelText)
                .Add("</Level><Task>General</Task><Opcode>Info</Opcode><Channel>"u8).Add(kind.ChannelText).Add("</Channel><Provider>"u8)
                .Add(kind.ProviderText).Add("</Provider><Keywords><Keyword>Classic</Keyword></Keywords></RenderingInfo>"u8);
        log.Add("</Event>"u8);
    }
}
