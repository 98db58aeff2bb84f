using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// Lines of saslauthd, also of the one that Zimbra ships. They know no client, and the server that asked logs the attempt as well: they are
/// never counted as logins.
/// </summary>
public sealed class SaslauthdFormat : UnixFormat
{
    static readonly Utf8View s_auth = Utf8View.Inline("auth"u8);
    static readonly Utf8View s_request = Utf8View.Inline("zmauth"u8);
    static readonly Utf8View s_answer = Utf8View.Inline("zmpost"u8);
    static readonly Utf8View s_error = Utf8View.Inline("error"u8);

    /// <summary>Service.</summary>
    public static readonly Field<Utf8Text> Service = Field.Keyword("sasl_service", "Service that asked: smtp, imap.");

    /// <summary>Realm.</summary>
    public static readonly Field<Utf8Text> Realm = Field.Keyword("realm", "Realm of the account, where the client gave one.");

    /// <summary>Address of the service.</summary>
    public static readonly Field<Utf8Text> AuthUrl = Field.Keyword("auth_url",
        "Zimbra's service that was asked whether the password is right.");

    static readonly Schema s_schema = new("saslauthd",
        "One line of saslauthd; action is auth of an answer, zmauth and zmpost of the question behind it, or error.",
        CommonFields.Action, CommonFields.Outcome, CommonFields.UserName, LoginFields.FailureReason, LoginFields.AuthMethod, Service, Realm,
        AuthUrl, CommonFields.ErrorCode, UnixFields.Program, UnixFields.Pid, CommonFields.Severity, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc =>
        "Saslauthd over syslog: whether passwords of SMTP clients were right; the mail server's line is the one that counts.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://www.cyrusimap.org/sasl/sasl/manpages/man8/saslauthd.8.html";

    internal override bool Claims(in UnixLine line) => line.Program.StartsWith("saslauthd"u8);

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        var rest = line.Message;
        if (Scan.Skip(ref rest, "auth_zimbra: "u8))
            return ReadAnswer(ref row, rest);
        if (Scan.Skip(ref rest, "do_auth"u8))
            return ReadAttempt(ref row, rest.TrimStart(" :"u8));
        if (Scan.Skip(ref rest, "zmauth: "u8))
        {
            row.Set(CommonFields.Action, s_request);
            row.SetBorrowed(AuthUrl, Scan.Between(rest, "url '"u8, "'"u8));
            return true;
        }

        if (Scan.Skip(ref rest, "zmpost: "u8))
            return ReadReply(ref row, rest);
        if (!rest.StartsWith("authentication failed for ["u8))
            return false;
        Failed(ref row, Last(rest, "["u8, "]"u8), rest);
        return true;
    }

    // USER auth OK; USER auth failed: authentication failed for [NAME]: the name may hold anything.
    static bool ReadAnswer(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (text.EndsWith(" auth OK"u8))
        {
            row.Set(CommonFields.Action, s_auth);
            row.Set(CommonFields.Outcome, Outcome.Success);
            row.SetBorrowed(CommonFields.UserName, text[..^8]);
            return true;
        }

        var at = text.LastIndexOf(" auth failed: "u8);
        if (at < 0)
            return false;
        Failed(ref row, text[..at], text[(at + 14)..]);
        return true;
    }

    static void Failed(ref RowWriter row, ReadOnlySpan<byte> user, ReadOnlySpan<byte> reason)
    {
        row.Set(CommonFields.Action, s_auth);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        row.SetBorrowed(CommonFields.UserName, user);
        row.SetBorrowed(LoginFields.FailureReason, reason);
    }

    // auth failure: [user=U] [service=smtp] [realm=R] [mech=zimbra] [reason=R]; auth success likewise.
    static bool ReadAttempt(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var isFailure = text.StartsWith("auth failure"u8);
        if (!isFailure && !text.StartsWith("auth success"u8))
            return false;
        row.Set(CommonFields.Action, s_auth);
        row.Set(CommonFields.Outcome, isFailure ? Outcome.Failure : Outcome.Success);
        row.SetBorrowed(CommonFields.UserName, Scan.Between(text, "[user="u8, "] [service="u8));
        row.SetBorrowed(Service, Last(text, "] [service="u8, "] [realm="u8));
        row.SetBorrowed(Realm, Last(text, "] [realm="u8, "] [mech="u8));
        row.SetBorrowed(LoginFields.AuthMethod, Last(text, "] [mech="u8, "]"u8));
        row.SetBorrowed(LoginFields.FailureReason, Last(text, "] [reason="u8, "]"u8));
        return true;
    }

    // url='https://...' returned buffer->data='<soap:Envelope ...', hti->error='': the body holds a token, of which nothing is taken.
    static bool ReadReply(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        row.SetBorrowed(AuthUrl, Scan.Between(text, "url='"u8, "'"u8));
        var code = Scan.Between(text, "<Code>"u8, "<"u8);
        var error = text.LastIndexOf("hti->error='"u8) is >= 0 and var at ? text[(at + 12)..].TrimEnd((byte)'\'') : default;
        row.SetBorrowed(CommonFields.ErrorCode, code.IsEmpty ? error : code);
        var isError = !code.IsEmpty || !error.IsEmpty;
        row.Set(CommonFields.Action, isError && code.IsEmpty ? s_error : s_answer);
        row.Set(CommonFields.Outcome, isError ? Outcome.Failure : Outcome.Success);
        return true;
    }

    // Behind the last opening mark, as what stands before it may be written by the client.
    static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> text, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close)
    {
        var at = text.LastIndexOf(open);
        return at < 0 ? default : Scan.Between(text[at..], open, close);
    }
}
