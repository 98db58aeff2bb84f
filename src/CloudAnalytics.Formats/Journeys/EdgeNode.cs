using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Journeys;

/// <summary>
/// The names of what <see cref="MailEdge"/> tells of. A name is a function of what a log line says, whichever line of whichever log says
/// it, so that lines about one thing meet under it: <c>queue:HOST/ID</c> is a message in Postfix's queue on a host (the host's short name
/// in lower case; the id as it stands, as its letter case counts), <c>message:ID</c> a Message-ID without its angle brackets,
/// <c>address:ADDRESS</c> whom a message was for, in lower case, that was refused before it had either.
/// </summary>
public static class EdgeNode
{
    /// <summary>What names of queued messages begin with.</summary>
    public const string QueuePrefix = "queue:";

    /// <summary>What names of Message-IDs begin with.</summary>
    public const string MessagePrefix = "message:";

    /// <summary>What names of addresses begin with.</summary>
    public const string AddressPrefix = "address:";

    const char HostEnd = '/';

    /// <summary>What stands around a Message-ID or an address and is no part of it.</summary>
    static ReadOnlySpan<char> Brackets => "<> ";

    /// <summary>The name of a message in the queue of a host.</summary>
    public static string Queue(string host, string queueId) =>
        $"{QueuePrefix}{HostName.Short(host).ToLowerInvariant()}{HostEnd}{queueId}";

    /// <summary>The name of a Message-ID, given with or without its angle brackets.</summary>
    public static string Message(string messageId) => string.Concat(MessagePrefix, messageId.AsSpan().Trim(Brackets));

    /// <summary>The name of an address, given with or without angle brackets.</summary>
    public static string Address(string address) => AddressPrefix + Folded(address);

    /// <summary>An address as its name has it: without brackets, in lower case.</summary>
    public static string Folded(string address) => address.AsSpan().Trim(Brackets).ToString().ToLowerInvariant();

    /// <summary>Whether a name is that of a queued message.</summary>
    public static bool IsQueue(string node) => node.StartsWith(QueuePrefix, StringComparison.Ordinal);

    /// <summary>Whether a name is that of a Message-ID.</summary>
    public static bool IsMessage(string node) => node.StartsWith(MessagePrefix, StringComparison.Ordinal);

    /// <summary>Whether a name is that of a Message-ID, which is given with or without its angle brackets.</summary>
    public static bool IsOfMessage(string node, string messageId) =>
        IsMessage(node) && node.AsSpan(MessagePrefix.Length).SequenceEqual(messageId.AsSpan().Trim(Brackets));

    /// <summary>Whether two Message-IDs are the same, each with or without its angle brackets.</summary>
    public static bool IsSameMessage(string one, string other) =>
        one.AsSpan().Trim(Brackets).SequenceEqual(other.AsSpan().Trim(Brackets));

    /// <summary>Host and queue id of a queued message's name; empty for another one.</summary>
    public static (string Host, string QueueId) QueueOf(string node)
    {
        var end = node.IndexOf(HostEnd, StringComparison.Ordinal);
        return IsQueue(node) && end > 0 ? (node[QueuePrefix.Length..end], node[(end + 1)..]) : ("", "");
    }
}
