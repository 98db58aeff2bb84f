namespace CloudAnalytics.Server.Tracing;

/// <summary>A row of message tracking, as far as journeys need it. Texts are empty, never null.</summary>
sealed record TrackingRow
{
    internal required DateTimeOffset Time { get; init; }

    internal required string Action { get; init; }

    internal string Host { get; init; } = "";

    internal string Source { get; init; } = "";

    internal string Outcome { get; init; } = "";

    internal string MessageId { get; init; } = "";

    internal string NetworkMessageId { get; init; } = "";

    internal long? InternalMessageId { get; init; }

    internal string Sender { get; init; } = "";

    internal string Subject { get; init; } = "";

    internal long? Bytes { get; init; }

    internal string Connector { get; init; } = "";

    internal string ClientIp { get; init; } = "";

    internal string ClientHostname { get; init; } = "";

    internal string ServerIp { get; init; } = "";

    internal string ReturnPath { get; init; } = "";

    internal string ServerHostname { get; init; } = "";

    internal IReadOnlyList<string> Recipients { get; init; } = [];

    internal string RecipientStatus { get; init; } = "";

    internal IReadOnlyList<string> RecipientStatuses { get; init; } = [];

    internal string RelatedRecipient { get; init; } = "";

    internal string SmtpSession { get; init; } = "";

    internal string SmtpResponse { get; init; } = "";

    internal string RemoteQueueId { get; init; } = "";

    internal string FailureReason { get; init; } = "";

    internal string SourceContext { get; init; } = "";

    internal string Noise { get; init; } = "";

    /// <summary>The logging server's own address: of mail that came it is the server's, of mail that went the client's.</summary>
    internal string LocalIp(bool isReceive) => isReceive ? ServerIp : ClientIp;

    /// <summary>The other side's address.</summary>
    internal string RemoteIp(bool isReceive) => isReceive ? ClientIp : ServerIp;
}
