using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>
/// Reads why a login failed: <c>authentication failed for [NAME AS TYPED], REASON</c>, in which the name may hold anything, and the codes
/// that Active Directory answers with (MS-ADTS 5.1.1.5; Microsoft Learn, "Bind Error Codes").
/// </summary>
static class ZimbraFailure
{
    static ReadOnlySpan<byte> Begin => "authentication failed for ["u8;

    /// <summary>Whether the text says that a login failed, and of whom and why.</summary>
    /// <param name="text">The text.</param>
    /// <param name="separator">What stands between name and reason: <c>], </c>, or <c>] (</c> of IMAP and POP.</param>
    /// <param name="name">The name as typed.</param>
    /// <param name="reason">The reason.</param>
    internal static bool TryRead(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator, out ReadOnlySpan<byte> name,
        out ReadOnlySpan<byte> reason)
    {
        name = reason = default;
        if (!text.StartsWith(Begin))
            return false;
        text = text[Begin.Length..];
        // The name comes from outside and may hold the separator, so that the last one counts; but a directory's answer may hold it too.
        var at = text.LastIndexOf(separator);
        if (at >= 0 && Word(text[(at + separator.Length)..]).IsEmpty && LdapAt(text, separator) is var ldap and >= 0)
            at = ldap;
        if (at < 0)
        {
            name = text.TrimEnd("]"u8);
            return true;
        }

        name = text[..at];
        reason = text[(at + separator.Length)..];
        if (separator.EndsWith("("u8))
            reason = reason.TrimEnd((byte)')');
        return true;
    }

    /// <summary>Sets <see cref="LoginFields.FailureReason"/>: the same words as other formats where the reason is one of theirs.</summary>
    internal static void SetReason(ref RowWriter row, ReadOnlySpan<byte> reason)
    {
        var word = Word(reason);
        if (word.IsEmpty)
            row.SetBorrowed(LoginFields.FailureReason, reason.TrimEnd("."u8));
        else
            row.Set(LoginFields.FailureReason, word);
    }

    /// <summary>Whether the account does not exist.</summary>
    internal static bool IsUnknownAccount(ReadOnlySpan<byte> reason) => reason.StartsWith("account not found"u8);

    static int LdapAt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
    {
        var at = text.LastIndexOf("external LDAP auth failed"u8);
        return at > 0 && text[..at].EndsWith(separator) ? at - separator.Length : -1;
    }

    static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> reason) => reason switch
    {
        _ when reason.StartsWith("external LDAP"u8) => Directory(reason),
        _ when reason.StartsWith("invalid password"u8) => "bad password"u8,
        _ when reason.StartsWith("account lockout"u8) => "account locked"u8,
        _ when IsUnknownAccount(reason) => "unknown account"u8,
        _ when reason.StartsWith("must change password"u8) => "password must change"u8,
        _ when reason.StartsWith("no two-factor code"u8) => "second factor missing"u8,
        _ => default,
    };

    // 80090308: LdapErr: DSID-0C09042F, comment: AcceptSecurityContext error, data 52e, v2580
    static ReadOnlySpan<byte> Directory(ReadOnlySpan<byte> reason)
    {
        var at = reason.IndexOf(" data "u8);
        var code = at < 0 ? default : reason[(at + 6)..];
        return code switch
        {
            _ when code.StartsWith("525"u8) => "unknown account"u8,
            _ when code.StartsWith("52e"u8) => "bad password"u8,
            _ when code.StartsWith("530"u8) => "outside logon hours"u8,
            _ when code.StartsWith("531"u8) => "workstation not allowed"u8,
            _ when code.StartsWith("532"u8) => "password expired"u8,
            _ when code.StartsWith("533"u8) => "account disabled"u8,
            _ when code.StartsWith("701"u8) => "account expired"u8,
            _ when code.StartsWith("773"u8) => "password must change"u8,
            _ when code.StartsWith("775"u8) => "account locked"u8,
            _ => "external LDAP auth failed"u8,
        };
    }
}
