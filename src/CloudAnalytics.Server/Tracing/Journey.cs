namespace CloudAnalytics.Server.Tracing;

/// <summary>One message's way through the servers, as far as the logs tell it.</summary>
/// <param name="MessageId">Message-ID header as logged, or empty.</param>
/// <param name="NetworkMessageId">Exchange's identity on all servers, or empty (2010).</param>
/// <param name="Subject">Subject, or empty where it is not logged.</param>
/// <param name="Sender">Sender address.</param>
/// <param name="Bytes">Largest size that any server logged, or null.</param>
/// <param name="First">First event, UTC.</param>
/// <param name="Last">Last event, UTC.</param>
/// <param name="Hops">The servers it passed, by arrival.</param>
/// <param name="Recipients">What became of it for each recipient.</param>
/// <param name="Gaps">What the logs do not say, in plain sentences.</param>
public sealed record Journey(
    string MessageId, string NetworkMessageId, string Subject, string Sender, long? Bytes, DateTimeOffset First, DateTimeOffset Last,
    IReadOnlyList<Hop> Hops, IReadOnlyList<RecipientEnd> Recipients, IReadOnlyList<string> Gaps)
{
    /// <summary>Which stay handed the message to which; empty where servers are followed by time alone.</summary>
    public IReadOnlyList<HopLink> Links { get; init; } = [];

    /// <summary>Who handed it in, and with what; null where no log tells, or where another server did.</summary>
    public Submission? Submission { get; init; }

    /// <summary>The log lines that it was put together of, where they were asked for; else null.</summary>
    public IReadOnlyList<JourneyLine>? Lines { get; init; }
}

/// <summary>A hand-over from one stay to another.</summary>
/// <param name="From">Index of the stay that it left.</param>
/// <param name="To">Index of the stay that it came to.</param>
/// <param name="Kind">
/// queue: the next server's number says so; server: the server before names the next one; report: a bounce about it; probable: Message-ID
/// and addresses agree, and no server names the other.
/// </param>
/// <param name="DelayMs">From the last word there to the first word here, milliseconds; below 0 when clocks differ.</param>
public sealed record HopLink(int From, int To, string Kind, double DelayMs);

/// <summary>A message's stay on one server.</summary>
/// <param name="Server">The server.</param>
/// <param name="Queue">The message's number there; null for events without one (submission).</param>
/// <param name="From">Where it came from: host or address, empty when it began here.</param>
/// <param name="Connector">Connector that took it, or empty.</param>
/// <param name="Arrived">First event here, UTC.</param>
/// <param name="Left">Last event here, UTC.</param>
/// <param name="DelayMs">Stay, milliseconds.</param>
/// <param name="TransitMs">
/// From the SEND of the server that handed it over to the arrival here, milliseconds; null where no log tells who did. A SEND is logged
/// after the next server's answer, so a little less than nothing counts as 0; much less means that the servers' clocks differ.
/// </param>
/// <param name="IsBackground">Whether the stay is a shadow copy that servers keep for redundancy, and no way of the message.</param>
/// <param name="Events">What happened, in order.</param>
/// <param name="SmtpSessions">SMTP sessions in which it came or went, for the transcript.</param>
public sealed record Hop(
    string Server, long? Queue, string From, string Connector, DateTimeOffset Arrived, DateTimeOffset Left, double DelayMs,
    double? TransitMs, bool IsBackground,
    IReadOnlyList<HopEvent> Events, IReadOnlyList<SmtpTranscript> SmtpSessions)
{
    /// <summary>The message's queue id there, or empty.</summary>
    public string QueueId { get; init; } = "";

    /// <summary>What a filter found there (CLEAN, SPAM, INFECTED), or empty.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>Whether it is a report (bounce) about the message, and no stay of its own.</summary>
    public bool IsReport { get; init; }

    /// <summary>Whether it is what a mailbox server tells, and no stay in a queue.</summary>
    public bool IsMailbox { get; init; }

    /// <summary>Whether it came back from a filter on the same host: no server of its own, and not counted as one.</summary>
    public bool IsReinjection { get; init; }
}

/// <summary>One event of a message on a server.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Action">Exchange's event id.</param>
/// <param name="Source">Component that logged it.</param>
/// <param name="Outcome">success, failure or unknown.</param>
/// <param name="To">Where it went: next server, or empty.</param>
/// <param name="Recipients">Recipients concerned.</param>
/// <param name="Detail">Reply, reason or list, or empty.</param>
/// <param name="Noise">Why the event is background (redundancy), or empty.</param>
public sealed record HopEvent(
    DateTimeOffset Time, string Action, string Source, string Outcome, string To, IReadOnlyList<string> Recipients, string Detail,
        string Noise);

