using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>A source and event-id of message tracking.</summary>
sealed class TrackingEvent
{
    static readonly List<string> s_actions = [];

    public static readonly TrackingEvent NotifyMapi = new("STOREDRIVER", "NOTIFYMAPI");
    public static readonly TrackingEvent ReceiveFromStore = new("STOREDRIVER", "RECEIVE");
    public static readonly TrackingEvent Submit = new("STOREDRIVER", "SUBMIT");
    public static readonly TrackingEvent Receive = new("SMTP", "RECEIVE");
    public static readonly TrackingEvent AgentInfo = new("AGENT", "AGENTINFO");
    public static readonly TrackingEvent Expand = new("ROUTING", "EXPAND");
    public static readonly TrackingEvent Send = new("SMTP", "SEND");
    public static readonly TrackingEvent SendExternal = new("SMTP", "SENDEXTERNAL");
    public static readonly TrackingEvent Deliver = new("STOREDRIVER", "DELIVER");
    public static readonly TrackingEvent Defer = new("SMTP", "DEFER");
    public static readonly TrackingEvent Dsn = new("DSN", "DSN");
    public static readonly TrackingEvent Drop = new("AGENT", "DROP");
    public static readonly TrackingEvent FailByRouting = new("ROUTING", "FAIL");
    public static readonly TrackingEvent FailBySmtp = new("SMTP", "FAIL");
    public static readonly TrackingEvent FailByQueue = new("QUEUE", "FAIL");
    public static readonly TrackingEvent FailByAgent = new("AGENT", "FAIL");
    public static readonly TrackingEvent FailByStore = new("STOREDRIVER", "FAIL");
    public static readonly TrackingEvent HaRedirect = new("SMTP", "HAREDIRECT") { IsHighAvailability = true };
    public static readonly TrackingEvent HaReceive = new("SMTP", "HARECEIVE") { IsHighAvailability = true };
    public static readonly TrackingEvent HaDiscard = new("SMTP", "HADISCARD") { IsHighAvailability = true };

    TrackingEvent(string source, string name)
    {
        Source = Encoding.UTF8.GetBytes(source);
        Name = Encoding.UTF8.GetBytes(name);
        SourceText = source;
        NameText = name;
        Action = s_actions.IndexOf(name);
        if (Action < 0)
        {
            Action = s_actions.Count;
            s_actions.Add(name);
        }
    }

    /// <summary>All event-ids; the index is <see cref="Action"/>.</summary>
    public static string[] ActionNames { get; } = [.. s_actions];

    public byte[] Source { get; }

    public byte[] Name { get; }

    public string SourceText { get; }

    public string NameText { get; }

    /// <summary>Number of the event-id, whatever the source.</summary>
    public int Action { get; }

    /// <summary>Whether the event is about copies kept against the loss of a server, and so noise.</summary>
    public bool IsHighAvailability { get; private init; }
}

/// <summary>A way in which delivery to a recipient fails for good.</summary>
sealed class DeliveryFailure
{
    DeliveryFailure(string code, string status, TrackingEvent action)
    {
        Code = code;
        Status = Encoding.UTF8.GetBytes(status);
        Event = action;
    }

    public static readonly DeliveryFailure UnknownInside =
        new("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", TrackingEvent.FailByRouting);

    public static readonly DeliveryFailure MailboxFull =
        new("5.2.2", "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException", TrackingEvent.FailByStore);

    public static readonly DeliveryFailure NotAllowed =
        new("5.7.1", "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required", TrackingEvent.FailByRouting);

    public static readonly DeliveryFailure Spam =
        new("5.7.1", "550 5.7.1 Message rejected as spam by Content Filtering.", TrackingEvent.FailByAgent);

    public static readonly DeliveryFailure Expired = new("4.4.7", "550 4.4.7 QUEUE.Expired; message expired", TrackingEvent.FailByQueue);

    /// <summary>What hosts of other organizations answer.</summary>
    public static readonly DeliveryFailure[] Outside =
    [
        new("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist", TrackingEvent.FailBySmtp),
        new("5.7.1", "554 5.7.1 Message rejected due to content restrictions", TrackingEvent.FailBySmtp),
        new("5.2.2", "552 5.2.2 Mailbox full", TrackingEvent.FailBySmtp),
        new("5.4.4", "550 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain", TrackingEvent.FailBySmtp),
        new("5.7.26", "550 5.7.26 Unauthenticated email from contoso.com is not accepted, see DMARC policy", TrackingEvent.FailBySmtp),
        new("5.3.4", "552 5.3.4 Message size exceeds fixed limit", TrackingEvent.FailBySmtp),
    ];

    /// <summary>All; the index is <see cref="Number"/>.</summary>
    public static readonly DeliveryFailure[] All = [UnknownInside, MailboxFull, NotAllowed, Spam, Expired, .. Outside];

    /// <summary>The enhanced status code.</summary>
    public string Code { get; }

    /// <summary>The text in recipient-status.</summary>
    public byte[] Status { get; }

    public TrackingEvent Event { get; }

    public int Number => Array.IndexOf(All, this);
}
