using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>Lines of the daemons around the queue: pickup, cleanup, qmgr, bounce, and postsuper.</summary>
static class QueueLines
{
    static readonly Utf8View s_queued = Utf8View.Inline("queued"u8);
    static readonly Utf8View s_removed = Utf8View.Inline("removed"u8);
    static readonly Utf8View s_messageId = Utf8View.Inline("message-id"u8);
    static readonly Utf8View s_pickup = Utf8View.Inline("pickup"u8);
    static readonly Utf8View s_expired = Utf8View.Inline("expired"u8);

    internal static bool Read(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text, ReadOnlySpan<byte> queueId)
    {
        if (queueId.IsEmpty)
            return RefusalLines.TryRead(ref row, line, text) || Summary(ref row, text);
        if (text.SequenceEqual("removed"u8))
            return Set(ref row, s_removed);
        if (text.StartsWith("from=<"u8))
            return Queued(ref row, text);
        if (text.StartsWith("message-id="u8))
            return MessageId(ref row, text[11..], s_messageId);
        if (text.StartsWith("resent-message-id="u8))
            return Resent(ref row, text[18..]);
        if (text.StartsWith("uid="u8))
            return PickedUp(ref row, text);
        return Notification(ref row, text) || RefusalLines.TryRead(ref row, line, text) || Handled(ref row, text);
    }

    static bool Set(ref RowWriter row, Utf8View action)
    {
        row.Set(CommonFields.Action, action);
        return true;
    }

    // from=<a>, size=1, nrcpt=1 (queue active); from=<a>, status=expired, returned to sender
    static bool Queued(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var pairs = new PostfixPairs(text, byBlanks: false);
        var isQueued = false;
        while (pairs.Next(out var key, out var value))
        {
            if (key.SequenceEqual("from"u8))
            {
                PostfixText.SetSender(ref row, value);
            }
            else if (key.SequenceEqual("size"u8) && PostfixText.TryNumber(value, out var size))
            {
                row.Set(CommonFields.Bytes, size);
            }
            else if (key.SequenceEqual("nrcpt"u8) && PostfixText.TryNumber(PostfixText.Until(ref value, " "u8), out var recipients))
            {
                row.Set(UnixFields.RecipientCount, recipients);
                isQueued = true;
            }
            else if (key.SequenceEqual("status"u8) && value.EndsWith("expired"u8))
            {
                row.SetBorrowed(PostfixFields.DeliveryStatus, value);
                row.SetBorrowed(UnixFields.Reply, pairs.Rest);
                row.Set(CommonFields.Outcome, Outcome.Failure);
                return Set(ref row, s_expired);
            }
        }

        return isQueued && Set(ref row, s_queued);
    }

    // As logged; a message without one has <> here.
    static bool MessageId(ref RowWriter row, ReadOnlySpan<byte> id, Utf8View action)
    {
        if (!id.SequenceEqual("<>"u8))
            row.SetBorrowed(CommonFields.MessageId, id);
        return Set(ref row, action);
    }

    static bool Resent(ref RowWriter row, ReadOnlySpan<byte> id)
    {
        _ = MessageId(ref row, id, default);
        row.Set(CommonFields.Action, "resent-message-id"u8);
        return true;
    }

    // uid=0 from=<root>
    static bool PickedUp(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var pairs = new PostfixPairs(text, byBlanks: true);
        while (pairs.Next(out var key, out var value))
        {
            if (key.SequenceEqual("from"u8))
                PostfixText.SetSender(ref row, value);
            else
                PostfixText.Add(ref row, key, value);
        }

        return Set(ref row, s_pickup);
    }

    // sender non-delivery notification: QUEUEID
    static bool Notification(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf(" notification: "u8);
        if (at < 0)
            return false;
        var child = text[(at + 15)..];
        var kind = text[..at];
        var to = PostfixText.Until(ref kind, " "u8);
        var action = kind.SequenceEqual("non-delivery"u8) ? "non-delivery-notification"u8
            : kind.SequenceEqual("delay"u8) ? "delay-notification"u8
            : kind.SequenceEqual("delivery status"u8) ? "delivery-status-notification"u8
            : default;
        if (action.IsEmpty || !PostfixText.IsQueueId(child))
            return false;
        row.Set(CommonFields.Action, action);
        row.SetBorrowed(PostfixFields.ChildQueueId, child);
        PostfixText.Add(ref row, "notified"u8, to);
        return true;
    }

    // What administrators do with postsuper, and qmgr's remarks.
    static bool Handled(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var action = text.SequenceEqual("placed on hold"u8) ? "hold"u8
            : text.SequenceEqual("released from hold"u8) ? "released"u8
            : text.SequenceEqual("requeued"u8) ? "requeued"u8
            : text.SequenceEqual("expired"u8) || text.SequenceEqual("released and expired"u8) ? "force-expired"u8
            : text.StartsWith("skipped, "u8) ? "skipped"u8
            : default;
        if (action.IsEmpty)
            return false;
        row.Set(CommonFields.Action, action);
        if (action.SequenceEqual("skipped"u8))
            row.SetBorrowed(UnixFields.Reply, text[9..]);
        else if (action.SequenceEqual("hold"u8))
            row.Set(CommonFields.Outcome, Outcome.Unknown);
        return true;
    }

    // Deleted: 115 messages
    static bool Summary(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var what = PostfixText.Until(ref text, ": "u8);
        var count = PostfixText.Until(ref text, " message"u8);
        var action = what.SequenceEqual("Deleted"u8) ? "deleted"u8
            : what.SequenceEqual("Requeued"u8) ? "requeued"u8
            : what.SequenceEqual("Placed on hold"u8) ? "hold"u8
            : what.SequenceEqual("Released from hold"u8) ? "released"u8
            : what.SequenceEqual("Expired"u8) ? "force-expired"u8
            : default;
        if (action.IsEmpty || !PostfixText.TryNumber(count, out _))
            return false;
        row.Set(CommonFields.Action, action);
        PostfixText.Add(ref row, "messages"u8, count);
        return true;
    }
}
