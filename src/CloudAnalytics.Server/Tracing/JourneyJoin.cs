using System.Globalization;
using System.Text.RegularExpressions;
using CloudAnalytics.Core;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Server.Tracing;

/// <summary>
/// Joins the ways of messages through Unix servers and through Exchange. What one server's answer says of its number for the message is
/// certain; without it, Message-ID, addresses and time together make it probable, and the journey says so.
/// </summary>
/// <remarks>Exchange answers <c>250 2.6.0 ID [InternalId=n, Hostname=h]</c>, Postfix <c>250 2.0.0 Ok: queued as Q</c>.</remarks>
static partial class JourneyJoin
{
    /// <summary>Joins journeys over Unix servers and such over Exchange; those that belong to no other stay as they are.</summary>
    internal static List<Journey> Join(IReadOnlyList<Journey> unix, IReadOnlyList<Journey> exchange)
    {
        var journeys = new List<Journey>(unix);
        foreach (var journey in exchange)
        {
            var at = journeys.FindIndex(other => HandOver.Find(other, journey) is not null);
            at = at >= 0 ? at : journeys.FindIndex(other => IsSame(other, journey));
            if (at < 0)
                journeys.Add(journey);
            else
                journeys[at] = Join(journeys[at], journey);
        }

        return [.. journeys.OrderByDescending(journey => journey.First)];
    }

    // Servers keep a Message-ID; two messages of one id are told apart by their times and addresses.
    static bool IsSame(Journey one, Journey other) =>
        one.MessageId.Length > 0 && one.MessageId.Trim('<', '>') == other.MessageId.Trim('<', '>')
        && one.Hops.Count > 0 && other.Hops.Count > 0
        && one.First <= other.Last + Limits.TraceJoinSpan && other.First <= one.Last + Limits.TraceJoinSpan
        && (one.Sender.Equals(other.Sender, StringComparison.OrdinalIgnoreCase)
            || one.Recipients.Any(end => other.Recipients.Any(known => Same(known, end))));

    static Journey Join(Journey unix, Journey exchange)
    {
        var certain = HandOver.Find(unix, exchange);
        var isExchangeFirst = certain?.IsFromExchange ?? exchange.First < unix.First;
        var (before, behind) = isExchangeFirst ? (exchange, unix) : (unix, exchange);
        var shift = certain?.Shift ?? TimeSpan.Zero;
        var hops = unix.Hops.Select((hop, index) => (Hop: hop, Index: index, Time: hop.Arrived))
            .Concat(exchange.Hops.Select((hop, index) => (Hop: hop, Index: unix.Hops.Count + index, Time: hop.Arrived + shift)))
            .OrderBy(hop => hop.Time).ToList();
        var place = hops.Select((hop, at) => (hop.Index, At: at)).ToDictionary(hop => hop.Index, hop => hop.At);
        var links = unix.Links.Concat(exchange.Links.Select(link =>
                link with { From = unix.Hops.Count + link.From, To = unix.Hops.Count + link.To }))
            .Append(Between(unix, exchange, certain, isExchangeFirst))
            .Select(link => link with { From = place[link.From], To = place[link.To] });
        // The last word is that of the server behind: a hand-over is no end when the next server tells on.
        var ends = behind.Recipients.Concat(before.Recipients.Where(end => !behind.Recipients.Any(known => Same(known, end))));
        return exchange with
        {
            Sender = before.Sender.Length > 0 ? before.Sender : behind.Sender,
            Bytes = Math.Max(unix.Bytes ?? 0, exchange.Bytes ?? 0) is > 0 and var bytes ? bytes : null,
            First = unix.First < exchange.First ? unix.First : exchange.First,
            Last = unix.Last > exchange.Last ? unix.Last : exchange.Last,
            Hops = [.. hops.Select(hop => hop.Hop)],
            Recipients = [.. ends.OrderBy(end => end.Address, StringComparer.OrdinalIgnoreCase)],
            Gaps =
            [
                .. before.Gaps, .. behind.Gaps.Where(gap => !gap.StartsWith("No log says how", StringComparison.Ordinal)),
                .. ClocksDiffer(unix, exchange, certain),
            ],
            Links = [.. links],
            // Where Exchange had it before, what logged in to hand it over was a server.
            Submission = !isExchangeFirst && unix.Submission is { } submission ? submission with { To = place[submission.To] } : null,
        };
    }

