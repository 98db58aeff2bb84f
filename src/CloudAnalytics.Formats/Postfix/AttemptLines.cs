using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>What smtp(8) and lmtp(8) meet on the way to a delivery: servers that refuse, do not answer or cannot be trusted.</summary>
static class AttemptLines
{
    internal static bool Read(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (PostfixText.Take(ref text, "host "u8))
            return Host(ref row, text);
        if (PostfixText.Take(ref text, "connect to "u8))
            return Failed(ref row, text, "connect"u8);
        if (PostfixText.Take(ref text, "lost connection with "u8))
            return Lost(ref row, text, "lost-connection"u8, " while "u8);
        if (PostfixText.Take(ref text, "conversation with "u8))
            return Lost(ref row, text, "timeout"u8, " timed out while "u8);
        if (PostfixText.Take(ref text, "SSL_connect error to "u8))
            return Failed(ref row, text, "tls-error"u8);
        if (PostfixText.Take(ref text, "certificate verification failed for "u8)
            || PostfixText.Take(ref text, "server certificate verification failed for "u8))
            return Failed(ref row, text, "certificate-error"u8);
        if (PostfixText.Take(ref text, "SASL authentication failed; "u8))
            return Login(ref row, text);
        if (PostfixText.Take(ref text, "enabling PIX workarounds: "u8))
            return Workarounds(ref row, text);
        if (PostfixText.Take(ref text, "setting up TLS connection to "u8) && PostfixPeer.TryTake(ref text, out var peer))
        {
            peer.SetRelay(ref row);
            row.Set(CommonFields.Action, "tls-setup"u8);
            return true;
        }

        return Simple(ref row, text) || TlsLines.TryRead(ref row, text);
    }

    // What says all in its words.
    static bool Simple(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("Server certificate not "u8) || text.StartsWith("Cannot start TLS: "u8))
        {
            row.Set(CommonFields.Action, text[0] == 'S' ? "certificate-error"u8 : "tls-error"u8);
            row.Set(CommonFields.Outcome, Outcome.Failure);
            row.SetBorrowed(UnixFields.Reply, text);
            return true;
        }

        if (!PostfixText.Take(ref text, "Host offered STARTTLS: "u8))
            return false;
        row.Set(CommonFields.Action, "starttls-offered"u8);
        row.SetBorrowed(UnixFields.RelayHost, text.Trim("[]"u8));
        return true;
    }

    // host H[ip] said: 450 4.7.1 text (in reply to RCPT TO command); host H[ip] refused to talk to me: 421 text
    static bool Host(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (!PostfixPeer.TryTake(ref text, out var relay))
            return false;
        var isSaid = PostfixText.Take(ref text, " said: "u8);
        if (!isSaid && !PostfixText.Take(ref text, " refused to talk to me: "u8))
            return false;
        relay.SetRelay(ref row);
        row.Set(CommonFields.Action, isSaid ? "said"u8 : "refused"u8);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        Stage(ref row, ref text);
        PostfixText.SetReply(ref row, text);
        return true;
    }

    static void Stage(ref RowWriter row, scoped ref ReadOnlySpan<byte> text)
    {
        var at = text.LastIndexOf(" (in reply to "u8);
        if (at < 0 || text[^1] != ')')
            return;
        var stage = text[(at + 14)..^1];
        row.SetBorrowed(PostfixFields.Stage, stage.EndsWith(" command"u8) ? stage[..^8] : stage);
        text = text[..at];
    }

    // PEER: reason
    static bool Failed(ref RowWriter row, ReadOnlySpan<byte> text, ReadOnlySpan<byte> action)
    {
        if (!PostfixPeer.TryTake(ref text, out var relay) || !PostfixText.Take(ref text, ": "u8))
            return false;
        relay.SetRelay(ref row);
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        row.SetBorrowed(UnixFields.Reply, text);
        return true;
    }

    // PEER while sending RCPT TO
    static bool Lost(ref RowWriter row, ReadOnlySpan<byte> text, ReadOnlySpan<byte> action, ReadOnlySpan<byte> during)
    {
        if (!PostfixPeer.TryTake(ref text, out var relay) || !PostfixText.Take(ref text, during))
            return false;
        relay.SetRelay(ref row);
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        row.SetBorrowed(PostfixFields.Stage, text);
        return true;
    }

    // This host's own login at the next server: no login of an account here.
    static bool Login(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if ((!PostfixText.Take(ref text, "server "u8) && !PostfixText.Take(ref text, "cannot authenticate to server "u8))
            || !PostfixPeer.TryTake(ref text, out var relay))
            return false;
        if (!PostfixText.Take(ref text, " said: "u8) && !PostfixText.Take(ref text, ": "u8))
            return false;
        relay.SetRelay(ref row);
        row.Set(CommonFields.Action, "auth"u8);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        PostfixText.SetReply(ref row, text);
        return true;
    }

    // disable_esmtp delay_dotcrlf for H[ip]:25
    static bool Workarounds(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var names = PostfixText.Until(ref text, " for "u8);
        if (!PostfixPeer.TryTake(ref text, out var relay))
            return false;
        relay.SetRelay(ref row);
        row.Set(CommonFields.Action, "pix-workarounds"u8);
        PostfixText.Add(ref row, "workarounds"u8, names);
        return true;
    }
}
