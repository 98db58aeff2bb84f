using System.Buffers.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Filters;

/// <summary>Lines of ClamAV's daemon, from its own log and from syslog.</summary>
public sealed class ClamdFormat : UnixFormat
{
    static readonly Utf8View s_found = Utf8View.Inline("found"u8);
    static readonly Utf8View s_clean = Utf8View.Inline("ok"u8);
    static readonly Utf8View s_error = Utf8View.Inline("error"u8);
    static readonly Utf8View s_warning = Utf8View.Inline("warning"u8);
    static readonly Utf8View s_selfCheck = Utf8View.Inline("self_check"u8);
    static readonly Utf8View s_reloaded = Utf8View.Inline("reloaded"u8);
    static readonly Utf8View s_outdated = Utf8View.Inline("outdated"u8);
    static readonly Utf8View s_started = Utf8View.Inline("started"u8);
    static readonly Utf8View s_stopped = Utf8View.Inline("stopped"u8);

    /// <summary>What was scanned.</summary>
    public static readonly Field<Utf8Text> Scanned = Field.Keyword("scanned",
        "What was scanned: a file, or instream(ADDRESS@PORT) for what a client has sent.");

    /// <summary>Signatures.</summary>
    public static readonly Field<long> SignatureCount = Field.Int64("signature_count", "Virus signatures in the database.");

    /// <summary>Age.</summary>
    public static readonly Field<long> DatabaseAgeDays = Field.Int64("database_age_days",
        "Days that the virus database is at least old, by the scanner's warning.");

    static readonly Schema s_schema = new("clamd",
        "One line of clamd; action is found, ok, error, warning, self_check, reloaded, outdated, started or stopped.",
        CommonFields.Action, CommonFields.Outcome, FilterFields.VirusName, Scanned, CommonFields.ClientIp, CommonFields.Bytes,
        SignatureCount, DatabaseAgeDays, UnixFields.Program, UnixFields.Pid, CommonFields.Severity, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "ClamAV's daemon: viruses found, errors, and the state of its database, from clamd.log and from syslog.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://docs.clamav.net/manual/Usage/Scanning.html";

    internal override bool Claims(in UnixLine line) => line.Program.StartsWith("clamd"u8);

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        var text = line.Message;
        return ReadScan(ref row, text) || ReadState(ref row, text);
    }

    // WHAT: NAME FOUND, WHAT: NAME(MD5:SIZE) FOUND, WHAT: OK, WHAT: REASON ERROR.
    static bool ReadScan(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var isFound = text.EndsWith(" FOUND"u8);
        var isError = text.EndsWith(" ERROR"u8);
        if ((!isFound && !isError && !text.EndsWith(": OK"u8)) || text.LastIndexOf(": "u8) is not (> 0 and var end))
            return false;
        var what = text[..end];
        var result = text[(end + 2)..];
        row.SetBorrowed(Scanned, what);
        if (what.StartsWith("instream("u8))
            row.SetBorrowed(CommonFields.ClientIp, AddressText.Ip(Address(Scan.Between(what, "("u8, ")"u8))));
        if (isFound)
        {
            Set(ref row, s_found, Outcome.Failure);
            ReadVirus(ref row, result[..^6]);
        }
        else
        {
            Set(ref row, isError ? s_error : s_clean, isError ? Outcome.Failure : Outcome.Success);
            if (isError)
                row.SetBorrowed(UnixFields.Message, result[..^6]);
        }

        return true;
    }

    static ReadOnlySpan<byte> Address(ReadOnlySpan<byte> client) => Scan.Until(ref client, "@"u8);

    static void ReadVirus(ref RowWriter row, ReadOnlySpan<byte> name)
    {
        // ExtendedDetectionInfo: (md5:size).
        if (name is [.., (byte)')'] && name.LastIndexOf((byte)'(') is > 0 and var open
            && name[open..].LastIndexOf((byte)':') is > 0 and var colon)
        {
            var size = name[(open + colon + 1)..^1];
            if (Utf8Parser.TryParse(size, out long bytes, out var used) && used == size.Length)
                row.Set(CommonFields.Bytes, bytes);
            name = name[..open];
        }

        row.SetBorrowed(FilterFields.VirusName, name);
    }

    static bool ReadState(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        row.SetBorrowed(UnixFields.Message, text);
        if (text.StartsWith("SelfCheck: "u8))
        {
            Set(ref row, s_selfCheck, text.IndexOf("rror"u8) > 0 || text.IndexOf("unable"u8) > 0 ? Outcome.Failure : Outcome.Success);
        }
        else if (text.StartsWith("Database correctly reloaded"u8) || text.StartsWith("Loaded "u8))
        {
            Set(ref row, s_reloaded, Outcome.Success);
            Count(ref row, SignatureCount, text, " signatures"u8);
        }
        else if (text.IndexOf("database is older than "u8) >= 0)
        {
            Set(ref row, s_outdated, Outcome.Failure);
            Count(ref row, DatabaseAgeDays, text, " days"u8);
        }
        else if (text.StartsWith("+++ Started"u8) || text.StartsWith("clamd daemon "u8))
        {
            Set(ref row, s_started, Outcome.Success);
        }
        else if (text.StartsWith("--- Stopped"u8) || text.StartsWith("Exiting"u8))
        {
            Set(ref row, s_stopped, Outcome.Unknown);
        }
        else if (text.StartsWith("ERROR: "u8) || text.StartsWith("LibClamAV Error: "u8))
        {
            Set(ref row, s_error, Outcome.Failure);
        }
        else if (text.StartsWith("WARNING: "u8) || text.StartsWith("LibClamAV Warning: "u8))
        {
            Set(ref row, s_warning, Outcome.Unknown);
        }
        else
        {
            return false;
        }

        return true;
    }

    // The number before a word.
    static void Count(ref RowWriter row, Field<long> field, ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var end = text.IndexOf(word);
        var start = end;
        while (start > 0 && char.IsAsciiDigit((char)text[start - 1]))
            start--;
        if (end > start && Utf8Parser.TryParse(text[start..end], out long number, out _))
            row.Set(field, number);
    }

    static void Set(ref RowWriter row, Utf8View action, Utf8View outcome)
    {
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, outcome);
    }
}
