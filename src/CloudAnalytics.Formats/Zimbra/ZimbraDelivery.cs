using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>Messages of the categories lmtp, mailop and smtp: how mail comes into mailboxes and leaves them.</summary>
static class ZimbraDelivery
{
    /// <summary>Mail that Postfix hands over.</summary>
    internal static bool Lmtp(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        row.Set(LoginFields.Protocol, "lmtp"u8);
        if (ZimbraText.TryAfter(message, "Delivering message"u8, out var rest))
            return Delivering(ref row, rest);
        if (ZimbraText.TryAfter(message, "rejecting message from="u8, out rest))
            return Refused(ref row, rest, "rejecting"u8);
        if (ZimbraText.TryAfter(message, "try again for message from="u8, out rest))
            return Refused(ref row, rest, "try again"u8);
        if (ZimbraText.TryAfter(message, "accepted and discarded message from="u8, out rest))
            return Refused(ref row, rest, "discarded"u8);
        if (ZimbraText.TryAfter(message, "Not delivering message with duplicate Message-ID "u8, out rest))
        {
            row.Set(CommonFields.Action, "duplicate"u8);
            row.Set(CommonFields.Outcome, Outcome.Unknown);
            row.SetBorrowed(CommonFields.MessageId, rest.TrimEnd("."u8));
            return true;
        }

        if (ZimbraText.TryAfter(message, "rejecting address "u8, out rest) && ZimbraText.TryTake(ref rest, ": "u8, out var address))
        {
            row.Set(CommonFields.Action, "rejecting"u8);
            row.Set(CommonFields.Outcome, Outcome.Failure);
            row.AddBorrowed(CommonFields.Recipients, address.Trim("<> "u8));
            row.SetBorrowed(UnixFields.Reply, rest);
            return true;
        }

        return ZimbraText.TryAfter(message, "S: "u8, out rest) ? Reply(ref row, rest) : ZimbraAccess.Misc(ref row, message);
    }

    /// <summary>What happens in a mailbox: "Adding Message" is the proof of delivery, with the folder.</summary>
    internal static bool Mailop(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        if (!ZimbraText.TryAfter(message, "Adding Message: id="u8, out var rest)
            || !ZimbraText.TryTake(ref rest, ", Message-ID="u8, out var item))
            return ZimbraAccess.Misc(ref row, message);
        // The Message-ID comes from outside, and may hold what follows it.
        if (!ZimbraText.TryTakeLast(ref rest, ", parentId="u8, out var tail))
            return false;
        row.Set(CommonFields.Action, "Adding Message"u8);
        row.Set(CommonFields.Outcome, Outcome.Success);
        row.SetBorrowed(ZimbraFields.ItemId, item);
        if (ZimbraText.TryTakeLast(ref rest, ", sender="u8, out var sender))
            Sender(ref row, sender);
        row.SetBorrowed(CommonFields.MessageId, rest);
        if (!ZimbraText.TryTake(ref tail, ", folderId="u8, out _) || !ZimbraText.TryTake(ref tail, ", folderName="u8, out var folder))
            return true;
        if (ZimbraText.TryDigits(folder, out var number))
            row.Set(ZimbraFields.FolderId, number);
        if (tail.EndsWith("."u8))
            tail = tail[..^1];
        // Zimbra 9 and 10 add these two; the folder's name is the user's.
        if (ZimbraText.TryTakeLast(ref tail, ", acct="u8, out var account))
            row.SetBorrowed(ZimbraFields.AccountId, account.TrimEnd(", "u8));
        if (ZimbraText.TryTakeLast(ref tail, ", sender="u8, out sender))
            Sender(ref row, sender.TrimEnd(","u8));
        row.SetBorrowed(MailEdge.Folder, tail);
        return true;
    }

    /// <summary>Mail that users send.</summary>
    internal static bool Smtp(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        if (!ZimbraText.TryAfter(message, "Sending message to MTA at "u8, out var rest)
            || !ZimbraText.TryTake(ref rest, ": "u8, out var host))
            return Submission(ref row, message);
        row.Set(CommonFields.Action, "sending"u8);
        row.SetBorrowed(UnixFields.RelayHost, host);
        row.Set(LoginFields.Protocol, "smtp"u8);
        if (ZimbraText.TryTakeLast(ref rest, ", nrcpts="u8, out var tail))
            Recipients(ref row, tail);
        if (ZimbraText.TryTakeLast(ref rest, ", sender="u8, out var sender))
            Sender(ref row, sender);
        if (ZimbraText.TryTakeLast(ref rest, ", size="u8, out var size) && ZimbraText.TryDigits(size, out var bytes))
            row.Set(CommonFields.Bytes, bytes);
        if (ZimbraText.TryAfter(rest, "Message-ID="u8, out var id))
            row.SetBorrowed(CommonFields.MessageId, id.IndexOf(", "u8) is var end and >= 0 ? id[..end] : id);
        return true;
    }

