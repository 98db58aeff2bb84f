namespace CloudAnalytics.Server.Tracing.Edges;

/// <summary>
/// Finds what became of a message for each recipient, by following the recipient from stay to stay. What the logs do not say is unknown,
/// and the gap is named.
/// </summary>
/// <param name="stays">The message's stays.</param>
/// <param name="mailbox">What mailbox servers say of its Message-ID.</param>
sealed class Fates(IReadOnlyList<Stay> stays, IReadOnlyList<Edge> mailbox)
{
    // Nothing goes through more servers than this; a mail loop does.
    const int StepsMax = 64;

    readonly HashSet<Edge> _used = [];
    readonly Dictionary<Stay, List<RecipientEnd>> _ends = [];

    /// <summary>Sentences about what is missing.</summary>
    internal List<string> Gaps { get; } = [];

    /// <summary>The recipients' ends, by address.</summary>
    internal List<RecipientEnd> All()
    {
        var ends = new Dictionary<string, RecipientEnd>(StringComparer.OrdinalIgnoreCase);
        foreach (var stay in stays.Where(stay => !stay.IsReport && stay.From.Count == 0))
        {
            foreach (var end in Of(stay, 0))
                Keep(ends, end);
            Count(stay);
        }

        foreach (var edge in mailbox.Where(edge => edge.Kind == "mailbox" && !_used.Contains(edge) && edge.UserName.Length > 0))
            Keep(ends, InMailbox(edge.UserName, edge));
        return [.. ends.Values.OrderBy(end => end.Address, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The ends of a message by the words of mailbox servers alone.</summary>
    internal static List<RecipientEnd> OfMailbox(IReadOnlyList<Edge> edges)
    {
        var ends = new Dictionary<string, RecipientEnd>(StringComparer.OrdinalIgnoreCase);
        foreach (var edge in edges)
        {
            var address = edge.Kind == "mailbox" ? edge.UserName : edge.Recipient;
            if (address.Length > 0)
                Keep(ends, edge.Kind == "mailbox" ? InMailbox(address, edge) : NotInMailbox(address, edge));
        }

        return [.. ends.Values.OrderBy(end => end.Address, StringComparer.OrdinalIgnoreCase)];
    }

    static RecipientEnd NotInMailbox(string address, Edge edge) => new(address, edge.Action switch
    {
        "rejecting" => EndState.Rejected,
        "try again" => EndState.Deferred,
        "discarded" => EndState.Discarded,
        _ => EndState.Unknown,
    }, edge.Time, edge.Host, Detail(edge));

    static void Keep(Dictionary<string, RecipientEnd> ends, RecipientEnd end)
    {
        if (!ends.TryGetValue(end.Address, out var known) || known.State == EndState.Unknown || end.State == EndState.Delivered)
            ends[end.Address] = end;
    }

    // Each recipient leads to the next stay, which is looked at once for all of them.
    List<RecipientEnd> Of(Stay stay, int step)
    {
        if (_ends.TryGetValue(stay, out var known))
            return known;
        var deliveries = stay.Deliveries.ToList();
        return _ends[stay] = deliveries.Count == 0
            ? [WithoutDelivery(stay)]
            : [.. deliveries.GroupBy(edge => edge.Recipient, StringComparer.OrdinalIgnoreCase)
                .SelectMany(of => OfRecipient(stay, [.. of], step))];
    }

    IEnumerable<RecipientEnd> OfRecipient(Stay stay, List<Edge> attempts, int step)
    {
        var last = attempts.Find(IsFinal) ?? attempts[^1];
        var deferrals = attempts.Count(edge => edge.Action == "deferred");
        if (last.Action == "deferred" && stay.Expiry is { } expiry)
            return [new RecipientEnd(last.Recipient, EndState.Expired, expiry.Time, last.Host, Detail(last)) { Deferrals = deferrals }];
        if (last.Action != "sent")
            return [Refused(stay, last) with { Deferrals = deferrals }];
        var next = Next(stay, last);
        if (next is not null && step < StepsMax)
        {
            var ends = Of(next, step + 1);
            var own = ends.FindAll(end => IsFor(end, last.Recipient));
            if (own.Count == 0)
                own = OfOtherParts(stay, next, last.Recipient, step + 1);
            // A server that expands an alias has other recipients than it was given.
            return (own.Count > 0 ? own : ends).Select(end => WithOriginal(end, last) with { Deferrals = end.Deferrals + deferrals });
        }

        return [WithOriginal(Out(stay, last), last) with { Deferrals = deferrals }];
    }

    // A filter that splits a message names one part in its answer to all recipients; where another part has the recipient, that counts.
    List<RecipientEnd> OfOtherParts(Stay stay, Stay named, string recipient, int step) =>
        [.. stay.To.Where(part => part != named).SelectMany(part => Of(part, step)).Where(end => IsFor(end, recipient))];

    static bool IsFinal(Edge edge) => edge.Action is not ("deferred" or "");

    static bool IsFor(RecipientEnd end, string recipient) => Same(end.Address, recipient) || Same(end.Original, recipient);

    static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    static RecipientEnd WithOriginal(RecipientEnd end, Edge edge)
    {
        var original = edge.OriginalRecipient.Length > 0 ? edge.OriginalRecipient : edge.Recipient;
        return end.Original.Length > 0 || Same(original, end.Address) ? end : end with { Original = original };
    }

    static Stay? Next(Stay stay, Edge delivery) => delivery.Other.Length == 0 ? null
        : stay.To.Where(to => to.Node == delivery.Other).OrderBy(to => (to.First - delivery.Time).Duration()).FirstOrDefault();

    static RecipientEnd Refused(Stay stay, Edge last)
    {
        var state = last.Action switch
        {
            "deferred" => EndState.Deferred,
            "bounced" => EndState.Bounced,
            "expired" => EndState.Expired,
            "discarded" => stay.Edges.Exists(IsQuarantine) ? EndState.Quarantined : EndState.Discarded,
            "quarantined" => EndState.Quarantined,
            _ => EndState.Unknown,
        };
        return new RecipientEnd(last.Recipient, state, last.Time, last.Host, Detail(last));
    }

    static bool IsQuarantine(Edge edge) => edge.Kind == "verdict" && edge.Reply.Contains("uarantine", StringComparison.Ordinal);

    // A stay that was left without a word about any delivery.
    RecipientEnd WithoutDelivery(Stay stay)
    {
        var last = stay.Edges[^1];
        var refusal = stay.Edges.Find(edge => edge.Kind is "refused" or "held");
        var verdict = stay.Edges.Find(edge => edge.Kind == "verdict" && edge.Outcome == "failure");
        var (state, edge) = refusal is { Kind: "held" } ? (EndState.Held, refusal)
            : refusal is { Action: "discard" or "discarded" } ? (EndState.Discarded, refusal)
            : refusal is not null ? (EndState.MilterRejected, refusal)
            : verdict is not null ? (IsQuarantine(verdict) ? EndState.Quarantined : EndState.Discarded, verdict)
            : (stay.IsRemoved ? EndState.Unknown : EndState.Queued, last);
        if (state == EndState.Unknown)
            Gaps.Add($"The log of {last.Host} does not say what became of {stay.QueueId}: it was removed without a delivery.");
        return new RecipientEnd(edge.Recipient, state, edge.Time, edge.Host, Detail(edge));
    }

    // Handed over to what no line of the queues follows: a mailbox, another company's server, or one whose logs are not here.
    RecipientEnd Out(Stay stay, Edge last)
    {
        var inMailbox = mailbox.Where(edge => edge.Kind == "mailbox" && IsOf(edge, last) && _used.Add(edge)).FirstOrDefault();
        if (inMailbox is not null)
            return InMailbox(last.Recipient, inMailbox, last.RelayHost);
        if (IsLocalFilter(last))
        {
            Gaps.Add($"{last.Host} handed {stay.QueueId} to the filter on {last.RelayHost}:{last.RelayPort}; no line says what it did.");
            return new RecipientEnd(last.Recipient, EndState.Unknown, last.Time, last.Host, Detail(last));
        }

        if (IsMailboxDelivery(last))
        {
            if (last.Program.EndsWith("/lmtp", StringComparison.Ordinal))
                Gaps.Add($"{(last.RelayHost.Length > 0 ? last.RelayHost : last.Host)} took it for {last.Recipient}; no line names the folder.");
            return new RecipientEnd(last.Recipient, EndState.Delivered, last.Time, last.Host, Detail(last));
        }

        return new RecipientEnd(last.Recipient, EndState.HandedOver, last.Time, last.Host, Detail(last)) { To = last.RelayHost };
    }

    static bool IsOf(Edge box, Edge delivery) => (box.Time - delivery.Time).Duration() <= Core.Limits.TraceMailboxSpan
        && (Same(box.UserName, delivery.Recipient) || Same(box.Recipient, delivery.Recipient)
            || Same(box.UserName, delivery.Recipient.Split('@')[0]));

    static bool IsLocalFilter(Edge edge) => edge.RelayHost is "localhost" or "127.0.0.1" or "::1"
        && edge.RelayPort is not null && !edge.Program.EndsWith("/lmtp", StringComparison.Ordinal);

    static bool IsMailboxDelivery(Edge edge)
    {
        var slash = edge.Program.LastIndexOf('/');
        return edge.Program[(slash + 1)..] is "lmtp" or "local" or "virtual";
    }

    // A mailbox server's own log does not name its host; the queue that handed the message over does.
    static RecipientEnd InMailbox(string address, Edge edge, string relay = "") =>
        new(address, EndState.Delivered, edge.Time, edge.Host.Length > 0 ? edge.Host : relay, edge.Reply) { Folder = edge.Folder };

    void Count(Stay stay)
    {
        var expected = stay.Edges.Where(edge => edge.Kind == "queued").Max(edge => edge.RecipientCount);
        var seen = stay.Deliveries.Select(edge => edge.Recipient).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        if (expected > seen && seen > 0)
            Gaps.Add($"{stay.Server} had {expected} recipients of {stay.QueueId}; lines of {seen} are here.");
    }

    static string Detail(Edge edge) => edge.RelayHost.Length == 0 ? edge.Reply
        : edge.Reply.Length == 0 ? edge.RelayHost : $"{edge.RelayHost}: {edge.Reply}";
}
