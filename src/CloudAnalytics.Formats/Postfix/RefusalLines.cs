using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>
/// What access rules, filters and content rules decide: <c>reject: RCPT from h[ip]: 550 5.1.1 text; from=&lt;a&gt; to=&lt;b&gt; proto=ESMTP
/// helo=&lt;c&gt;</c> of smtpd and postscreen, <c>milter-reject: END-OF-MESSAGE from ...</c> and <c>reject: header X: y from h[ip];
/// from=&lt;a&gt; ...: text</c> of cleanup.
/// </summary>
static class RefusalLines
{
    const int LongestVerb = 32;
    const int LongestStage = 24;

    enum Decision
    {
        None,
        Refused,
        Accepted,
        Held,
        Noted,
    }

    internal static bool TryRead(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)':');
        if (end is < 3 or > LongestVerb || end + 2 > text.Length || text[end + 1] != ' '
            || Of(text[..end]) is not (> Decision.None and var decision))
            return false;
        var verb = text[..end];
        text = text[(end + 2)..];
        var isContent = text.StartsWith("header "u8) || text.StartsWith("body "u8) || text.StartsWith("mime "u8)
            || text.StartsWith("nested "u8);
        var said = Split(text, isContent, out var pairs, out var tail);
        if (!(isContent ? Content(ref row, said) : Conversation(ref row, said)))
            return false;
        Pairs(ref row, pairs);
        if (!tail.IsEmpty && decision == Decision.Refused)
            PostfixText.SetReply(ref row, tail);
        else if (!tail.IsEmpty)
            PostfixText.Add(ref row, verb, tail);
        row.SetBorrowed(CommonFields.Action, verb);
        if (decision != Decision.Noted)
            row.Set(CommonFields.Outcome, decision == Decision.Refused ? Outcome.Failure
                : decision == Decision.Accepted ? Outcome.Success : Outcome.Unknown);
        SmtpdLines.MarkFilter(ref row, line);
        return true;
    }

    static Decision Of(ReadOnlySpan<byte> verb)
    {
        if (verb.SequenceEqual("reject"u8) || verb.SequenceEqual("milter-reject"u8) || verb.SequenceEqual("proxy-reject"u8)
            || verb.SequenceEqual("discard"u8) || verb.SequenceEqual("milter-discard"u8))
            return Decision.Refused;
        if (verb.SequenceEqual("proxy-accept"u8))
            return Decision.Accepted;
        if (verb.SequenceEqual("hold"u8) || verb.SequenceEqual("milter-hold"u8) || verb.SequenceEqual("delay"u8))
            return Decision.Held;
        return verb.SequenceEqual("reject_warning"u8) || verb.SequenceEqual("warn"u8) || verb.SequenceEqual("warning"u8)
            || verb.SequenceEqual("info"u8) || verb.SequenceEqual("permit"u8) || verb.SequenceEqual("filter"u8)
            || verb.SequenceEqual("redirect"u8) || verb.SequenceEqual("prepend"u8) || verb.SequenceEqual("replace"u8)
            || verb.SequenceEqual("strip"u8) || verb.SequenceEqual("bcc"u8) || verb.StartsWith("milter-"u8)
            ? Decision.Noted : Decision.None;
    }

    // What is said, then the pairs behind a semicolon, which go on to the end of the line, or of content to a colon with more behind it.
    // A recipient may be made to look like pairs: only what is pairs all the way counts.
    static ReadOnlySpan<byte> Split(
        ReadOnlySpan<byte> text, bool isContent, out ReadOnlySpan<byte> pairs, out ReadOnlySpan<byte> tail)
    {
        pairs = tail = default;
        for (var at = 0; text[at..].IndexOf("; "u8) is >= 0 and var step; at += 2)
        {
            at += step;
            var rest = text[(at + 2)..];
            if (!rest.StartsWith("from=<"u8) && !rest.StartsWith("to=<"u8) && !rest.StartsWith("proto="u8) && !rest.StartsWith("helo=<"u8))
                continue;
            var walk = new PostfixPairs(rest, byBlanks: true);
            while (walk.Next(out _, out _))
            {
            }

            if (!walk.Rest.IsEmpty && !(isContent && walk.Rest.StartsWith(": "u8)))
                continue;
            pairs = rest[..(rest.Length - walk.Rest.Length)];
            tail = walk.Rest.IsEmpty ? default : walk.Rest[2..];
            return text[..at];
        }

        return text.EndsWith(";"u8) ? text[..^1] : text;
    }

    // RCPT from PEER: REPLY; older versions leave the peer out: END-OF-MESSAGE: REPLY. A milter may name the content it changes.
    static bool Conversation(ref RowWriter row, ReadOnlySpan<byte> said)
    {
        var from = said.IndexOf(" from "u8);
        var colon = said.IndexOf((byte)':');
        if (from is > 0 and <= LongestStage && (colon < 0 || from < colon))
        {
            var rest = said[(from + 6)..];
            if (!PostfixPeer.TryTake(ref rest, out var peer))
                return false;
            row.SetBorrowed(PostfixFields.Stage, said[..from]);
            peer.SetClient(ref row);
            Reply(ref row, PostfixText.Take(ref rest, ": "u8) ? rest : default);
            return true;
        }

        if (colon is < 1 or > LongestStage || said[..colon].Contains((byte)' '))
            return false;
        row.SetBorrowed(PostfixFields.Stage, said[..colon]);
        Reply(ref row, said[(colon + 1)..].TrimStart((byte)' '));
        return true;
    }

    static void Reply(ref RowWriter row, ReadOnlySpan<byte> reply)
    {
        if (reply.IsEmpty)
            return;
        PostfixText.SetReply(ref row, reply);
        var at = reply.IndexOf("blocked using "u8);
        if (at >= 0)
        {
            var list = reply[(at + 14)..];
            var end = list.IndexOfAny((byte)';', (byte)' ', (byte)',');
            row.SetBorrowed(PostfixFields.Blocklist, end < 0 ? list : list[..end]);
        }

        // A proxy before the queue passes on what the server behind it says.
        at = reply.IndexOf("queued as "u8);
        if (at >= 0)
            row.SetBorrowed(UnixFields.QueuedAs, PostfixText.IdAtStart(reply[(at + 10)..]));
    }

    // header Subject: text from PEER; the peer is "local" for mail of this host.
    static bool Content(ref RowWriter row, ReadOnlySpan<byte> said)
    {
        var space = said.IndexOf((byte)' ');
        var from = said.LastIndexOf(" from "u8);
        row.SetBorrowed(PostfixFields.Stage, said[..space]);
        row.SetBorrowed(PostfixFields.Content, from > space ? said[(space + 1)..from] : said[(space + 1)..]);
        if (from < 0)
            return true;
        var rest = said[(from + 6)..];
        if (PostfixPeer.TryTake(ref rest, out var peer))
            peer.SetClient(ref row);
        return true;
    }

    static void Pairs(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var pairs = new PostfixPairs(text, byBlanks: true);
        while (pairs.Next(out var key, out var value))
        {
            if (key.SequenceEqual("from"u8))
                PostfixText.SetSender(ref row, value);
            else if (key.SequenceEqual("to"u8))
                row.AddBorrowed(CommonFields.Recipients, value);
            else if (key.SequenceEqual("proto"u8))
                row.SetBorrowed(PostfixFields.SmtpProtocol, value);
            else if (key.SequenceEqual("helo"u8))
                row.SetBorrowed(UnixFields.Helo, value);
            else if (key.SequenceEqual("sasl_username"u8))
                row.SetBorrowed(CommonFields.UserName, value);
            else
                PostfixText.Add(ref row, key, value);
        }
    }
}
