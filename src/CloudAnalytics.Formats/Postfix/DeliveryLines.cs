using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>
/// What became of a message for one recipient, of any daemon that delivers:
/// <c>to=&lt;a&gt;, orig_to=&lt;b&gt;, relay=host[ip]:port, delay=1.1, delays=0.1/0/0.5/0.5, dsn=2.0.0, status=sent (250 Ok)</c>.
/// </summary>
static class DeliveryLines
{
    static readonly Utf8View s_discarded = Utf8View.Inline("discarded"u8);
    static readonly Utf8View s_softBounce = Utf8View.Inline("softbounce"u8);

    internal static bool TryDelivery(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text)
    {
        var pairs = new PostfixPairs(text, byBlanks: false);
        PostfixPeer relay = default;
        while (true)
        {
            // The reply may hold anything, commas too: it goes on to the end of the line.
            if (pairs.Rest.StartsWith("status="u8))
                return Status(ref row, line, pairs.Rest[7..], relay);
            if (!pairs.Next(out var key, out var value))
                return false;
            Pair(ref row, key, value, ref relay);
        }
    }

    static void Pair(ref RowWriter row, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref PostfixPeer relay)
    {
        if (key.SequenceEqual("to"u8))
            row.AddBorrowed(CommonFields.Recipients, value);
        else if (key.SequenceEqual("orig_to"u8))
            row.SetBorrowed(UnixFields.OriginalRecipient, value);
        else if (key.SequenceEqual("relay"u8))
            Relay(ref row, value, ref relay);
        else if (key.SequenceEqual("delay"u8) && PostfixText.TrySeconds(value, out var millis))
            row.Set(CommonFields.DurationMs, millis);
        else if (key.SequenceEqual("delays"u8))
            Delays(ref row, value);
        else if (key.SequenceEqual("dsn"u8))
            Dsn(ref row, value);
        else if (key.SequenceEqual("conn_use"u8) && PostfixText.TryNumber(value, out var uses))
            row.Set(PostfixFields.ConnectionUse, uses);
        else
            PostfixText.Add(ref row, key, value);
    }

    static void Relay(ref RowWriter row, ReadOnlySpan<byte> value, ref PostfixPeer relay)
    {
        var rest = value;
        if (PostfixPeer.TryTake(ref rest, out relay))
            relay.SetRelay(ref row);
        else
            row.SetBorrowed(UnixFields.RelayHost, value);
    }

    static void Delays(ref RowWriter row, ReadOnlySpan<byte> value)
    {
        if (PostfixText.TrySeconds(PostfixText.Until(ref value, "/"u8), out var before))
            row.Set(PostfixFields.DelayBeforeQueueMs, before);
        if (PostfixText.TrySeconds(PostfixText.Until(ref value, "/"u8), out var inQueue))
            row.Set(PostfixFields.DelayInQueueMs, inQueue);
        if (PostfixText.TrySeconds(PostfixText.Until(ref value, "/"u8), out var connect))
            row.Set(PostfixFields.DelayConnectMs, connect);
        if (PostfixText.TrySeconds(value, out var send))
            row.Set(PostfixFields.DelaySendMs, send);
    }

    // Success has no error, so its 2.x.x is in none of the columns.
    static void Dsn(ref RowWriter row, ReadOnlySpan<byte> value)
    {
        if (value.Length > 0 && value[0] is (byte)'4' or (byte)'5')
            row.SetBorrowed(CommonFields.ErrorCode, value);
    }

    static bool Status(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text, in PostfixPeer relay)
    {
        var reply = text;
        var status = PostfixText.Until(ref reply, " "u8);
        if (status.IsEmpty)
            return false;
        if (reply is [(byte)'(', .., (byte)')'])
            reply = reply[1..^1];
        else if (reply.StartsWith("("u8))
            reply = reply[1..];
        row.SetBorrowed(PostfixFields.DeliveryStatus, status);
        row.SetBorrowed(UnixFields.Reply, reply);
        Code(ref row, reply);
        var queuedAs = QueuedAs(ref row, reply);
        var isDiscarded = IsSent(status) && IsDiscarded(line, reply);
        if (isDiscarded)
            row.Set(CommonFields.Action, s_discarded);
        else if (status.SequenceEqual("SOFTBOUNCE"u8))
            row.Set(CommonFields.Action, s_softBounce);
        else
            row.SetBorrowed(CommonFields.Action, status);
        var isSuccess = !isDiscarded && (IsSent(status) || status.SequenceEqual("deliverable"u8));
        row.Set(CommonFields.Outcome, isSuccess ? Outcome.Success : Outcome.Failure);
        if (IsFilter(line, relay, !queuedAs.IsEmpty || isDiscarded))
            row.Set(PostfixFields.IsInternalHop, true);
        return true;
    }

