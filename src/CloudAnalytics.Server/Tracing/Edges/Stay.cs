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
        (Host, QueueId) = Edge.QueueOf(node);
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

    /// <summary>Message-ID as logged, or empty.</summary>
    internal string MessageId => Edges.Select(edge => edge.MessageId).FirstOrDefault(id => id.Length > 0) ?? "";

    /// <summary>Sender; empty for the empty one and where it is not known.</summary>
    internal string Sender => Edges.Where(edge => edge.Kind == "queued").Select(edge => edge.Sender).FirstOrDefault() ?? "";

    /// <summary>Whether its lines end with <c>removed</c>.</summary>
    internal bool IsRemoved => Edges.Exists(edge => edge.Kind == "removed");

    /// <summary>Whether some line tells how it came in.</summary>
    internal bool HasArrival => Edges.Exists(edge => edge.Kind is "arrival");

    /// <summary>Deliveries, in order.</summary>
    internal IEnumerable<Edge> Deliveries => Edges.Where(edge => edge.Kind == "delivery");

    /// <summary>Splits what is told of a node into lives.</summary>
    /// <param name="node">The node.</param>
    /// <param name="edges">What is told of it, in any order.</param>
    internal static IEnumerable<Stay> Split(string node, IEnumerable<Edge> edges)
    {
        // A log's lines may be out of order, their stamps are not: within a second, what must come first goes first.
        var ordered = edges.OrderBy(edge => edge.Time).ThenBy(edge => Rank(edge.Kind)).ToList();
        var life = new List<Edge>();
        var isOver = false;
        foreach (var edge in ordered)
        {
            if (isOver && edge.Kind is "arrival" or "message_id" && edge.Time > life[^1].Time)
            {
                yield return new Stay(node, life);
                life = [];
                isOver = false;
            }

            life.Add(edge);
            isOver |= edge.Kind == "removed";
        }

        if (life.Count > 0)
            yield return new Stay(node, life);
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
