using CloudAnalytics.Core;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Server.Tracing.Edges;

/// <summary>
/// A message's stay in a queue: one life of a queue id on a host. Short ids are used again, so that a node may have several.
/// </summary>
sealed class Stay
{
    internal Stay(string node, List<Edge> edges)
    {
        Node = node;
        Edges = edges;
        (Host, QueueId) = EdgeNode.QueueOf(node);
        First = edges[0].Time;
        Last = edges[^1].Time;
    }

    /// <summary>Node.</summary>
    internal string Node { get; }

    /// <summary>Host's name up to the first point.</summary>
    internal string Host { get; }

    /// <summary>Queue id.</summary>
    internal string QueueId { get; }

    /// <summary>What is told, in order.</summary>
    internal List<Edge> Edges { get; }

    /// <summary>First word.</summary>
    internal DateTimeOffset First { get; }

    /// <summary>Last word.</summary>
    internal DateTimeOffset Last { get; }

    /// <summary>Stays that handed it over to this one.</summary>
    internal List<Stay> From { get; } = [];

    /// <summary>Stays that it was handed over to.</summary>
    internal List<Stay> To { get; } = [];

    /// <summary>Reports (bounces) that were made of it.</summary>
    internal List<Stay> Reports { get; } = [];

    /// <summary>Whether it is itself a report on another message.</summary>
    internal bool IsReport { get; set; }

    /// <summary>Whether it is in the way by Message-ID and addresses only, without a word of one server on the other.</summary>
    internal bool IsProbable { get; set; }

    /// <summary>Host's name as its own lines have it; other servers' words on it know the short one.</summary>
    internal string Server =>
        Edges.Find(edge => HostName.IsSame(edge.Host, Host))?.Host ?? Host;

    /// <summary>Message-ID as logged, or empty.</summary>
    internal string MessageId => Edges.Select(edge => edge.MessageId).FirstOrDefault(id => id.Length > 0) ?? "";

    /// <summary>Sender; empty for the empty one and where it is not known.</summary>
    internal string Sender =>
        (Edges.Find(edge => edge.Kind == "queued") ?? Edges.Find(edge => edge.Kind is "refused" or "held"))?.Sender ?? "";

    /// <summary>Whether its lines end with <c>removed</c>.</summary>
    internal bool IsRemoved => Edges.Exists(edge => edge.Kind == "removed");

    /// <summary>Whether some line tells how it came in.</summary>
    internal bool HasArrival => Edges.Exists(edge => edge.Kind is "arrival");

    /// <summary>What a mailbox server says of the user who sent it; null where none does.</summary>
    internal Edge? Submission { get; set; }

    /// <summary>Deliveries, in order.</summary>
    internal IEnumerable<Edge> Deliveries => Edges.Where(edge => edge.Kind == "delivery" && edge.Recipient.Length > 0);

    /// <summary>Where the queue gave up on all recipients that it had not delivered to; null when it did not.</summary>
    internal Edge? Expiry => Edges.Find(edge => edge.Action == "expired" && edge.Recipient.Length == 0);

    /// <summary>Splits what is told of a node into lives.</summary>
    /// <param name="node">The node.</param>
    /// <param name="edges">What is told of it, in any order.</param>
    internal static List<Stay> Split(string node, IEnumerable<Edge> edges)
    {
        // A log's lines may be out of order, their stamps are not: within a second, what must come first goes first.
        var ordered = edges.OrderBy(edge => edge.Time).ThenBy(edge => Rank(edge.Kind)).ToList();
        var own = ordered.FindAll(edge => edge.Kind is not ("previous" or "parent"));
        var lives = own.Count > 0 ? Lives(own) : [ordered];
        // What others say of it comes when it suits them, also after it is gone.
        if (own.Count > 0)
        {
            foreach (var edge in ordered.Except(own))
                Nearest(lives, life => life[0].Time, edge.Time)!.Add(edge);
        }

        return lives.ConvertAll(life => new Stay(node, [.. life.OrderBy(edge => edge.Time).ThenBy(edge => Rank(edge.Kind))]));
    }

    /// <summary>
    /// Of several lives the one that had begun, give or take what clocks and logging differ by, and is nearest; null of none.
    /// </summary>
    internal static T? Nearest<T>(IReadOnlyCollection<T> lives, Func<T, DateTimeOffset> first, DateTimeOffset time)
        where T : class =>
        lives.Where(life => first(life) <= time + Limits.TraceClockSkew).MinBy(life => (first(life) - time).Duration())
        ?? lives.MinBy(life => (first(life) - time).Duration());

    static List<List<Edge>> Lives(List<Edge> ordered)
    {
        var lives = new List<List<Edge>>();
        DateTimeOffset? over = null;
        foreach (var edge in ordered)
        {
            if (lives.Count == 0 || (edge.Time > over && edge.Kind is "arrival" or "message_id"))
            {
                lives.Add([]);
                over = null;
            }

            lives[^1].Add(edge);
            over = edge.Kind == "removed" ? edge.Time : over;
        }

        return lives;
    }

    // The servers' names for what goes on: in, named, queued, judged, out, gone.
    static int Rank(string kind) => kind switch
    {
        "arrival" => 0,
        "previous" or "parent" => 1,
        "message_id" => 2,
        "queued" => 3,
        "signed" or "verdict" => 4,
        "removed" => 9,
        _ => 5,
    };
}