    static bool IsSent(ReadOnlySpan<byte> status) => status.SequenceEqual("sent"u8);

    // The next server's words: they begin the reply, or follow "host x[y] said: " and "refused to talk to me: ".
    static void Code(ref RowWriter row, ReadOnlySpan<byte> reply)
    {
        if (!PostfixText.TryCode(reply, out var code))
        {
            var said = reply.IndexOf(" said: "u8);
            var at = said >= 0 ? said + 7 : reply.IndexOf(" to me: "u8) is var refused and >= 0 ? refused + 8 : -1;
            if (at < 0 || !PostfixText.TryCode(reply[at..], out code))
                return;
        }

        row.Set(CommonFields.StatusCode, code);
    }

    static ReadOnlySpan<byte> QueuedAs(ref RowWriter row, ReadOnlySpan<byte> reply)
    {
        // local(8) makes a new message of what an alias forwards.
        var at = reply.IndexOf("queued as "u8);
        var id = at >= 0 ? PostfixText.IdAtStart(reply[(at + 10)..])
            : reply.StartsWith("forwarded as "u8) ? PostfixText.IdAtStart(reply[13..]) : default;
        if (!id.IsEmpty)
        {
            row.SetBorrowed(UnixFields.QueuedAs, id);
            return id;
        }

        at = reply.IndexOf("[InternalId="u8);
        if (at < 0)
            return default;
        var rest = reply[(at + 12)..];
        var end = rest.IndexOf((byte)']');
        rest = end < 0 ? rest : rest[..end];
        if (PostfixText.TryNumber(PostfixText.Until(ref rest, ", "u8), out var number))
            row.Set(PostfixFields.RemoteInternalId, number);
        if (PostfixText.Take(ref rest, "Hostname="u8))
            row.SetBorrowed(PostfixFields.RemoteHostname, rest);
        return default;
    }

    // amavis with D_DISCARD: "250 2.7.0 Ok, discarded, id=1-1 - spam", "250 2.5.0 Ok, id=1-1, DISCARD(bounce.suppressed)"; discard(8)
    // takes what a transport or access table throws away; a local alias may lead to nowhere.
    static bool IsDiscarded(in UnixLine line, ReadOnlySpan<byte> reply) =>
        (reply.StartsWith("2"u8) && (reply.IndexOf(" Ok, discarded"u8) >= 0 || reply.IndexOf(", DISCARD("u8) >= 0))
        || line.Program.EndsWith("/discard"u8) || reply.SequenceEqual("delivered to file: /dev/null"u8);

    // A server on the same host that hands the message in again is a filter. One that does not say so is taken for a filter too, unless it
    // listens where mailboxes are filled: 24 and 2003 by custom, 7025 of Zimbra.
    static bool IsFilter(in UnixLine line, in PostfixPeer relay, bool isPassedOn)
    {
        if (!line.Program.EndsWith("/smtp"u8) && !line.Program.EndsWith("/lmtp"u8) && !line.Program.EndsWith("/relay"u8))
            return false;
        if (PostfixText.IsLoopback(relay.Ip, relay.Name))
            return isPassedOn || relay.Port is not (24 or 2003 or 7025 or -1);
        return isPassedOn && relay.Port > 1024 && IsSameHost(relay.Name, line.Host);
    }

    static bool IsSameHost(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        !one.IsEmpty && System.Text.Ascii.EqualsIgnoreCase(FirstLabel(one), FirstLabel(other));

    static ReadOnlySpan<byte> FirstLabel(ReadOnlySpan<byte> name) => name.IndexOf((byte)'.') is var point and > 0 ? name[..point] : name;
}
