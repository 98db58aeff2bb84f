using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Filters;

/// <summary>Lines of OpenDKIM: signatures added and verified, and why not.</summary>
public sealed class OpendkimFormat : UnixFormat
{
    static readonly Utf8View s_signed = Utf8View.Inline("signed"u8);
    static readonly Utf8View s_notSigned = Utf8View.Inline("not_signed"u8);
    static readonly Utf8View s_verified = Utf8View.Inline("verified"u8);
    static readonly Utf8View s_failed = Utf8View.Inline("failed"u8);
    static readonly Utf8View s_noSignature = Utf8View.Inline("no_signature"u8);
    static readonly Utf8View s_keyFailed = Utf8View.Inline("key_failed"u8);
    static readonly Utf8View s_external = Utf8View.Inline("not_internal"u8);
    static readonly Utf8View s_error = Utf8View.Inline("error"u8);

    static readonly Schema s_schema = new("opendkim",
        "One line of OpenDKIM; action is signed, not_signed, verified, failed, no_signature, key_failed, not_internal or error.",
        CommonFields.Action, CommonFields.Outcome, UnixFields.Program, UnixFields.Pid, UnixFields.QueueId, FilterFields.DkimDomain,
        FilterFields.DkimSelector, CommonFields.Sender, CommonFields.ClientIp, UnixFields.ClientHostname, UnixFields.Reply,
        CommonFields.Severity, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "OpenDKIM over syslog: signatures added and verified, and why not.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://github.com/trusteddomainproject/OpenDKIM/blob/develop/opendkim/README";

    /// <inheritdoc/>
    public override IRowDerivation Derivation => OpendkimEdges.Instance;

    internal override bool Claims(in UnixLine line) => line.Program.StartsWith("opendkim"u8);

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        var rest = line.Message;
        row.SetBorrowed(UnixFields.QueueId, Scan.QueueId(ref rest));
        _ = Scan.Skip(ref rest, "(unknown-jobid): "u8);
        return ReadSigning(ref row, rest) || ReadVerifying(ref row, rest) || ReadClient(ref row, rest) || ReadError(ref row, rest);
    }

    static bool ReadSigning(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("DKIM-Signature field added"u8) || text.StartsWith("DKIM-Signature header added"u8))
        {
            Set(ref row, s_signed, Outcome.Success);
            SelectorAndDomain(ref row, text);
            return true;
        }

        if (text.StartsWith("no signing table match for"u8) || text.StartsWith("no signing keylist match for"u8)
            || text.StartsWith("no signing domain match for"u8) || text.StartsWith("no signing subdomain match for"u8))
        {
            Set(ref row, s_notSigned, Outcome.Unknown);
            row.SetBorrowed(UnixFields.Reply, text);
            var sender = Scan.Between(text, "'"u8, "'"u8);
            row.SetBorrowed(sender.Contains((byte)'@') ? CommonFields.Sender : FilterFields.DkimDomain, sender);
            return true;
        }

        return false;
    }

    static bool ReadVerifying(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("DKIM verification successful"u8) || text.StartsWith("signature verified"u8))
        {
            Set(ref row, s_verified, Outcome.Success);
            SelectorAndDomain(ref row, text);
            return true;
        }

        if (text.StartsWith("no signature data"u8))
        {
            Set(ref row, s_noSignature, Outcome.Unknown);
            return true;
        }

        if (text.StartsWith("key retrieval failed"u8))
        {
            Set(ref row, s_keyFailed, Outcome.Failure);
            SelectorAndDomain(ref row, text);
            row.SetBorrowed(UnixFields.Reply, text);
            return true;
        }

        // With SSL's own words behind it for a signature that does not hold; with none, for one that does.
        var isSignature = text.StartsWith("s="u8) && text.IndexOf(" SSL"u8) > 0;
        if (!isSignature && !text.StartsWith("bad signature data"u8) && !text.StartsWith("signature="u8))
            return false;
        var reply = Scan.Between(text, "result=\""u8, "\""u8);
        if (isSignature)
            reply = text[(text.IndexOf(" SSL"u8) + 1)..].Trim((byte)' ');
        var isGood = isSignature ? reply.SequenceEqual("SSL"u8) : reply.SequenceEqual("no signature error"u8);
        Set(ref row, isGood ? s_verified : s_failed, isGood ? Outcome.Success : Outcome.Failure);
        SelectorAndDomain(ref row, text);
        if (!isGood)
            row.SetBorrowed(UnixFields.Reply, reply.IsEmpty ? text : reply);
        return true;
    }

    // NAME [ADDRESS] not internal; external host [ADDRESS] attempted to send as DOMAIN.
    static bool ReadClient(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var isExternal = text.StartsWith("external host "u8) && text.IndexOf(" attempted to send as "u8) > 0;
        if (!isExternal && !text.EndsWith(" not internal"u8))
            return false;
        Set(ref row, s_external, Outcome.Unknown);
        var name = isExternal ? text[14..] : text;
        if (name.IndexOf((byte)' ') is > 0 and var end && name[0] != '[')
            row.SetBorrowed(UnixFields.ClientHostname, name[..end]);
        row.SetBorrowed(CommonFields.ClientIp, AddressText.Ip(Scan.Between(text, "["u8, "]"u8)));
        if (isExternal)
            row.SetBorrowed(FilterFields.DkimDomain, text[(text.IndexOf(" attempted to send as "u8) + 22)..]);
        return true;
    }

    static bool ReadError(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("error"u8) < 0 && text.IndexOf("failed"u8) < 0 && text.IndexOf("can't"u8) < 0
            && text.IndexOf("returned invalid"u8) < 0)
            return false;
        Set(ref row, s_error, Outcome.Failure);
        row.SetBorrowed(UnixFields.Message, text);
        return true;
    }

    static void Set(ref RowWriter row, Utf8View action, Utf8View outcome)
    {
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, outcome);
    }

    // (s=SELECTOR, d=DOMAIN), s=SELECTOR d=DOMAIN, domain=DOMAIN selector=SELECTOR.
    static void SelectorAndDomain(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny((byte)' ', (byte)',');
            var word = (end < 0 ? text : text[..end]).Trim("():"u8);
            text = end < 0 ? default : text[(end + 1)..];
            if (Scan.Skip(ref word, "s="u8) || Scan.Skip(ref word, "selector="u8))
                row.SetBorrowed(FilterFields.DkimSelector, word);
            else if (Scan.Skip(ref word, "d="u8) || Scan.Skip(ref word, "domain="u8))
                row.SetBorrowed(FilterFields.DkimDomain, word);
        }
    }
}
