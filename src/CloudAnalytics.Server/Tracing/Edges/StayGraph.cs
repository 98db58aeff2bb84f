using CloudAnalytics.Core;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Server.Tracing.Edges;

/// <summary>
/// Finds all stays that belong together, from any of their nodes, and links them: by what servers say of each other first, by Message-ID
/// with the same sender or recipient where they say nothing.
/// </summary>
sealed class StayGraph
{
    readonly Dictionary<string, List<Stay>> _stays = new(StringComparer.Ordinal);

    /// <summary>Reads what belongs to some nodes.</summary>
    /// <param name="read">Reads all that is told of some nodes.</param>
    /// <param name="nodes">Nodes of queues and Message-IDs.</param>
    internal StayGraph(Func<IReadOnlyCollection<string>, IReadOnlyCollection<Edge>> read, IEnumerable<string> nodes)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var edges = new Dictionary<string, List<Edge>>(StringComparer.Ordinal);
        var next = nodes.Where(known.Add).ToList();
        while (next.Count > 0 && known.Count <= Limits.TraceNodesMax)
        {
            var found = read(next);
            foreach (var edge in found)
            {
                if (!edges.TryGetValue(edge.Node, out var of))
                    edges.Add(edge.Node, of = []);
                of.Add(edge);
            }

            next = [.. found.Select(edge => edge.Other).Where(other => IsFollowed(other) && known.Add(other))];
        }

        IsTruncated = next.Count > 0;
        foreach (var (node, of) in edges)
        {
            if (EdgeNode.IsQueue(node))
                _stays.Add(node, Stay.Split(node, of));
            else if (EdgeNode.IsMessage(node))
                Mailbox.AddRange(of.Where(edge => edge.Kind is "mailbox" or "lmtp" or "submission" or "refused"));
        }

