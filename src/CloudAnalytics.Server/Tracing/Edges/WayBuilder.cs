using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Server.Tracing.Edges;

/// <summary>Builds the journey of one message of its stays.</summary>
static class WayBuilder
{
    /// <summary>Builds it.</summary>
    /// <param name="stays">Its stays by time, reports included; at least one.</param>
    /// <param name="mailbox">What mailbox servers say of its Message-IDs.</param>
    internal static Journey Build(List<Stay> stays, IReadOnlyList<Edge> mailbox)
    {
        var own = stays.FindAll(stay => !stay.IsReport);
        own = own.Count > 0 ? own : stays;
        var messageId = own.Select(stay => stay.MessageId).FirstOrDefault(id => id.Length > 0) ?? "";
        var fates = new Fates(stays, [.. mailbox.Where(edge => IsOf(edge, messageId))]);
        var ends = fates.All();
        if (!own.Exists(stay => stay.HasArrival))
            fates.Gaps.Insert(0, "No log says how the message came in.");
        var edges = stays.SelectMany(stay => stay.Edges.Concat(stay.Submission is { } submission ? [submission] : [])).ToList();
        return new Journey(
            messageId, "", "", own.Select(stay => stay.Sender).FirstOrDefault(sender => sender.Length > 0) ?? "",
            own.SelectMany(stay => stay.Edges).Max(edge => edge.Bytes), edges.Min(edge => edge.Time), edges.Max(edge => edge.Time),
            [.. stays.Select(Hop)], ends, fates.Gaps)
        {
            Links = [.. Links(stays)],
            Submission = SubmissionOf(stays),
        };
    }

    /// <summary>A refusal before the message got a number in a queue: a journey without a stay.</summary>
    internal static Journey Refusal(Edge edge) => new(
        edge.MessageId, "", "", edge.Sender, edge.Bytes, edge.Time, edge.Time, [],
        [new RecipientEnd(edge.Recipient, EndState.Rejected, edge.Time, edge.Host, edge.Reply)],
        [$"It was refused at {edge.Host}, so that no queue knows of it; the client was {edge.ClientHostname} {edge.ClientIp}."]);

    /// <summary>A message that only mailbox servers tell of: no line of a queue that it went through is here.</summary>
    /// <param name="edges">What they say of its Message-ID; at least one.</param>
    internal static Journey OfMailbox(IReadOnlyList<Edge> edges)
    {
        var byTime = edges.OrderBy(edge => edge.Time).Select(Named).ToList();
        var hops = byTime.GroupBy(edge => edge.Host, StringComparer.OrdinalIgnoreCase).Select(of => MailboxHop(of.Key, [.. of])).ToList();
        var sent = byTime.Find(edge => edge.Kind == "submission");
        return new Journey(
            byTime.Select(edge => edge.MessageId).FirstOrDefault(id => id.Length > 0) ?? "", "", "",
            byTime.Select(edge => edge.Sender).FirstOrDefault(sender => sender.Length > 0) ?? "", byTime.Max(edge => edge.Bytes),
            byTime[0].Time, byTime[^1].Time, hops, Fates.OfMailbox(byTime),
            ["Only a mailbox server tells of this message; no line of a queue says which way it came and where else it went."])
        {
            Submission = sent is null ? null
                : SubmissionOf(sent, sent.Host, hops.FindIndex(hop => hop.Server == sent.Host), 0),
        };
    }

    static Hop MailboxHop(string host, List<Edge> edges) => new(
        host, null, edges.Select(edge => edge.ClientIp).FirstOrDefault(ip => ip.Length > 0) ?? "", "", edges[0].Time,
        edges[^1].Time, (edges[^1].Time - edges[0].Time).TotalMilliseconds, null, false, [.. edges.Select(Event)], [])
    {
        IsMailbox = true,
    };

    // A mailbox server's own log does not name its host, and nothing else does here.
    static Edge Named(Edge edge) => edge.Host.Length > 0 ? edge : edge with { Host = "mailbox server" };

    static bool IsOf(Edge edge, string messageId) =>
        messageId.Length > 0 && EdgeNode.IsOfMessage(edge.Node, messageId);