/// <summary>What became of a message for one recipient.</summary>
/// <param name="Address">The recipient.</param>
/// <param name="State">How it ended.</param>
/// <param name="Time">When, UTC.</param>
/// <param name="Server">Server that says so.</param>
/// <param name="Detail">Reply, reason or next server.</param>
public sealed record RecipientEnd(string Address, EndState State, DateTimeOffset Time, string Server, string Detail)
{
    /// <summary>Mailbox folder, where a log names it; else empty.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Address that the sender wrote, where an alias or a forwarding led here; else empty.</summary>
    public string Original { get; init; } = "";

    /// <summary>How often delivery was put off before.</summary>
    public int Deferrals { get; init; }

    /// <summary>The server that took it, where it was handed over; else empty.</summary>
    public string To { get; init; } = "";

    /// <summary>The end in plain words.</summary>
    public string Words => EndWords.Of(this);
}

/// <summary>How a message can end for a recipient. Nothing is assumed: what the logs do not say is <see cref="Unknown"/>.</summary>
public enum EndState
{
    /// <summary>The logs end before an end.</summary>
    Unknown,

    /// <summary>In the mailbox.</summary>
    Delivered,

    /// <summary>Taken by a server outside these logs.</summary>
    HandedOver,

    /// <summary>Replaced by others: the members of a list, a forwarding address.</summary>
    Expanded,

    /// <summary>Delivery was tried and put off; nothing later is known.</summary>
    Deferred,

    /// <summary>Given up; the sender is told.</summary>
    Failed,

    /// <summary>Dropped without telling the sender.</summary>
    Dropped,

    /// <summary>Refused by the next server, or undeliverable; the sender was sent a report.</summary>
    Bounced,

    /// <summary>Given up after it was put off for too long; the sender was sent a report.</summary>
    Expired,

    /// <summary>Refused while the client was still sending it: it never was in a queue.</summary>
    Rejected,

    /// <summary>Refused by a filter (milter, content check) while it was received.</summary>
    MilterRejected,

    /// <summary>Thrown away by a filter, although the filter told the queue that it took it.</summary>
    Discarded,

    /// <summary>Kept back by a filter, out of the mailbox.</summary>
    Quarantined,

    /// <summary>Put on hold in the queue, until an administrator releases it.</summary>
    Held,

    /// <summary>Still in a queue at the last word.</summary>
    Queued,
}

/// <summary>An SMTP conversation in which a message came or went.</summary>
/// <param name="Session">Session id.</param>
/// <param name="Match">What ties it to the message.</param>
/// <param name="Because">The same in a sentence.</param>
/// <param name="Lines">The conversation in order.</param>
public sealed record SmtpTranscript(string Session, SmtpMatch Match, string Because, IReadOnlyList<SmtpLine> Lines);

/// <summary>What ties an SMTP conversation to a message, the surest first.</summary>
public enum SmtpMatch
{
    /// <summary>Message tracking names the session.</summary>
    Session,

    /// <summary>The conversation names the Message-ID.</summary>
    MessageId,

    /// <summary>The next server's answer has the queue id that tracking keeps.</summary>
    QueueId,

    /// <summary>Time, sender and recipients agree, and nothing speaks against it: likely, not certain.</summary>
    Addresses,
}

/// <summary>A line of an SMTP conversation.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Event">+ connected, - disconnected, &gt; sent, &lt; received, * information.</param>
/// <param name="Text">The line.</param>
public sealed record SmtpLine(DateTimeOffset Time, string Event, string Text);

/// <summary>What a trace found.</summary>
/// <param name="Key">What was asked for.</param>
/// <param name="KeyKind">How it was understood: message_id, network_message_id, address or subject.</param>
/// <param name="Journeys">The messages, latest first.</param>
/// <param name="IsTruncated">Whether there are more messages than were looked at.</param>
public sealed record TraceResult(string Key, string KeyKind, IReadOnlyList<Journey> Journeys, bool IsTruncated);

/// <summary>A line of a log that a journey was put together of.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Host">The machine that wrote it.</param>
/// <param name="Format">Format of the log.</param>
/// <param name="SourceFile">The file or stream that it came from.</param>
/// <param name="Offset">Where it begins in that file, bytes; null where its row is known by an id of its own and no place in a
/// file.</param>
/// <param name="RowId">Id of its row.</param>
/// <param name="Raw">The line, secrets redacted; empty where the archive keeps no raw lines of the format.</param>
public sealed record JourneyLine(
    DateTimeOffset Time, string Host, string Format, string SourceFile, long? Offset, string RowId, string Raw);
