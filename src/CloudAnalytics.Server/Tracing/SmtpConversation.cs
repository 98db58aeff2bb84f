namespace CloudAnalytics.Server.Tracing;

/// <summary>A conversation of the SMTP protocol log. Texts are empty, never null.</summary>
sealed record SmtpConversation
{
    internal required string Session { get; init; }

    /// <summary>Whether this server was called; null where the log does not tell.</summary>
    internal bool? IsReceive { get; init; }

    /// <summary>The server that logged it; sending logs do not name it.</summary>
    internal string Host { get; init; } = "";

    internal required IReadOnlyList<SmtpLogLine> Lines { get; init; }

    /// <summary>The messages of the conversation: from one MAIL FROM to the next.</summary>
    internal IEnumerable<SmtpTransaction> Transactions()
    {
        SmtpTransaction? open = null;
        foreach (var line in Lines)
        {
            if (line.IsMail)
            {
                if (open is not null)
                    yield return open;
                open = new SmtpTransaction { Time = line.Time, Sender = line.Sender, Line = line };
            }

            open?.Add(line);
        }

        if (open is not null)
            yield return open;
    }
}

/// <summary>A line of the SMTP protocol log, with what is read out of it.</summary>
sealed record SmtpLogLine
{
    internal required DateTimeOffset Time { get; init; }

    internal string Event { get; init; } = "";

    internal string Text { get; init; } = "";

    /// <summary>Whether it is MAIL FROM.</summary>
    internal bool IsMail { get; init; }

    internal string Sender { get; init; } = "";

    internal IReadOnlyList<string> Recipients { get; init; } = [];

    internal string MessageId { get; init; } = "";

    internal long? InternalMessageId { get; init; }

    internal string RemoteQueueId { get; init; } = "";

    internal string LocalIp { get; init; } = "";

    internal string RemoteIp { get; init; } = "";
}

/// <summary>One message within a conversation, as far as its lines tell.</summary>
sealed class SmtpTransaction
{
    readonly List<string> _recipients = [];

    internal required DateTimeOffset Time { get; init; }

    internal required string Sender { get; init; }

    internal required SmtpLogLine Line { get; init; }

    internal IReadOnlyList<string> Recipients => _recipients;

    /// <summary>The Message-ID that the answer names, or empty.</summary>
    internal string MessageId { get; private set; } = "";

    /// <summary>The queue id that the other server's answer names, or empty.</summary>
    internal string RemoteQueueId { get; private set; } = "";

    internal void Add(SmtpLogLine line)
    {
        _recipients.AddRange(line.Recipients);
        MessageId = MessageId.Length > 0 ? MessageId : line.MessageId;
        RemoteQueueId = RemoteQueueId.Length > 0 ? RemoteQueueId : line.RemoteQueueId;
    }
}
