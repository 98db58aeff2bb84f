using System.Buffers.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Filters;

/// <summary>
/// Reads amavis's verdict: <c>CATEGORY (NAME) {Action,...}, BANK LOCAL [ip]:port [ip] &lt;from> -> &lt;to>,&lt;to>, key: value, ...,
/// N ms</c> (amavisd, its default <c>$log_templ</c>). All of it but the category may be missing, as the template is the operator's, and
/// lines are cut.
/// </summary>
static class AmavisVerdict
{
    static readonly Utf8View s_passed = Utf8View.Inline("passed"u8);
    static readonly Utf8View s_blocked = Utf8View.Inline("blocked"u8);
    static readonly Utf8View s_relayed = Utf8View.Inline("relayed"u8);
    static readonly Utf8View s_discarded = Utf8View.Inline("discarded"u8);
    static readonly Utf8View s_bounced = Utf8View.Inline("bounced"u8);
    static readonly Utf8View s_rejected = Utf8View.Inline("rejected"u8);
    static readonly Utf8View s_tempFailed = Utf8View.Inline("tempfailed"u8);

    internal static Utf8View Action(bool isPassed) => isPassed ? s_passed : s_blocked;

    internal static void Read(ref RowWriter row, ReadOnlySpan<byte> rest)
    {
        Category(ref row, ref rest);
        Clients(ref row, ref rest);
        Envelope(ref row, ref rest);
        Pairs(ref row, rest);
    }

    static void Category(ref RowWriter row, ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny((byte)' ', (byte)',');
        var category = end < 0 ? rest : rest[..end];
        row.SetBorrowed(AmavisFields.Category, category);
        rest = rest[category.Length..];
        if (Scan.Skip(ref rest, " ("u8))
        {
            // A name may hold brackets: the list of actions or the end of the verdict follows the last one.
            end = rest.IndexOf(") {"u8);
            if (end < 0)
                end = rest.IndexOf("), "u8);
            var name = end < 0 ? rest.TrimEnd((byte)')') : rest[..end];
            row.SetBorrowed(category.StartsWith("INFECTED"u8) ? FilterFields.VirusName : AmavisFields.BannedName, name);
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        if (Scan.Skip(ref rest, " {"u8))
            Actions(ref row, Scan.Until(ref rest, "}"u8));
        _ = Scan.Skip(ref rest, ", "u8);
    }

    static void Actions(ref RowWriter row, ReadOnlySpan<byte> actions)
    {
        while (!actions.IsEmpty)
        {
            var action = Scan.Until(ref actions, ","u8);
            if (action.IsEmpty)
                continue;
            row.AddBorrowed(AmavisFields.Actions, action);
            if (Disposition(action) is { IsEmpty: false } disposition)
                row.Set(AmavisFields.Disposition, disposition);
        }
    }

    static Utf8View Disposition(ReadOnlySpan<byte> action) =>
        action.StartsWith("Relayed"u8) || action.StartsWith("Accepted"u8) ? s_relayed
        : action.StartsWith("Discarded"u8) || action.StartsWith("NoBounce"u8) ? s_discarded
        : action.StartsWith("Bounced"u8) ? s_bounced
        : action.StartsWith("Rejected"u8) ? s_rejected
        : action.StartsWith("TempFailed"u8) ? s_tempFailed
        : default;

    static void Clients(ref RowWriter row, ref ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty && rest[0] is not ((byte)'[' or (byte)'<') && rest.IndexOf((byte)' ') is > 0 and var end)
        {
            if (rest[..end].SequenceEqual("LOCAL"u8))
                row.Set(AmavisFields.IsLocalClient, true);
            else if (rest[..end].IndexOfAny((byte)':', (byte)'=', (byte)',') < 0)
                row.SetBorrowed(AmavisFields.PolicyBank, rest[..end]);
            else
                return;
            rest = rest[(end + 1)..];
        }

        for (var field = CommonFields.ClientIp; rest is [(byte)'[', ..]; field = AmavisFields.OriginIp)
        {
            row.SetBorrowed(field, AddressText.Ip(rest));
            _ = Scan.Until(ref rest, " "u8);
        }
    }

