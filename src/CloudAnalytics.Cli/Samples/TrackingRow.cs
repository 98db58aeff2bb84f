namespace CloudAnalytics.Cli.Samples;

/// <summary>One row of message tracking while it is put together; reused for every row.</summary>
sealed class TrackingRow
{
    public SampleServer Server { get; set; } = null!;

    public LogKind Log { get; set; }

    public long Time { get; set; }

    public TrackingEvent Event { get; set; } = null!;

    public MailMessage Message { get; set; } = null!;

    /// <summary>Per server; 0 where the event has none.</summary>
    public long InternalId { get; set; }

    public byte[] ClientIp { get; set; } = [];

    public byte[] ClientHost { get; set; } = [];

    public byte[] ServerIp { get; set; } = [];

    public byte[] ServerHost { get; set; } = [];

    public byte[] Connector { get; set; } = [];

    public List<MailAddress> Recipients { get; } = [];

    /// <summary>The status of every recipient; empty where <see cref="HasRoles"/> says To and Cc, or where there is none.</summary>
    public Utf8Text Status { get; } = new();

    /// <summary>Whether recipient-status holds To and Cc.</summary>
    public bool HasRoles { get; set; }

    public byte[] Related { get; set; } = [];

    public byte[] Reference { get; set; } = [];

    public Utf8Text Context { get; } = new();

    public Utf8Text Info { get; } = new();

    public Utf8Text Custom { get; } = new();

    /// <summary>Whether the row names its message; NOTIFYMAPI comes before there is one.</summary>
    public bool HasMessage { get; set; }

    public TrackingRow Start(SampleServer server, LogKind log, MailMessage message, TrackingEvent action, long time, long internalId)
    {
        (Server, Log, Message, Event, Time, InternalId) = (server, log, message, action, time, internalId);
        ClientIp = ClientHost = ServerIp = ServerHost = Connector = Related = Reference = [];
        Recipients.Clear();
        HasRoles = false;
        HasMessage = true;
        Status.Clear();
        Context.Clear();
        Info.Clear();
        Custom.Clear();
        return this;
    }

    public TrackingRow Client(byte[] ip, byte[] host)
    {
        (ClientIp, ClientHost) = (ip, host);
        return this;
    }

    public TrackingRow To(byte[] ip, byte[] host)
    {
        (ServerIp, ServerHost) = (ip, host);
        return this;
    }
}
