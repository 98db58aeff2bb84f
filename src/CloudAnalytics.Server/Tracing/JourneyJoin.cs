namespace CloudAnalytics.Server.Tracing;

/// <summary>Joins the ways of messages through Unix servers and through Exchange, which know each other by Message-ID and queue
/// ids.</summary>
static class JourneyJoin
{
    /// <summary>Joins two answers to one question.</summary>
    internal static TraceResult Join(TraceResult unix, TraceResult exchange)
    {
        var journeys = new List<Journey>(unix.Journeys);
        foreach (var journey in exchange.Journeys)
        {
            var at = journeys.FindIndex(other => IsSame(other, journey));
            if (at < 0)
                journeys.Add(journey);
            else
                journeys[at] = Join(journeys[at], journey);
        }

        return unix with
        {
            Journeys = [.. journeys.OrderByDescending(journey => journey.First)],
            IsTruncated = unix.IsTruncated || exchange.IsTruncated,
        };
    }

    // Servers keep a Message-ID; two messages of one id are told apart by their times and addresses.
    static bool IsSame(Journey one, Journey other) =>
        one.MessageId.Length > 0 && one.MessageId.Trim('<', '>') == other.MessageId.Trim('<', '>')
        && one.First <= other.Last + Core.Limits.TraceJoinSpan && other.First <= one.Last + Core.Limits.TraceJoinSpan
        && (one.Sender.Equals(other.Sender, StringComparison.OrdinalIgnoreCase)
            || one.Recipients.Any(end => other.Recipients.Any(known => Same(known, end))));

    static Journey Join(Journey unix, Journey exchange)
    {
        var hops = unix.Hops.Concat(exchange.Hops).Select((hop, index) => (Hop: hop, Index: index))
            .OrderBy(hop => hop.Hop.Arrived).ToList();
        var place = hops.Select((hop, at) => (hop.Index, At: at)).ToDictionary(hop => hop.Index, hop => hop.At);
        // The last word is that of the server behind: a hand-over is no end when the next server tells on.
        var isExchangeFirst = exchange.First < unix.First;
        var (before, behind) = isExchangeFirst ? (exchange, unix) : (unix, exchange);
        var ends = behind.Recipients.Concat(before.Recipients.Where(end => !behind.Recipients.Any(known => Same(known, end))));
        return exchange with
        {
            Sender = before.Sender.Length > 0 ? before.Sender : behind.Sender,
            Bytes = Math.Max(unix.Bytes ?? 0, exchange.Bytes ?? 0) is > 0 and var bytes ? bytes : null,
            First = before.First,
            Last = unix.Last > exchange.Last ? unix.Last : exchange.Last,
            Hops = [.. hops.Select(hop => hop.Hop)],
            Recipients = [.. ends.OrderBy(end => end.Address, StringComparer.OrdinalIgnoreCase)],
            Gaps = [.. before.Gaps, .. behind.Gaps.Where(gap => !gap.StartsWith("No log says how", StringComparison.Ordinal))],
            Links = [.. unix.Links.Select(link => link with { From = place[link.From], To = place[link.To] })],
        };
    }

    static bool Same(RecipientEnd one, RecipientEnd other) =>
        one.Address.Equals(other.Address, StringComparison.OrdinalIgnoreCase)
        || (one.Original.Length > 0 && one.Original.Equals(other.Address, StringComparison.OrdinalIgnoreCase));
}
