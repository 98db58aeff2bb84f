using System.Buffers.Text;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>What the lines of an SMTP conversation say: commands and answers (RFC 5321 section 4), and Exchange's own notes.</summary>
static class SmtpLines
{
    const int VerbBytesMax = 20;

    /// <summary>Reads a line that was sent or received.</summary>
    /// <param name="isReceive">Whether this server answers; null when unknown.</param>
    internal static void ReadLine(ref RowWriter row, bool? isReceive)
    {
        var data = row.Get(SmtpProtocolFormat.Data);
        if (CodeOf(data) is { } code)
            ReadAnswer(ref row, data, code, isReceive);
        else
            ReadCommand(ref row, data);
    }

    /// <summary>The reply code that a line begins with (RFC 5321 4.2), or null when it is no answer.</summary>
    internal static int? CodeOf(ReadOnlySpan<byte> line)
    {
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5'
            || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2])
            || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
            return null;
        return ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0';
    }

    /// <summary>The word after a command's verb, such as the mechanism of AUTH; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Argument(ReadOnlySpan<byte> command)
    {
        var space = command.IndexOf((byte)' ');
        var rest = space < 0 ? default : command[(space + 1)..].TrimStart((byte)' ');
        var end = rest.IndexOf((byte)' ');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Reads what the server notes: TLS, connection failures, the message that is about to be sent.</summary>
    internal static void ReadInformation(ref RowWriter row)
    {
        var note = row.Get(SmtpProtocolFormat.Context);
        if (note.StartsWith("TLS protocol "u8))
        {
            var version = Between(note, "SP_PROT_"u8, (byte)' ');
            row.Set(SmtpProtocolFormat.TlsVersion, VersionOf(version));
            row.SetBorrowed(SmtpProtocolFormat.TlsCipher, Between(note, "encryption algorithm "u8, (byte)' '));
            row.Set(CommonFields.Outcome, note.IndexOf(" succeeded "u8) >= 0 ? Outcome.Success : Outcome.Failure);
        }
        else if (note.StartsWith("TLS negotiation failed"u8))
        {
            row.Set(CommonFields.Outcome, Outcome.Failure);
            row.SetBorrowed(CommonFields.ErrorCode, Between(note, "with error "u8, (byte)' '));
        }
        else if (note.StartsWith("Failed to connect"u8))
        {
            row.Set(CommonFields.Outcome, Outcome.Failure);
            row.SetBorrowed(CommonFields.ErrorCode, Between(note, "Winsock error code: "u8, (byte)','));
        }
        else if (note.IndexOf("InternetMessageId "u8) is var at and >= 0)
        {
            row.SetBorrowed(CommonFields.MessageId, note[(at + 18)..].Trim((byte)' '));
        }
    }

    static void ReadAnswer(ref RowWriter row, ReadOnlySpan<byte> data, int code, bool? isReceive)
    {
        row.Set(CommonFields.Action, Utf8View.Inline("reply"u8));
        row.Set(CommonFields.StatusCode, code);
        row.Set(CommonFields.Outcome, code < 400 ? Outcome.Success : Outcome.Failure);
        var text = data[Math.Min(4, data.Length)..];
        var status = Values.EnhancedStatus.AtStart(text);
        row.SetBorrowed(SmtpProtocolFormat.EnhancedStatusCode, status);
        if (code >= 400)
            row.SetBorrowed(LoginFields.FailureReason, status.IsEmpty ? data[..3] : status);
        if (code != 250)
            return;

        // 250 2.6.0 <id@host> [InternalId=123, Hostname=EX01] 1413 bytes in ...: the receipt of a message.
        var open = text.IndexOf((byte)'<');
        var internalId = Between(text, "InternalId="u8, (byte)',');
        if (!internalId.IsEmpty && open >= 0 && text[open..].IndexOf((byte)'>') is var close and > 0)
            row.SetBorrowed(CommonFields.MessageId, text.Slice(open, close + 1));
        if (isReceive == false)
            row.SetBorrowed(MessageTrackingFormat.RemoteQueueId, RemoteQueue.Find(text));
        else if (Utf8Parser.TryParse(internalId, out long number, out var used) && used == internalId.Length)
            row.Set(MessageTrackingFormat.InternalMessageId, number);
    }

    static void ReadCommand(ref RowWriter row, ReadOnlySpan<byte> data)
    {
        var end = data.IndexOfAny((byte)' ', (byte)':');
        var verb = end < 0 ? data : data[..end];
        if (!IsVerb(verb))
            return;
        SetVerb(ref row, verb);
        if (Is(verb, "MAIL"u8))
        {
            row.SetBorrowed(CommonFields.Sender, Address(data));
            if (Utf8Parser.TryParse(KeyValueText.Find(data, "SIZE="u8, (byte)' '), out long size, out _))
                row.Set(CommonFields.Bytes, size);
        }
        else if (Is(verb, "RCPT"u8))
        {
            if (Address(data) is { IsEmpty: false } recipient)
                row.AddBorrowed(CommonFields.Recipients, recipient);
        }
        else if (Is(verb, "EHLO"u8) || Is(verb, "HELO"u8))
        {
            row.SetBorrowed(SmtpProtocolFormat.Helo, Argument(data));
        }
        else if (Is(verb, "XPROXY"u8) || Is(verb, "XPROXYFROM"u8))
        {
            // The front end tells the back end whom it speaks for.
            row.SetBorrowed(MessageTrackingFormat.OriginalClientIp, AddressText.Ip(KeyValueText.Find(data, "IP="u8, (byte)' ')));
        }
        else if (Is(verb, "AUTH"u8) || Is(verb, "X-EXPS"u8))
        {
            row.SetBorrowed(LoginFields.AuthMethod, Argument(data));
            if (Is(verb, "AUTH"u8))
                HideInitialResponse(ref row, data);
        }
    }

    // AUTH PLAIN may bring account and password with it (RFC 4954 section 4). Exchange does not log them, but that is not ours to trust.
    static void HideInitialResponse(ref RowWriter row, ReadOnlySpan<byte> data)
    {
        var method = Argument(data);
        var behind = data.IndexOf(method) + method.Length;
        var response = data[behind..].TrimStart((byte)' ');
        if (!method.IsEmpty && !response.IsEmpty && response[0] != '<')
            Secrets.Hide(ref row, SmtpProtocolFormat.Data, (data.Length - response.Length)..);
    }

    static bool IsVerb(ReadOnlySpan<byte> word)
    {
        if (word.Length is 0 or > VerbBytesMax || !char.IsAsciiLetter((char)word[0]))
            return false;
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-')
                return false;
        }

        return true;
    }

    // Verbs have no case (RFC 5321 2.4); counting them needs one.
    static void SetVerb(ref RowWriter row, ReadOnlySpan<byte> verb)
    {
        Span<byte> upper = stackalloc byte[VerbBytesMax];
        Ascii.ToUpper(verb, upper, out var length);
        row.Set(CommonFields.Action, upper[..length]);
    }

    static bool Is(ReadOnlySpan<byte> verb, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(verb, name);

    static ReadOnlySpan<byte> Address(ReadOnlySpan<byte> data)
    {
        var open = data.IndexOf((byte)'<');
        var close = open < 0 ? -1 : data[open..].IndexOf((byte)'>');
        return close < 0 ? default : data.Slice(open + 1, close - 1);
    }

    static ReadOnlySpan<byte> Between(ReadOnlySpan<byte> text, ReadOnlySpan<byte> before, byte end)
    {
        var at = text.IndexOf(before);
        if (at < 0)
            return default;
        var rest = text[(at + before.Length)..];
        var length = rest.IndexOf(end);
        return length < 0 ? rest : rest[..length];
    }

    // SP_PROT_TLS1_2_SERVER, as Windows' Schannel names it.
    static ReadOnlySpan<byte> VersionOf(ReadOnlySpan<byte> protocol) =>
        protocol.StartsWith("TLS1_3"u8) ? "1.3"u8
        : protocol.StartsWith("TLS1_2"u8) ? "1.2"u8
        : protocol.StartsWith("TLS1_1"u8) ? "1.1"u8
        : protocol.StartsWith("TLS1"u8) ? "1.0"u8
        : protocol.StartsWith("SSL3"u8) ? "SSL 3.0"u8
        : default;
}
