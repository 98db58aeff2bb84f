using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Server.Tracing;

/// <summary>
/// Builds journeys of tracking rows. A stay on a server is told by the server's own number of the message; the way from one to the next by
/// time and by the number that the next server gave in its reply. The order in which rows arrive does not matter.
/// </summary>
static class JourneyBuilder
{
    /// <summary>Builds the journey of one message.</summary>
    /// <param name="rows">All rows of the message, in any order; at least one.</param>
    /// <param name="conversations">SMTP conversations that may belong to it.</param>
    internal static Journey Build(IReadOnlyList<TrackingRow> rows, IReadOnlyList<SmtpConversation> conversations)
    {
        // By time; where servers log the same millisecond, an arrival goes before what follows from it.
        var ordered = AtTheirWriters(rows).OrderBy(r => r.Time).ThenBy(r => Rank(r.Action)).ToList();
        var stays = Stays(ordered);
        var transcripts = SmtpMatcher.Assign(stays, conversations);
        var hops = stays.Zip(transcripts, (stay, own) => Hop(stay, ordered, own)).ToList();
        var servers = stays.Select(s => HostName.Short(s[0].Host)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var queues = stays.Select(s => s[0].InternalMessageId).OfType<long>().ToHashSet();
        var ends = Ends(ordered, servers, queues);
        return new Journey(
            First(ordered, r => r.MessageId), First(ordered, r => r.NetworkMessageId), First(ordered, r => r.Subject),
                First(ordered, r => r.Sender),
            ordered.Max(r => r.Bytes), ordered[0].Time, ordered[^1].Time, hops, ends, Gaps(ordered, hops, ends))
        {
            Links = [.. Links(stays, hops, ordered)],
        };
    }

    static IEnumerable<HopLink> Links(List<List<TrackingRow>> stays, List<Hop> hops, List<TrackingRow> all)
    {
        for (var to = 0; to < stays.Count; to++)
        {
            var (send, isCertain) = SendTo(stays[to], all);
            if (hops[to].IsBackground || send is null)
                continue;
            var from = stays.FindIndex(stay => stay.Contains(send));
            yield return new HopLink(from, to, isCertain ? "queue" : "server", (hops[to].Arrived - send.Time).TotalMilliseconds);
        }
    }

    // A row does not name the server that wrote it. Where mail could not be handed over, the server that it names is the one that would
    // not have it; the other is the writer when it had the message under the same number.
    static IEnumerable<TrackingRow> AtTheirWriters(IReadOnlyList<TrackingRow> rows)
    {
        var known = rows.Where(r => r.InternalMessageId is not null && !IsRefusedHandover(r))
            .Select(r => (HostName.Short(r.Host).ToUpperInvariant(), r.InternalMessageId)).ToHashSet();
        return rows.Select(r =>
            IsRefusedHandover(r) && known.Contains((HostName.Short(r.ClientHostname).ToUpperInvariant(), r.InternalMessageId))
                ? r with { Host = r.ClientHostname } : r);
    }

    static bool IsRefusedHandover(TrackingRow row) => row is { Action: "FAIL" or "DEFER", Source: "SMTP" or "QUEUE" };

    static string First(List<TrackingRow> rows, Func<TrackingRow, string> text) =>
        rows.Select(text).FirstOrDefault(t => t.Length > 0) ?? "";

    static int Rank(string action) => action switch
    {
        "NOTIFYMAPI" or "CLIENTSUBMISSION" => 0,
        "RECEIVE" or "HARECEIVE" => 1,
        "SUBMIT" => 2,
        "DELIVER" or "SEND" or "SENDEXTERNAL" or "FAIL" or "DROP" => 9,
        _ => 5,
    };

    // Rows of one server with the same number are one stay; rows without a number (submission) join the server's nearest stay, or make one.
    static List<List<TrackingRow>> Stays(List<TrackingRow> rows)
    {
        var stays = new Dictionary<(string Server, long? Queue), List<TrackingRow>>();
        foreach (var row in rows)
        {
            var key = (HostName.Short(row.Host).ToUpperInvariant(), row.InternalMessageId);
            if (!stays.TryGetValue(key, out var stay))
                stays.Add(key, stay = []);
            stay.Add(row);
        }

        foreach (var (key, stay) in stays.Where(s => s.Key.Queue is null).ToList())
        {
            var nearest = stays.Where(s => s.Key.Server == key.Server && s.Key.Queue is not null)
                .OrderBy(s => (s.Value[0].Time - stay[0].Time).Duration()).Select(s => s.Value).FirstOrDefault();
            if (nearest is null)
                continue;
            nearest.InsertRange(0, stay);
            nearest.Sort((a, b) => a.Time.CompareTo(b.Time) is not 0 and var order ? order : Rank(a.Action).CompareTo(Rank(b.Action)));
            stays.Remove(key);
        }

        return [.. stays.Values.OrderBy(s => s[0].Time).ThenBy(s => Rank(s[0].Action))];
    }

    static Hop Hop(List<TrackingRow> stay, List<TrackingRow> all, List<SmtpTranscript> sessions)
    {
        var arrival = stay.FirstOrDefault(r => r.Action is "RECEIVE") ?? stay[0];
        var from = arrival.ClientHostname.Length > 0 ? arrival.ClientHostname : arrival.ClientIp;
        if (HostName.IsSame(from, arrival.Host))
            from = arrival.ClientIp;
        var isBackground = stay.TrueForAll(IsRedundancy);
        var own = isBackground ? stay : stay.FindAll(r => !IsRedundancy(r));
        var last = own.Max(r => r.Time);
        return new Hop(
            First(stay, r => r.Host), stay.Select(r => r.InternalMessageId).FirstOrDefault(q => q is not null), from,
            First(stay, r => r.Connector), own[0].Time, last, (last - own[0].Time).TotalMilliseconds,
            isBackground ? null : Transit(own, all), isBackground, stay.ConvertAll(Event), sessions);
    }

    static bool IsRedundancy(TrackingRow row) => row.Noise == "redundancy";

    static double? Transit(List<TrackingRow> stay, List<TrackingRow> all)
    {
        if (SendTo(stay, all).Send is not { } send)
            return null;
        var transit = stay[0].Time - send.Time;
        return transit < TimeSpan.Zero && transit > -Limits.TraceSendLag ? 0 : transit.TotalMilliseconds;
    }

    // Who handed it over is told by the number that this server gave in its answer, else by the server's name.
    static (TrackingRow? Send, bool IsCertain) SendTo(List<TrackingRow> stay, List<TrackingRow> all)
    {
        var queue = stay.Select(r => r.InternalMessageId).FirstOrDefault(q => q is not null)?.ToString(CultureInfo.InvariantCulture);
        var server = stay[0].Host;
        var sends = all.FindAll(r => r.Action.StartsWith("SEND", StringComparison.Ordinal) && !stay.Contains(r));
        var others = sends.FindAll(r => !HostName.IsSame(r.Host, server));
        bool Names(TrackingRow r) => HostName.IsSame(r.ServerHostname, server);
        var named = queue is null ? null
            : others.Find(r => r.RemoteQueueId == queue) ?? sends.Find(r => r.RemoteQueueId == queue && Names(r));
        return named is not null ? (named, true) : (others.Find(Names), false);
    }

    static HopEvent Event(TrackingRow row)
    {
        var isOut = row.Action.StartsWith("SEND", StringComparison.Ordinal);
        var detail = isOut ? row.SmtpResponse : row.Outcome == "failure" ? row.RecipientStatus : row.RelatedRecipient;
        return new HopEvent(row.Time, row.Action, row.Source, row.Outcome, isOut ? row.ServerHostname : "", row.Recipients, detail,
            row.Noise);
    }

    static List<RecipientEnd> Ends(List<TrackingRow> rows, HashSet<string> servers, HashSet<long> queues)
    {
        var ends = new Dictionary<string, RecipientEnd>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Recipients.Count; i++)
            {
                var end = End(row, row.Recipients[i], i < row.RecipientStatuses.Count ? row.RecipientStatuses[i] : row.RecipientStatus,
                    servers, queues);
                if (end is not null && (!ends.TryGetValue(end.Address, out var known) || Outweighs(end, known)))
                    ends[end.Address] = end;
            }

            if (row.Action is "EXPAND" or "REDIRECT" or "RESOLVE" && row.RelatedRecipient.Length > 0)
                ends[row.RelatedRecipient] =
                    new(row.RelatedRecipient, EndState.Expanded, row.Time, row.Host, string.Join("; ", row.Recipients));
        }

