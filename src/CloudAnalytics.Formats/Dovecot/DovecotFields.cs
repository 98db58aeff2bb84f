using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Dovecot;

/// <summary>The fields that only Dovecot's lines have.</summary>
public static class DovecotFields
{
    /// <summary>Service.</summary>
    public static readonly Field<Utf8Text> Service = Field.Keyword("service",
        "Part of Dovecot that wrote the line: imap-login, pop3-login, imap, pop3, lmtp, lda, auth, auth-worker, managesieve-login.");

    /// <summary>Attempts.</summary>
    public static readonly Field<long> Attempts = Field.Int64("attempts",
        "Of a failed login: how often the client tried within the connection; the line tells of all of them.");

    /// <summary>Encrypted.</summary>
    public static readonly Field<bool> IsEncrypted = Field.Boolean("is_encrypted", "Whether the client's connection uses TLS.");

    /// <summary>Mail process.</summary>
    public static readonly Field<long> MailPid = Field.Int64("mail_pid", "Process that serves the client from its login on (mpid).");

    /// <summary>Received.</summary>
    public static readonly Field<long> BytesIn = Field.Int64("bytes_in", "Bytes that the client sent in its whole session.");
}
