using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>Lines of smtpd(8), which takes mail in: conversations with clients and what was refused in them.</summary>
static class SmtpdLines
{
    static readonly Utf8View s_smtp = Utf8View.Inline("smtp"u8);
    static readonly Utf8View s_client = Utf8View.Inline("client"u8);
    static readonly Utf8View s_connect = Utf8View.Inline("connect"u8);
    static readonly Utf8View s_disconnect = Utf8View.Inline("disconnect"u8);

    internal static bool Read(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text)
    {
        if (PostfixText.Take(ref text, "connect from "u8))
            return Connected(ref row, line, text, s_connect);
        if (PostfixText.Take(ref text, "disconnect from "u8))
            return Connected(ref row, line, text, s_disconnect);
        if (text.StartsWith("client="u8))
            return Client(ref row, line, text);
        return RefusalLines.TryRead(ref row, line, text) || Ended(ref row, text) || Encryption(ref row, text) || Keywords(ref row, text);
    }

    /// <summary>Marks what a filter of this host hands in: over loopback to an instance that is there for it.</summary>
    internal static void MarkFilter(ref RowWriter row, in UnixLine line)
    {
        if (IsFilterInstance(line.Program) && PostfixText.IsLoopback(row.Get(CommonFields.ClientIp), row.Get(UnixFields.ClientHostname)))
            row.Set(PostfixFields.IsInternalHop, true);
    }

    // postfix/amavisd/smtpd, postfix/dkimmilter/smtpd, postfix/10025/smtpd; not those that clients submit to.
    static bool IsFilterInstance(ReadOnlySpan<byte> program)
    {
        var end = program.LastIndexOf((byte)'/');
        var start = end < 0 ? -1 : program[..end].LastIndexOf((byte)'/');
        if (start < 0)
            return false;
        var instance = program[(start + 1)..end];
        return !instance.StartsWith("submission"u8) && !instance.StartsWith("smtps"u8) && !instance.SequenceEqual("smtp"u8)
            && !instance.SequenceEqual("465"u8) && !instance.SequenceEqual("587"u8) && !instance.SequenceEqual("25"u8);
    }

    // PEER, and when it ends how often each command was given: ehlo=2 rcpt=0/1 commands=5/7.
    static bool Connected(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text, Utf8View action)
    {
        if (!PostfixPeer.TryTake(ref text, out var peer))
            return false;
        peer.SetClient(ref row);
        row.Set(CommonFields.Action, action);
        var counts = new PostfixPairs(text.TrimStart((byte)' '), byBlanks: true);
        while (counts.Next(out var key, out var value))
            PostfixText.Add(ref row, key, value);
        MarkFilter(ref row, line);
        return true;
    }

    // client=PEER, sasl_method=PLAIN, sasl_username=u, sasl_sender=s, orig_queue_id=Q, orig_client=PEER
    static bool Client(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text)
    {
        var pairs = new PostfixPairs(text, byBlanks: false);
        if (!pairs.Next(out _, out var client) || !PostfixPeer.TryTake(ref client, out var peer))
            return false;
        peer.SetClient(ref row);
        row.Set(CommonFields.Action, s_client);
        while (pairs.Next(out var key, out var value))
        {
            if (key.SequenceEqual("sasl_username"u8))
                Login(ref row, value);
            else if (key.SequenceEqual("sasl_method"u8))
                row.SetBorrowed(LoginFields.AuthMethod, value);
            else if (key.SequenceEqual("sasl_sender"u8))
                row.SetBorrowed(PostfixFields.SaslSender, value);
            else if (key.SequenceEqual("orig_queue_id"u8))
                Original(ref row, value, peer);
            else
                PostfixText.Add(ref row, key, value);
        }

        MarkFilter(ref row, line);
        return true;
    }

