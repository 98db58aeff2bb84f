using CloudAnalytics.Core;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Tracing.Edges;

/// <summary>Follows messages through Unix mail servers by the edges that their lines gave.</summary>
/// <param name="lake">The lake.</param>
sealed class EdgeTracer(LakeSql lake)
{
    readonly EdgeReader _reader = new(lake);

    /// <summary>Messages that one trace gives.</summary>
    internal int MessagesMax { get; init; } = Limits.TraceMessagesMax;

    /// <summary>Finds the messages of a key and their ways, the latest first.</summary>
    /// <param name="key">A Message-ID, a queue id, HOST/QUEUE-ID, an address, or two addresses: sender and recipient.</param>
    /// <param name="from">Only what happened from then on.</param>
    /// <param name="to">Only what happened before.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    /// <returns>Null when nothing was found.</returns>
    internal TraceResult? Trace(string key, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        foreach (var (kind, nodes, refusals) in Readings(key, from, to, cancellationToken))
        {
            var graph = new StayGraph(some => _reader.Of(some, cancellationToken), nodes.Take(Limits.TraceNodesMax));
            var ways = graph.Ways().Where(way => IsWithin(way, from, to) && IsAskedFor(way, key, kind)).ToList();
            var journeys = ways.OrderByDescending(way => way[0].First).Take(MessagesMax)
                .Select(way => WayBuilder.Build(way, graph.Mailbox))
                .Concat(refusals.Select(WayBuilder.Refusal))
                .Concat(kind == "message_id" ? graph.MailboxOnly().Where(journey => IsWithin(journey, from, to)) : [])
                .OrderByDescending(journey => journey.First).Take(MessagesMax).ToList();
            if (journeys.Count > 0)
                return new TraceResult(key, kind, journeys, graph.IsTruncated || ways.Count > MessagesMax);
        }

        return null;
    }

    /// <summary>The ways of the messages of some Message-IDs, without their brackets.</summary>
    internal List<Journey> OfMessages(IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken)
    {
        if (messageIds.Count == 0)
            return [];
        var ids = messageIds.ToHashSet(StringComparer.Ordinal);
        var graph = new StayGraph(
            some => _reader.Of(some, cancellationToken), ids.Select(EdgeNode.Message).Take(Limits.TraceNodesMax));
        return [.. graph.Ways().Where(way => way.Exists(stay => ids.Contains(stay.MessageId.Trim('<', '>', ' '))))
            .Take(MessagesMax).Select(way => WayBuilder.Build(way, graph.Mailbox))];
    }

    IEnumerable<(string Kind, IEnumerable<string> Nodes, IEnumerable<Edge> Refusals)> Readings(
        string key, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var words = key.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 2 && words.All(word => word.Contains('@', StringComparison.Ordinal)))
        {
            var some = words.Select(word => _reader.OfAddress(word, from, to, cancellationToken).Select(found => found.Node)).ToList();
            yield return ("address_pair", some[0].Intersect(some[1]), []);
        }

        if (words.Length != 1)
            yield break;
        if (key.Contains('@', StringComparison.Ordinal))
        {
            yield return ("message_id", [EdgeNode.Message(key)], []);
            yield return ("address", _reader.OfAddress(key, from, to, cancellationToken).Select(found => found.Node),
                _reader.RefusedOf(key, from, to, cancellationToken));
        }
        else if (key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            yield return ("queue_id", [EdgeNode.Queue(key[..slash], key[(slash + 1)..])], []);
        }
        else if (IsQueueId(key))
        {
            yield return ("queue_id", _reader.Hosts(cancellationToken)
                .Select(host => EdgeNode.Queue(host, key)).Distinct(), []);
            yield return ("message_id", [EdgeNode.Message(key)], []);
        }
    }

    /// <summary>Whether a text can be a queue id of Postfix: short ones are hexadecimal, long ones have no vowels.</summary>
    internal static bool IsQueueId(string text) => text.Length is >= 6 and <= 40 && text.All(char.IsAsciiLetterOrDigit);

    static bool IsWithin(List<Stay> way, DateTimeOffset from, DateTimeOffset to) =>
        way.Exists(stay => stay.Last >= from && stay.First < to);

    static bool IsWithin(Journey journey, DateTimeOffset from, DateTimeOffset to) => journey.Last >= from && journey.First < to;

    // The nodes lead to all that shares a Message-ID or a reused queue id; what was asked for is only a part of that.
    internal static bool IsAskedFor(List<Stay> way, string key, string kind) => kind switch
    {
        "queue_id" => way.Exists(stay => stay.QueueId == key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]),
        "address" => way.Exists(stay => stay.Edges.Exists(edge => IsOf(edge, key))),
        "address_pair" => key.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => way.Exists(stay => stay.Edges.Exists(edge => IsOf(edge, word)))),
        _ => way.Exists(stay => EdgeNode.IsSameMessage(stay.MessageId, key)),
    };

    static bool IsOf(Edge edge, string address)
    {
        address = address.Trim('<', '>', ' ');
        return address.Equals(edge.Sender, StringComparison.OrdinalIgnoreCase)
            || address.Equals(edge.Recipient, StringComparison.OrdinalIgnoreCase)
            || address.Equals(edge.OriginalRecipient, StringComparison.OrdinalIgnoreCase);
    }
}
