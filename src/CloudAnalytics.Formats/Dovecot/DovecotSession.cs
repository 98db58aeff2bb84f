using System.Buffers.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Dovecot;

/// <summary>
/// Ends of sessions: <c>Disconnected: Logged out in=1 out=2 ...</c> and <c>Logged out ...</c> of IMAP,
/// <c>Disconnected: Logged out top=0/0, retr=1/2, del=0/1, size=9</c> of POP3, <c>bytes=1/2</c> before 2.0.
/// </summary>
static class DovecotSession
{
    static readonly Utf8View s_disconnected = Utf8View.Inline("disconnected"u8);

    internal static bool Read(ref RowWriter row, in DovecotHead head)
    {
        var text = head.Text;
        if (!text.StartsWith("Disconnect"u8) && !text.StartsWith("Logged out"u8) && !text.StartsWith("Connection closed"u8))
            return false;
        row.Set(CommonFields.Action, s_disconnected);
        row.Set(CommonFields.Outcome, Outcome.Unknown);
        if (head.Service.SequenceEqual("imap"u8) || head.Service.SequenceEqual("pop3"u8))
            row.SetBorrowed(LoginFields.Protocol, head.Service);
        var why = text;
        _ = Scan.Skip(ref why, "Disconnected: "u8);
        row.SetBorrowed(UnixFields.Reply, why[..Counters(why)].TrimEnd((byte)' '));
        Number(ref row, DovecotFields.BytesIn, text, " in="u8);
        Number(ref row, CommonFields.Bytes, text, " out="u8);
        if (Field(text, " bytes="u8) is { IsEmpty: false } both)
        {
            Number(ref row, DovecotFields.BytesIn, Scan.Until(ref both, "/"u8));
            Number(ref row, CommonFields.Bytes, both);
        }

        if (Field(text, " retr="u8) is { IsEmpty: false } retrieved)
        {
            _ = Scan.Until(ref retrieved, "/"u8);
            Number(ref row, CommonFields.Bytes, retrieved);
        }

        return true;
    }

    // Where the counters begin behind the reason.
    static int Counters(ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        foreach (var at in (ReadOnlySpan<int>)[text.IndexOf(" in="u8), text.IndexOf(" bytes="u8), text.IndexOf(" top="u8)])
        {
            if (at >= 0 && at < end)
                end = at;
        }

        return end;
    }

    static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.LastIndexOf(name);
        if (at < 0)
            return default;
        var value = text[(at + name.Length)..];
        var end = value.IndexOfAny((byte)' ', (byte)',');
        return end < 0 ? value : value[..end];
    }

    static void Number(ref RowWriter row, Field<long> field, ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        Number(ref row, field, Field(text, name));

    static void Number(ref RowWriter row, Field<long> field, ReadOnlySpan<byte> digits)
    {
        if (Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length && number >= 0)
            row.Set(field, number);
    }
}
