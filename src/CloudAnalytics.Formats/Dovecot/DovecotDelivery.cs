using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Dovecot;

/// <summary>
/// What became of a delivered message: <c>msgid=&lt;M>: saved mail to FOLDER</c>, <c>sieve: msgid=&lt;M>: stored mail into mailbox 'F'</c>,
/// <c>discarded message</c>, <c>forwarded to &lt;A></c>, <c>rejected message from ...</c>.
/// </summary>
static class DovecotDelivery
{
    static readonly Utf8View s_saved = Utf8View.Inline("saved"u8);
    static readonly Utf8View s_discarded = Utf8View.Inline("discarded"u8);
    static readonly Utf8View s_mayDiscard = Utf8View.Inline("may_discard"u8);
    static readonly Utf8View s_forwarded = Utf8View.Inline("forwarded"u8);
    static readonly Utf8View s_rejected = Utf8View.Inline("rejected"u8);
    static readonly Utf8View s_saveFailed = Utf8View.Inline("save_failed"u8);
    static readonly Utf8View s_duplicate = Utf8View.Inline("duplicate"u8);
    static readonly Utf8View s_vacation = Utf8View.Inline("vacation"u8);

    internal static bool Read(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        // The sender chooses the Message-ID, which may look like the end of such a line: the last verb counts.
        for (var end = text.Length; (end = text[..end].LastIndexOf(": "u8)) >= 0;)
        {
            if (!ReadVerb(ref row, text[(end + 2)..]))
                continue;
            var id = text[..end];
            var action = id.LastIndexOf(" action"u8);
            if (action > 0 && action == id.Length - 7 && id.LastIndexOf(": "u8) is > 0 and var before)
                id = id[..before];
            row.SetBorrowed(CommonFields.MessageId, id);
            return true;
        }

        return false;
    }

    static bool ReadVerb(ref RowWriter row, ReadOnlySpan<byte> verb)
    {
        if (Scan.Skip(ref verb, "saved mail to "u8))
            Saved(ref row, verb);
        else if (Scan.Skip(ref verb, "stored mail into mailbox "u8))
            Saved(ref row, verb.Trim((byte)'\''));
        else if (verb.StartsWith("discarded message"u8))
            Set(ref row, s_discarded, Outcome.Unknown);
        else if (verb.StartsWith("discarded duplicate"u8))
            Other(ref row, s_duplicate, Outcome.Unknown, verb);
        else if (verb.StartsWith("marked message to be discarded"u8))
            Set(ref row, s_mayDiscard, Outcome.Unknown);
        else if (Scan.Skip(ref verb, "forwarded to "u8))
            Forwarded(ref row, verb);
        else if (verb.StartsWith("rejected message from "u8))
            Other(ref row, s_rejected, Outcome.Failure, Scan.Between(verb, "("u8, ")"u8));
        else if (verb.StartsWith("sent vacation response to "u8))
            Other(ref row, s_vacation, Outcome.Success, verb);
        else if (Scan.Skip(ref verb, "save failed to "u8))
            Failed(ref row, verb);
        else if (Scan.Skip(ref verb, "failed to store into mailbox "u8))
            Failed(ref row, verb);
        else
            return false;
        return true;
    }

    static void Saved(ref RowWriter row, ReadOnlySpan<byte> folder)
    {
        Set(ref row, s_saved, Outcome.Success);
        row.SetBorrowed(MailEdge.Folder, folder);
    }

    static void Forwarded(ref RowWriter row, ReadOnlySpan<byte> to)
    {
        Set(ref row, s_forwarded, Outcome.Success);
        row.AddBorrowed(CommonFields.Recipients, Scan.Until(ref to, " "u8).Trim("<>"u8));
    }

    static void Failed(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        Set(ref row, s_saveFailed, Outcome.Failure);
        row.SetBorrowed(MailEdge.Folder, Scan.Until(ref text, ": "u8).Trim((byte)'\''));
        row.SetBorrowed(UnixFields.Reply, text);
    }

    static void Other(ref RowWriter row, Utf8View action, Utf8View outcome, ReadOnlySpan<byte> reply)
    {
        Set(ref row, action, outcome);
        row.SetBorrowed(UnixFields.Reply, reply);
    }

    static void Set(ref RowWriter row, Utf8View action, Utf8View outcome)
    {
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, outcome);
    }
}