    // By a user of a mailbox server, or by a client that logged in. A server before it would know better.
    static Submission? SubmissionOf(List<Stay> stays)
    {
        for (var i = 0; i < stays.Count; i++)
        {
            if (stays[i] is not { From.Count: 0, IsReport: false } stay)
                continue;
            var arrival = stay.Edges.Find(edge => edge.Kind == "arrival");
            if (stay.Submission is { } sent)
                return SubmissionOf(sent, ServerOf(sent, arrival, stay), i, (stay.First - sent.Time).TotalMilliseconds);
            if (arrival is { UserName.Length: > 0 })
                return SubmissionOf(arrival, stay.Server, i, 0);
        }

        return null;
    }

    static Submission SubmissionOf(Edge edge, string server, int to, double delayMs) =>
        new(edge.UserName, edge.ClientIp, edge.UserAgent, edge.Protocol, server, edge.Time, to, delayMs);

    // A mailbox server's own log does not name its host; the queue that took the message knows who brought it.
    static string ServerOf(Edge sent, Edge? arrival, Stay stay)
    {
        if (sent.Host.Length > 0 || arrival is null)
            return sent.Host;
        if (arrival.ClientHostname == "localhost" || HostName.IsSame(arrival.ClientHostname, stay.Host))
            return stay.Server;
        return arrival.ClientHostname is "" or "unknown" ? arrival.ClientIp : arrival.ClientHostname;
    }

    static Hop Hop(Stay stay)
    {
        var arrival = stay.Edges.Find(edge => edge.Kind == "arrival");
        var from = arrival is null ? "" : arrival.ClientHostname is "" or "unknown" ? arrival.ClientIp : arrival.ClientHostname;
        var verdict = stay.Edges.Find(edge => edge.Kind == "verdict");
        var handed = stay.From.Count == 0 ? (DateTimeOffset?)null : stay.From.Max(before => HandedOver(before, stay));
        return new Hop(
            stay.Server, null, from, arrival?.UserName ?? "", stay.First, stay.Last, (stay.Last - stay.First).TotalMilliseconds,
            handed is { } time ? Math.Max(0, (stay.First - time).TotalMilliseconds) : null, false, [.. Own(stay).Select(Event)], [])
        {
            QueueId = stay.QueueId,
            Verdict = verdict?.Reply ?? "",
            IsReport = stay.IsReport,
            IsReinjection = stay.From.Exists(before => before.Host == stay.Host) && !stay.IsReport,
        };
    }

    // What another stay's lines say of this one stands there; it stands here only where this one's own lines are lost.
    static IEnumerable<Edge> Own(Stay stay) =>
        stay.Edges.Exists(IsOwn) ? stay.Edges.Where(IsOwn) : stay.Edges;

    static bool IsOwn(Edge edge) => edge.Kind is not ("previous" or "parent");

    // The next server has the message before this one logs that it took it: only a word from before the arrival tells of a transit.
    static DateTimeOffset HandedOver(Stay before, Stay stay) =>
        before.Edges.Where(edge => edge.Time <= stay.First).Select(edge => (DateTimeOffset?)edge.Time).Max() ?? before.First;

    static HopEvent Event(Edge edge) => new(
        edge.Time, edge.Action.Length > 0 ? edge.Action : edge.Kind, edge.Program, edge.Outcome, edge.RelayHost,
        edge.Recipient.Length > 0 ? [edge.Recipient] : [], edge.Reply, "");

    static IEnumerable<HopLink> Links(List<Stay> stays)
    {
        for (var i = 0; i < stays.Count; i++)
        {
            foreach (var to in stays[i].To)
                yield return Link(i, stays.IndexOf(to), "queue");
            foreach (var report in stays[i].Reports)
                yield return Link(i, stays.IndexOf(report), "report");
            if (stays[i].IsProbable && stays[i].From.Count == 0 && i > 0)
                yield return Link(i - 1, i, "probable");
        }

        HopLink Link(int from, int to, string kind) =>
            new(from, to, kind, (stays[to].First - stays[from].Last).TotalMilliseconds);
    }
}