    // 2, to=a@b, to=c@d
    static void Recipients(ref RowWriter row, ReadOnlySpan<byte> tail)
    {
        if (ZimbraText.TryDigits(tail, out var count))
            row.Set(UnixFields.RecipientCount, count);
        if (!ZimbraText.TryTake(ref tail, ", to="u8, out _))
            return;
        while (ZimbraText.TryTake(ref tail, ", to="u8, out var recipient))
            row.AddBorrowed(CommonFields.Recipients, recipient);
        row.AddBorrowed(CommonFields.Recipients, tail);
    }

    static bool Submission(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        row.Set(LoginFields.Protocol, "smtp"u8);
        if (message.StartsWith("Failed to send message"u8))
            return Failed(ref row, "send failed"u8, message["Failed to send message"u8.Length..]);
        if (message.StartsWith("Unable to connect to SMTP server"u8))
            return Failed(ref row, "unreachable"u8, message["Unable to connect to SMTP server"u8.Length..]);
        if (!ZimbraText.TryAfter(message, "Disallowing connections to "u8, out var rest)
            || !ZimbraText.TryTake(ref rest, " for "u8, out var host))
            return ZimbraAccess.Misc(ref row, message);
        row.SetBorrowed(UnixFields.RelayHost, host);
        if (ZimbraText.TryDigits(rest, out var millis))
            row.Set(CommonFields.DurationMs, millis);
        return Failed(ref row, "disallowing"u8, default);
    }

    static bool Failed(ref RowWriter row, ReadOnlySpan<byte> action, ReadOnlySpan<byte> why)
    {
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        row.SetBorrowed(UnixFields.Reply, why.Trim(" :."u8));
        return true;
    }

    // ": size=1234 bytes, nrcpts=1, sender=a@b, msgid=<...>", with started or completed before the colon in Zimbra's long form.
    static bool Delivering(ref RowWriter row, ReadOnlySpan<byte> rest)
    {
        var isCompleted = rest.StartsWith(" completed"u8);
        if (!ZimbraText.TryTake(ref rest, ": "u8, out _) || !ZimbraText.TryAfter(rest, "size="u8, out rest))
            return false;
        row.Set(CommonFields.Action, isCompleted ? "delivered"u8 : "delivering"u8);
        if (isCompleted)
            row.Set(CommonFields.Outcome, Outcome.Success);
        if (ZimbraText.TryTake(ref rest, ", nrcpts="u8, out var size) && ZimbraText.TryDigits(size, out var bytes))
            row.Set(CommonFields.Bytes, bytes);
        if (ZimbraText.TryTake(ref rest, ", sender="u8, out var count) && ZimbraText.TryDigits(count, out var recipients))
            row.Set(UnixFields.RecipientCount, recipients);
        if (ZimbraText.TryTake(ref rest, ", msgid="u8, out var sender))
            row.SetBorrowed(CommonFields.MessageId, rest);
        else
            sender = rest;
        Sender(ref row, sender);
        return true;
    }

    // from=a@b,to=c@d: REASON
    static bool Refused(ref RowWriter row, ReadOnlySpan<byte> rest, ReadOnlySpan<byte> action)
    {
        if (!ZimbraText.TryTake(ref rest, ",to="u8, out var sender))
            return false;
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        Sender(ref row, sender);
        var reason = rest;
        if (!ZimbraText.TryTake(ref reason, ": "u8, out var recipient))
            recipient = rest;
        row.AddBorrowed(CommonFields.Recipients, recipient.Trim("<> "u8));
        row.SetBorrowed(UnixFields.Reply, recipient == rest ? default : reason);
        return true;
    }

    // "550 5.1.1 No such user (RCPT)": every answer that is no 2xx.
    static bool Reply(ref RowWriter row, ReadOnlySpan<byte> rest)
    {
        if (!ZimbraText.TryDigits(rest, out var code) || code is < 200 or > 599)
            return false;
        row.Set(CommonFields.Action, "reply"u8);
        row.Set(CommonFields.Outcome, code < 400 ? Outcome.Success : Outcome.Failure);
        row.Set(CommonFields.StatusCode, code);
        row.SetBorrowed(UnixFields.Reply, rest);
        var word = rest[3..].TrimStart((byte)' ');
        var end = word.IndexOf((byte)' ');
        if (end > 0 && word[..end].Count((byte)'.') == 2 && word[..end].IndexOfAnyExceptInRange((byte)'.', (byte)'9') < 0)
            row.SetBorrowed(CommonFields.ErrorCode, word[..end]);
        return true;
    }

    // A name may stand before the address.
    static void Sender(ref RowWriter row, ReadOnlySpan<byte> sender)
    {
        var open = sender.LastIndexOf((byte)'<');
        row.SetBorrowed(CommonFields.Sender, (open < 0 ? sender : sender[open..]).Trim("<> "u8));
    }
}
