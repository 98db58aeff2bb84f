using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats;

/// <summary>
/// The fields of logins, the same in every format that has them: SMTP AUTH, IMAP and POP, IIS, Windows. Failed logins are the rows where
/// <see cref="Login"/> is true and <see cref="CommonFields.Outcome"/> is failure; account and address are
/// <see cref="CommonFields.UserName"/> and <see cref="CommonFields.ClientIp"/>.
/// </summary>
public static class LoginFields
{
    /// <summary>Whether the row is the one that counts.</summary>
    public static readonly Field<bool> Login = Field.Boolean("login",
        "True on the one row of a login attempt that tells how it ended: counting such rows counts attempts. Over HTTP every request "
        + "with an account is an attempt. Null on all other rows.");

    /// <summary>Why it failed.</summary>
    public static readonly Field<Utf8Text> FailureReason = Field.Keyword("failure_reason",
        "Why it failed: LogonDenied of an SMTP login, bad password or account locked of IIS and Windows, the status code (RFC 3463) of "
        + "a message.",
        "event.reason");

    /// <summary>How the account was proved.</summary>
    public static readonly Field<Utf8Text> AuthMethod = Field.Keyword("auth_method",
        "How the account was proved, as the log spells it: LOGIN, NTLM, GSSAPI, Basic, Negotiate.");

    /// <summary>Application protocol.</summary>
    public static readonly Field<Utf8Text> Protocol = Field.Keyword("protocol",
        "Protocol of the client: smtp, imap, pop3, http; of requests through the front end its name for them (Ews, Owa, Eas, Mapi).",
        "network.protocol");
}