    static HopLink Between(Journey unix, Journey exchange, HandOver? certain, bool isExchangeFirst)
    {
        if (certain is { } known)
        {
            var at = unix.Hops.Count + known.ExchangeHop;
            return known.IsFromExchange ? new HopLink(at, known.UnixHop, "queue", known.DelayMs)
                : new HopLink(known.UnixHop, at, "queue", known.DelayMs);
        }

        var (first, next) = isExchangeFirst ? (exchange, unix) : (unix, exchange);
        var from = Math.Max(0, first.Hops.ToList().FindLastIndex(hop => !hop.IsReport && !hop.IsBackground));
        var to = Math.Max(0, next.Hops.ToList().FindIndex(hop => !hop.IsReport && !hop.IsBackground));
        var delay = (next.Hops[to].Arrived - first.Hops[from].Left).TotalMilliseconds;
        return isExchangeFirst ? new HopLink(unix.Hops.Count + from, to, "probable", delay)
            : new HopLink(from, unix.Hops.Count + to, "probable", delay);
    }

    static IEnumerable<string> ClocksDiffer(Journey unix, Journey exchange, HandOver? certain)
    {
        if (certain is { } known && known.Shift != TimeSpan.Zero)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"The clocks of {unix.Hops[known.UnixHop].Server} and {exchange.Hops[known.ExchangeHop].Server} differ by about ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"{known.Shift.Duration().TotalSeconds:0} s; the order is that of the hand-over.");
    }

    static bool Same(RecipientEnd one, RecipientEnd other) =>
        one.Address.Equals(other.Address, StringComparison.OrdinalIgnoreCase)
        || (one.Original.Length > 0 && one.Original.Equals(other.Address, StringComparison.OrdinalIgnoreCase))
        || (other.Original.Length > 0 && other.Original.Equals(one.Address, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\[InternalId=(\d+), Hostname=([^\]\s]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex ExchangeAnswer { get; }

    [GeneratedRegex(@"queued as ([0-9A-Za-z]{6,})", RegexOptions.CultureInvariant)]
    private static partial Regex PostfixAnswer { get; }

    /// <summary>Where the answer of one side's server names the message's number there.</summary>
    /// <param name="UnixHop">Index of the stay on the Unix server.</param>
    /// <param name="ExchangeHop">Index of the stay on Exchange.</param>
    /// <param name="IsFromExchange">Whether Exchange handed it over.</param>
    /// <param name="DelayMs">From the answer to the arrival there, milliseconds.</param>
    /// <param name="Shift">What to add to Exchange's times for them to agree with the Unix server's; zero where clocks agree.</param>
    sealed record HandOver(int UnixHop, int ExchangeHop, bool IsFromExchange, double DelayMs, TimeSpan Shift)
    {
        internal static HandOver? Find(Journey unix, Journey exchange)
        {
            for (var i = 0; i < unix.Hops.Count; i++)
            {
                foreach (var e in unix.Hops[i].Events)
                {
                    if (e.Detail.Contains("[InternalId=", StringComparison.Ordinal) && ToExchange(unix, i, e, exchange) is { } found)
                        return found;
                }
            }

            for (var i = 0; i < exchange.Hops.Count; i++)
            {
                foreach (var e in exchange.Hops[i].Events)
                {
                    if (e.Detail.Contains("queued as ", StringComparison.Ordinal) && FromExchange(exchange, i, e, unix) is { } found)
                        return found;
                }
            }

            return null;
        }

        static HandOver? ToExchange(Journey unix, int at, HopEvent answer, Journey exchange)
        {
            var match = ExchangeAnswer.Match(answer.Detail);
            if (!match.Success || !long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture,
                out var number))
                return null;
            var to = exchange.Hops.ToList().FindIndex(hop => hop.Queue == number && hop.QueueId.Length == 0
                && HostName.IsSame(hop.Server, match.Groups[2].Value));
            return to < 0 ? null : new HandOver(at, to, false, (exchange.Hops[to].Arrived - answer.Time).TotalMilliseconds,
                ShiftOf(exchange.Hops[to].Arrived, unix.Hops[at].Arrived, answer.Time));
        }

        static HandOver? FromExchange(Journey exchange, int at, HopEvent answer, Journey unix)
        {
            var match = PostfixAnswer.Match(answer.Detail);
            var to = match.Success ? unix.Hops.ToList().FindIndex(hop => hop.QueueId == match.Groups[1].Value
                && (answer.To.Length == 0 || HostName.IsSame(hop.Server, answer.To))) : -1;
            return to < 0 ? null : new HandOver(to, at, true, (unix.Hops[to].Arrived - answer.Time).TotalMilliseconds,
                -ShiftOf(unix.Hops[to].Arrived, exchange.Hops[at].Arrived, answer.Time));
        }

        // Who takes a message has it before its answer is logged, and not before the other had it.
        static TimeSpan ShiftOf(DateTimeOffset arrived, DateTimeOffset earliest, DateTimeOffset answered) =>
            arrived >= earliest - Limits.TraceClockSkew && arrived <= answered + Limits.TraceClockSkew ? TimeSpan.Zero : answered - arrived;
    }
}
