namespace CloudAnalytics.Server.Tracing.Edges;

/// <summary>A row of <c>mail_edge</c>: one thing that a log line says of a message's way. Texts are empty where the row has none.</summary>
sealed record Edge
{
    internal required string Node { get; init; }

    internal required string Kind { get; init; }

    internal required string Other { get; init; }

    internal required DateTimeOffset Time { get; init; }

    internal required string Host { get; init; }

    internal required string Program { get; init; }

    internal required string Action { get; init; }

    internal required string Outcome { get; init; }

    internal required string Sender { get; init; }

    internal required string Recipient { get; init; }

    internal required string OriginalRecipient { get; init; }

    internal required string MessageId { get; init; }

    internal required string UserName { get; init; }

    internal required string ClientIp { get; init; }

    internal required string ClientHostname { get; init; }

    internal string UserAgent { get; init; } = "";

    internal string Protocol { get; init; } = "";

    internal required string RelayHost { get; init; }

    internal long? RelayPort { get; init; }

    internal required string Reply { get; init; }

    internal required string Folder { get; init; }

    internal long? Bytes { get; init; }

    internal long? RecipientCount { get; init; }
}
