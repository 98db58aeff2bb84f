using CloudAnalytics.Core;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Server.Tracing;

/// <summary>
/// Finds the SMTP conversations of a message. What tracking or the conversation itself names is certain; what only agrees in time, sender
/// and recipients is told as such, and is left out where anything speaks against it.
/// </summary>
/// <remarks>
/// What both logs share: tracking's RECEIVE names the session; the answer to a message names its Message-ID and its number on the server
/// that took it; SEND keeps that answer's queue id. A conversation over which another server's front end passes mail on has a session of
/// its own, which only the answer ties to the message.
/// </remarks>
static class SmtpMatcher
{
    /// <summary>The conversations of each stay, in the order of the stays.</summary>
    /// <param name="stays">The message's rows, by stay.</param>
    /// <param name="conversations">What may belong to it.</param>
    internal static List<List<SmtpTranscript>> Assign(List<List<TrackingRow>> stays, IReadOnlyList<SmtpConversation> conversations)
    {
        var found = stays.ConvertAll(_ => new List<SmtpTranscript>());
        var told = new HashSet<TrackingRow>(ReferenceEqualityComparer.Instance);
        var open = new List<SmtpConversation>();
        foreach (var conversation in conversations)
        {
            if (Certain(stays, conversation) is var (stay, row, match) && match is not null)
            {
                found[stay].Add(Transcript(conversation, match.Value, Because(match.Value)));
                if (row is not null)
                    told.Add(row);
            }
            else
            {
                open.Add(conversation);
            }
        }

        for (var stay = 0; stay < stays.Count; stay++)
        {
            // Where tracking names a session that no log has, no other takes its place.
            var untold = stays[stay].Where(row => !told.Contains(row) && row.SmtpSession.Length == 0 && DirectionOf(row) is not null);
            foreach (var row in untold)
                AddProbable(found[stay], row, open);
        }

        return found;
    }

    static (int Stay, TrackingRow? Row, SmtpMatch? Match) Certain(List<List<TrackingRow>> stays, SmtpConversation conversation)
    {
        if (Find(stays, row => row.SmtpSession == conversation.Session) is { } named)
            return (named.Stay, named.Row, SmtpMatch.Session);
        var ids = stays.SelectMany(stay => stay).Select(row => Bare(row.MessageId)).Where(id => id.Length > 0).ToHashSet();
        var lines = conversation.Lines.Where(line => line.MessageId.Length > 0 && ids.Contains(Bare(line.MessageId))).ToList();
        if (lines.Count > 0 && StayOf(stays, conversation, lines) is { } stay)
            return (stay.Stay, stay.Row, SmtpMatch.MessageId);
        if (conversation.IsReceive == true)
            return (0, null, null);

        // Another server's queue id is its own matter, and may come again: it must agree in place and time.
        var queued = Find(stays, row => row.RemoteQueueId.Length > 0 && DirectionOf(row) == false && conversation.Lines.Any(line =>
            line.RemoteQueueId == row.RemoteQueueId && (line.Time - row.Time).Duration() <= Limits.TraceSessionSpan
            && Agrees(line.LocalIp, row.ClientIp) && Agrees(line.RemoteIp, row.ServerIp)));
        return (queued?.Stay ?? 0, queued?.Row, queued is null ? null : SmtpMatch.QueueId);
    }

    // On whose server: told by the name, by the number that the answer gave, by the addresses; nothing else.
    static (int Stay, TrackingRow? Row)? StayOf(List<List<TrackingRow>> stays, SmtpConversation conversation, List<SmtpLogLine> lines)
    {
        if (conversation.IsReceive == false)
        {
            return Find(stays, row => DirectionOf(row) == false && row.RemoteQueueId.Length > 0
                    && lines.Exists(line => line.RemoteQueueId == row.RemoteQueueId))
                ?? Find(stays, row => DirectionOf(row) == false
                    && lines.Exists(line => Same(line.LocalIp, row.ClientIp) && Agrees(line.RemoteIp, row.ServerIp)));
        }

        return Find(stays, row => DirectionOf(row) == true && IsHost(conversation, row)
                && lines.Exists(line => line.InternalMessageId is null || line.InternalMessageId == row.InternalMessageId))
            ?? Find(stays, row => IsHost(conversation, row))
            ?? Find(stays, row => DirectionOf(row) == true && conversation.Host.Length == 0
                && lines.Exists(line => line.InternalMessageId is { } number && number == row.InternalMessageId));
    }