        return [.. ends.Values.OrderBy(e => e.Address, StringComparer.OrdinalIgnoreCase)];
    }

    // Delivery ends it, whatever a copy of the message met elsewhere; otherwise the later word counts.
    static bool Outweighs(RecipientEnd end, RecipientEnd known) =>
        known.State is not (EndState.Delivered or EndState.Expanded)
            && (end.State == EndState.Delivered || end.State != EndState.Unknown || known.State == EndState.Unknown);

    static RecipientEnd? End(TrackingRow row, string address, string status, HashSet<string> servers, HashSet<long> queues) =>
        row.Action switch
    {
        "DELIVER" => new(address, EndState.Delivered, row.Time, row.Host, row.ServerHostname),
        "FAIL" or "DELIVERFAIL" or "BADMAIL" or "POISONMESSAGE" or "MODERATORREJECT" =>
            new(address, EndState.Failed, row.Time, row.Host, status),
        "DROP" => new(address, EndState.Dropped, row.Time, row.Host, row.SourceContext),
        "DEFER" => new(address, EndState.Deferred, row.Time, row.Host, status.Length > 0 ? status : row.SourceContext),
        "SENDEXTERNAL" => new(address, EndState.HandedOver, row.Time, row.Host, Handover(row)) { To = row.ServerHostname },
        "SEND" when IsKnownNext(row, servers, queues) => new(address, EndState.Unknown, row.Time, row.Host, Handover(row)),
        "SEND" => new(address, EndState.HandedOver, row.Time, row.Host, Handover(row)) { To = row.ServerHostname },
        "RECEIVE" or "SUBMIT" or "TRANSFER" => new(address, EndState.Unknown, row.Time, row.Host, ""),
        _ => null,
    };

    static bool IsKnownNext(TrackingRow row, HashSet<string> servers, HashSet<long> queues) =>
        (long.TryParse(row.RemoteQueueId, NumberStyles.None, CultureInfo.InvariantCulture, out var queue) && queues.Contains(queue))
        || (servers.Contains(HostName.Short(row.ServerHostname))
        && !HostName.IsSame(row.ServerHostname, row.Host));

    static string Handover(TrackingRow row) =>
        row.SmtpResponse.Length == 0 ? row.ServerHostname : $"{row.ServerHostname}: {row.SmtpResponse}";

    static List<string> Gaps(List<TrackingRow> rows, List<Hop> hops, List<RecipientEnd> ends)
    {
        var gaps = new List<string>();
        if (!rows.Exists(r => r.Action is "RECEIVE" or "NOTIFYMAPI" or "SUBMIT"))
            gaps.Add("No log says how the message came in.");
        foreach (var end in ends.Where(e => e.State == EndState.Unknown))
        {
            gaps.Add(end.Detail.Length > 0
                ? $"For {end.Address} the last word is the hand-over to {end.Detail}."
                : $"No log says what became of the message for {end.Address} after {end.Server}.");
        }

        foreach (var hop in hops.Where(h => h.TransitMs < 0))
            gaps.Add($"The message seems to reach {hop.Server} before it left the server before: their clocks differ.");
        return gaps;
    }
}