        Link();
        LinkSubmissions();
    }

    /// <summary>Whether there is more than was looked at.</summary>
    internal bool IsTruncated { get; }

    /// <summary>What mailbox servers say of the Message-IDs.</summary>
    internal List<Edge> Mailbox { get; } = [];

    /// <summary>The stays, each group of those that belong together, by time.</summary>
    internal IEnumerable<List<Stay>> Ways()
    {
        var all = _stays.Values.SelectMany(stays => stays).ToList();
        var groups = Groups(all);
        Join(groups);
        return groups.Where(group => group.Count > 0).Select(Ordered);
    }

    /// <summary>The messages that mailbox servers tell of and that no stay has.</summary>
    internal IEnumerable<Journey> MailboxOnly() => Mailbox.GroupBy(edge => edge.Node, StringComparer.Ordinal)
        .Where(of => !_stays.Values.SelectMany(stays => stays).Any(stay => EdgeNode.IsOfMessage(of.Key, stay.MessageId)))
        .Select(of => WayBuilder.OfMailbox([.. of]));

    // Stamps may tell seconds only: what nothing led to goes first, and the order is the same for every question.
    static List<Stay> Ordered(List<Stay> group) =>
        [.. group.OrderBy(stay => stay.First).ThenBy(stay => stay.From.Count > 0).ThenBy(stay => stay.Node, StringComparer.Ordinal)];

    static bool IsFollowed(string node) => EdgeNode.IsQueue(node) || EdgeNode.IsMessage(node);

    void Link()
    {
        foreach (var stay in _stays.Values.SelectMany(stays => stays))
        {
            foreach (var edge in stay.Edges)
            {
                var isReport = edge.Kind is "bounce";
                if (edge.Kind is not ("delivery" or "verdict" or "bounce") || Nearest(edge.Other, edge.Time) is not { } other
                    || other == stay)
                    continue;
                other.IsReport |= isReport;
                var to = isReport ? stay.Reports : stay.To;
                if (to.Contains(other))
                    continue;
                to.Add(other);
                other.From.Add(stay);
            }
        }
    }

    // A mailbox server says that it sends a message, and under which Message-ID, but not what number the queue gave it.
    void LinkSubmissions()
    {
        var begins = _stays.Values.SelectMany(stays => stays).Where(stay => stay.From.Count == 0 && !stay.IsReport).ToList();
        foreach (var edge in Mailbox.Where(edge => edge.Kind == "submission").OrderBy(edge => edge.Time))
        {
            var stay = begins.Where(stay => IsSubmitted(edge, stay)).OrderByDescending(stay => HostName.IsSame(edge.RelayHost, stay.Host))
                .ThenBy(stay => (stay.First - edge.Time).Duration()).FirstOrDefault();
            // What it tried before and in vain was no way in.
            if (stay is not null)
                stay.Submission = edge;
        }
    }

    // A Message-ID is anybody's to use again: time and either the server or the sender must agree.
    static bool IsSubmitted(Edge edge, Stay stay) => EdgeNode.IsOfMessage(edge.Node, stay.MessageId)
        && stay.First >= edge.Time - Limits.TraceClockSkew && stay.First <= edge.Time + Limits.TraceSubmissionSpan
        && (HostName.IsSame(edge.RelayHost, stay.Host)
            || (edge.Sender.Length > 0 && edge.Sender.Equals(stay.Sender, StringComparison.OrdinalIgnoreCase)));

    Stay? Nearest(string node, DateTimeOffset time) =>
        _stays.TryGetValue(node, out var stays) ? Stay.Nearest(stays, stay => stay.First, time) : null;

    static List<List<Stay>> Groups(List<Stay> all)
    {
        var groups = new List<List<Stay>>();
        var seen = new HashSet<Stay>();
        foreach (var first in all)
        {
            if (!seen.Add(first))
                continue;
            var group = new List<Stay> { first };
            for (var i = 0; i < group.Count; i++)
                group.AddRange(group[i].To.Concat(group[i].From).Concat(group[i].Reports).Where(seen.Add));
            groups.Add(group);
        }

        return groups;
    }

    // Lines are lost, and not every server says what number the next one gave. The same Message-ID with the same sender or a common
    // recipient within days is probably the same message; the Message-ID alone is the sender's to choose.
    static void Join(List<List<Stay>> groups)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            for (var j = i + 1; j < groups.Count; j++)
            {
                if (!AreProbablyOne(groups[i], groups[j]))
                    continue;
                foreach (var stay in groups[j])
                    stay.IsProbable = true;
                groups[i].AddRange(groups[j]);
                groups.RemoveAt(j);
                j = i;
            }
        }
    }

    static bool AreProbablyOne(List<Stay> one, List<Stay> other) => one.Exists(a => !a.IsReport && a.MessageId.Length > 0
        && other.Exists(b => !b.IsReport && b.MessageId == a.MessageId && (b.First - a.First).Duration() <= Limits.TraceJoinSpan
            && (Recipients(a).Overlaps(Recipients(b)) || (a.Sender.Length > 0 && a.Sender == b.Sender))
            && (LeadsTo(a, b) || LeadsTo(b, a))));

    // One of both must have been on its way to the other, or a message that was sent twice would become one.
    static bool LeadsTo(Stay from, Stay to) => to.From.Count == 0 && !from.To.Contains(to)
        && (from.Deliveries.Any(edge => edge.Outcome == "success" && IsHost(edge.RelayHost, from, to))
            || to.Edges.Exists(edge => edge.Kind == "arrival" && IsHost(edge.ClientHostname, to, from)));

    static bool IsHost(string name, Stay of, Stay wanted) => name is "localhost" or "127.0.0.1" or "::1"
        ? of.Host == wanted.Host
        : HostName.IsSame(name, wanted.Host);

    static HashSet<string> Recipients(Stay stay) =>
        stay.Deliveries.SelectMany(edge => new[] { edge.Recipient, edge.OriginalRecipient }).Where(address => address.Length > 0)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