    static void Login(ref RowWriter row, ReadOnlySpan<byte> user)
    {
        row.SetBorrowed(CommonFields.UserName, user);
        row.Set(LoginFields.Login, true);
        row.Set(LoginFields.Protocol, s_smtp);
        row.Set(CommonFields.Outcome, Outcome.Success);
    }

    static void Original(ref RowWriter row, ReadOnlySpan<byte> value, in PostfixPeer peer)
    {
        if (!PostfixText.IsQueueId(value))
            return;
        row.SetBorrowed(PostfixFields.PreviousQueueId, value);
        if (PostfixText.IsLoopback(peer.Ip, peer.Name))
            row.Set(PostfixFields.IsInternalHop, true);
    }

    // lost connection after DATA (0 bytes) from PEER; improper command pipelining after EHLO from PEER: text
    static bool Ended(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var how = PostfixText.Until(ref text, " after "u8);
        if (text.IsEmpty || !TryEnd(how, out var action))
            return false;
        var stage = PostfixText.Until(ref text, " from "u8);
        if (!PostfixPeer.TryTake(ref text, out var peer))
            return false;
        peer.SetClient(ref row);
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        var open = stage.IndexOf(" ("u8);
        if (open > 0 && stage.EndsWith(" bytes)"u8))
        {
            if (PostfixText.TryNumber(stage[(open + 2)..^7], out var bytes))
                row.Set(CommonFields.Bytes, bytes);
            stage = stage[..open];
        }

        row.SetBorrowed(PostfixFields.Stage, stage);
        if (PostfixText.Take(ref text, ": "u8))
            row.SetBorrowed(UnixFields.Reply, text);
        return true;
    }

    static bool TryEnd(ReadOnlySpan<byte> how, out ReadOnlySpan<byte> action)
    {
        action = how.SequenceEqual("lost connection"u8) ? "lost-connection"u8
            : how.SequenceEqual("timeout"u8) ? "timeout"u8
            : how.SequenceEqual("too many errors"u8) ? "too-many-errors"u8
            : how.SequenceEqual("improper command pipelining"u8) ? "pipelining"u8
            : how.StartsWith("bare <LF>"u8) ? "bare-newline"u8
            : default;
        return !action.IsEmpty;
    }

    static bool Encryption(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (PostfixText.Take(ref text, "SSL_accept error from "u8))
        {
            if (!PostfixPeer.TryTake(ref text, out var peer) || !PostfixText.Take(ref text, ": "u8))
                return false;
            peer.SetClient(ref row);
            row.Set(CommonFields.Action, "tls-error"u8);
            row.Set(CommonFields.Outcome, Outcome.Failure);
            row.SetBorrowed(UnixFields.Reply, text);
            return true;
        }

        if (PostfixText.Take(ref text, "setting up TLS connection from "u8))
        {
            if (!PostfixPeer.TryTake(ref text, out var peer))
                return false;
            peer.SetClient(ref row);
            row.Set(CommonFields.Action, "tls-setup"u8);
            return true;
        }

        return TlsLines.TryRead(ref row, text) || Certificate(ref row, text);
    }

    // PEER: subject_CN=x, issuer=y, fingerprint=z, with how far it is trusted before it in newer versions.
    static bool Certificate(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var rest = text;
        if (!PostfixPeer.TryTake(ref rest, out var peer) || !PostfixText.Take(ref rest, ": "u8)
            || rest.IndexOf("subject_CN="u8) is not (>= 0 and var at))
            return false;
        peer.SetClient(ref row);
        row.Set(CommonFields.Action, "certificate"u8);
        if (at > 2)
            row.SetBorrowed(PostfixFields.TlsTrust, rest[..(at - 2)]);
        PostfixText.Add(ref row, "certificate"u8, rest[at..]);
        return true;
    }

    static bool Keywords(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (!PostfixText.Take(ref text, "discarding EHLO keywords: "u8))
            return false;
        row.Set(CommonFields.Action, "keywords-discarded"u8);
        PostfixText.Add(ref row, "keywords"u8, text);
        return true;
    }
}
