namespace CloudAnalytics.Cli.Samples;

/// <summary>What kind of way a message goes.</summary>
enum MailKind
{
    Internal, List, Outbound, Inbound, Relay, Spam, Probe, Report,
}

/// <summary>One message; reused for the next one once its way is written.</summary>
sealed class MailMessage
{
    /// <summary>Counts messages from 1.</summary>
    public int Number { get; set; }

    public MailKind Kind { get; set; }

    public SampleGuid NetworkId { get; set; }

    public Utf8Text MessageId { get; } = new();

    public Utf8Text Subject { get; } = new();

    public MailAddress Sender { get; set; } = null!;

    /// <summary>As addressed, before lists are expanded; the first is in To, the others in To or Cc.</summary>
    public List<MailAddress> Recipients { get; } = [];

    public int Bytes { get; set; }

    /// <summary>When it began: the origin in message-info.</summary>
    public long Origin { get; set; }

    /// <summary>Whether the return path is empty, as of reports.</summary>
    public bool HasNullReturnPath { get; set; }

    /// <summary>Where its first client was, or empty.</summary>
    public byte[] ClientIp { get; set; } = [];

    /// <summary>Whether it comes from outside of the organization.</summary>
    public bool IsIncoming { get; set; }

    public bool WasDeferred { get; set; }

    /// <summary>The failure that its sender is to be told of, and where; null where there is none.</summary>
    public (SampleServer Server, long Time)? Report { get; set; }

    public bool HasFailed { get; set; }

    /// <summary>Whether rows of it would be after the end of the sample.</summary>
    public bool IsCut { get; set; }

    /// <summary>Its rows so far, where its way may become a sample journey, else null.</summary>
    public List<Hop>? Hops { get; set; }

    /// <summary>The ends of its recipients, with <see cref="Hops"/>.</summary>
    public List<(MailAddress Recipient, string State)> States { get; } = [];

    public void SetState(MailAddress recipient, string state)
    {
        if (Hops is null)
            return;
        int at = States.FindIndex(entry => entry.Recipient == recipient);
        if (at < 0)
            States.Add((recipient, state));
        else
            States[at] = (recipient, state);
    }
}

/// <summary>A tracking row of a message.</summary>
sealed record Hop(long Time, SampleServer Server, TrackingEvent Event, long InternalId, MailAddress[] Recipients);