    static void AddProbable(List<SmtpTranscript> found, TrackingRow row, List<SmtpConversation> open)
    {
        var like = open.Where(conversation => conversation.Transactions().Any(one => IsLike(conversation, one, row))).ToList();
        foreach (var conversation in like)
        {
            var others = like.Count == 1 ? "" : $" {like.Count} conversations agree alike; at most one is the message's.";
            if (!found.Exists(transcript => transcript.Session == conversation.Session))
                found.Add(Transcript(conversation, SmtpMatch.Addresses, Because(SmtpMatch.Addresses) + others));
        }
    }

    static bool IsLike(SmtpConversation conversation, SmtpTransaction one, TrackingRow row)
    {
        var sender = row.ReturnPath.Length > 0 ? row.ReturnPath : row.Sender;
        return conversation.IsReceive == DirectionOf(row)
            && (one.Time - row.Time).Duration() <= Limits.TraceAddressSpan
            && Same(one.Sender, sender)
            && one.Recipients.Count > 0
            && one.Recipients.All(recipient => row.Recipients.Contains(recipient, StringComparer.OrdinalIgnoreCase))
            && (one.MessageId.Length == 0 || row.MessageId.Length == 0)
            && (one.RemoteQueueId.Length == 0 || row.RemoteQueueId.Length == 0)
            && (conversation.Host.Length == 0 || IsHost(conversation, row))
            && Agrees(one.Line.LocalIp, row.LocalIp(DirectionOf(row)!.Value))
            && Agrees(one.Line.RemoteIp, row.RemoteIp(DirectionOf(row)!.Value));
    }

    /// <summary>Whether the row tells of mail that came (true) or went (false) by SMTP; null for others.</summary>
    static bool? DirectionOf(TrackingRow row) => row.Source != "SMTP" ? null : row.Action switch
    {
        "RECEIVE" => true,
        "SEND" or "SENDEXTERNAL" or "FAIL" or "DEFER" => false,
        _ => null,
    };

    static (int Stay, TrackingRow? Row)? Find(List<List<TrackingRow>> stays, Func<TrackingRow, bool> condition)
    {
        for (var i = 0; i < stays.Count; i++)
        {
            if (stays[i].Find(row => condition(row)) is { } row)
                return (i, row);
        }

        return null;
    }

    static SmtpTranscript Transcript(SmtpConversation conversation, SmtpMatch match, string because) => new(
        conversation.Session, match, because, [.. conversation.Lines.Select(line => new SmtpLine(line.Time, line.Event, line.Text))]);

    static string Because(SmtpMatch match) => match switch
    {
        SmtpMatch.Session => "Message tracking names this conversation.",
        SmtpMatch.MessageId => "The conversation names the message's Message-ID.",
        SmtpMatch.QueueId => "The other server's answer has the queue id that message tracking keeps.",
        _ => "By time, sender and recipients only: no log says that this conversation carried the message.",
    };

    static bool IsHost(SmtpConversation conversation, TrackingRow row) => conversation.Host.Length > 0
        && row.Host.Length > 0 && HostName.IsSame(conversation.Host, row.Host);

    // A value that one log lacks speaks neither for nor against.
    static bool Agrees(string one, string other) => one.Length == 0 || other.Length == 0 || Same(one, other);

    static bool Same(string one, string other) => one.Length > 0 && one.Equals(other, StringComparison.OrdinalIgnoreCase);

    static string Bare(string messageId) => messageId.Trim('<', '>');
}