    static void Envelope(ref RowWriter row, ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)'<', ..] || rest.IndexOf("> -> <"u8) is not (>= 0 and var end))
            return;
        // No sender stands as "<>", as in Postfix's rows.
        row.SetBorrowed(CommonFields.Sender, end == 1 ? rest[..2] : rest[1..end]);
        rest = rest[(end + 5)..];
        long count = 0;
        while (Scan.Skip(ref rest, "<"u8))
        {
            end = rest.IndexOf(">,"u8);
            row.AddBorrowed(CommonFields.Recipients, end < 0 ? rest.TrimEnd((byte)'>') : rest[..end]);
            rest = end < 0 ? default : rest[(end + 2)..];
            count++;
        }

        row.Set(UnixFields.RecipientCount, count);
        rest = rest.TrimStart((byte)' ');
    }

    static void Pairs(ref RowWriter row, ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> quarantine = default;
        while (!rest.IsEmpty)
        {
            var from = rest;
            var pair = Pair(ref rest);
            if (pair.EndsWith(" ms"u8) && Number(pair[..^3], out var millis))
            {
                row.Set(CommonFields.DurationMs, millis);
                continue;
            }

            var end = pair.IndexOfAny((byte)':', (byte)'=');
            if (end > 0 && pair.StartsWith("quarantine: "u8))
            {
                quarantine = from[12..];
                row.SetBorrowed(AmavisFields.Quarantine, pair[12..]);
            }
            else if (end > 0 && pair[..end].IndexOf((byte)' ') < 0)
            {
                Value(ref row, pair[..end], pair[(end + 1)..].TrimStart((byte)' '));
            }
            else if (!quarantine.IsEmpty)
            {
                // One message may be kept for several: the addresses are separated as the pairs are.
                row.SetBorrowed(AmavisFields.Quarantine, quarantine[..(quarantine.Length - rest.Length - (rest.IsEmpty ? 0 : 2))]);
            }
        }
    }

    // Up to the next comma and blank, which quotes and the brackets of a Message-ID may hold.
    static ReadOnlySpan<byte> Pair(scoped ref ReadOnlySpan<byte> rest)
    {
        var value = rest.IndexOf(": "u8) + 2;
        var comma = rest.IndexOf(", "u8);
        if (value > 1 && value < rest.Length && (comma < 0 || value < comma) && rest[value] is (byte)'<' or (byte)'"')
        {
            ReadOnlySpan<byte> closing = rest[value] == '<' ? ">, "u8 : "\", "u8;
            var end = rest[value..].IndexOf(closing);
            var quoted = end < 0 ? rest : rest[..(value + end + 1)];
            rest = end < 0 ? default : rest[(value + end + 3)..];
            return quoted;
        }

        return Scan.Until(ref rest, ", "u8);
    }

    static void Value(ref RowWriter row, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case var _ when key.SequenceEqual("Queue-ID"u8): row.SetBorrowed(UnixFields.QueueId, value); break;
            case var _ when key.SequenceEqual("Message-ID"u8): row.SetBorrowed(CommonFields.MessageId, value); break;
            case var _ when key.SequenceEqual("mail_id"u8): row.SetBorrowed(AmavisFields.MailId, value); break;
            case var _ when key.SequenceEqual("queued_as"u8): QueuedAs(ref row, value); break;
            case var _ when key.SequenceEqual("dkim_sd"u8): Signatures(ref row, AmavisFields.DkimVerified, value); break;
            case var _ when key.SequenceEqual("dkim_new"u8): Signatures(ref row, AmavisFields.DkimSigned, value); break;
            case var _ when key.SequenceEqual("Hits"u8):
                if (Number(value, out var score))
                    row.Set(AmavisFields.SpamScore, score);
                break;
            case var _ when key.SequenceEqual("size"u8):
                if (Utf8Parser.TryParse(value, out long bytes, out var used) && used == value.Length)
                    row.Set(CommonFields.Bytes, bytes);
                break;
            default: row.Add(CommonFields.Attributes, key, value); break;
        }
    }

    static void QueuedAs(ref RowWriter row, ReadOnlySpan<byte> ids)
    {
        row.SetBorrowed(UnixFields.QueuedAs, Scan.Until(ref ids, "/"u8));
        while (!ids.IsEmpty)
            row.AddBorrowed(AmavisFields.FurtherQueueIds, Scan.Until(ref ids, "/"u8));
    }

    static void Signatures(ref RowWriter row, Field<Utf8List> field, ReadOnlySpan<byte> signatures)
    {
        while (!signatures.IsEmpty)
            row.AddBorrowed(field, Scan.Until(ref signatures, ","u8));
    }

    static bool Number(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length;
}
