using System.Collections.Immutable;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Catalogue.Detections;

/// <summary>Guessing of passwords and accounts, seen from the address that guesses.</summary>
public static class LoginDetections
{
    const string Forgotten =
        "A device or program that still has an old password; its failures are of one account. Mail gateways and monitoring belong into "
        + "detections.trusted_addresses.";

    /// <summary>Zimbra, one address.</summary>
    public static Detection ZimbraBruteForce { get; } = new("zimbra-brute-force", "Passwords are guessed at Zimbra",
        "Refused logins at Zimbra (SOAP, web client, IMAP, POP, DAV, ActiveSync) from one address in quick succession. Each attempt "
        + "counts once, and the address is the client's also behind configured proxies.",
        Forgotten, DetectionSeverity.Medium, DetectionKey.Address, new DetectionRule.BucketOver(5, TimeSpan.FromSeconds(30)),
        "crowdsec, scenario zimbra-bf", LoginRows.ByAddress(Logs.ZimbraAudit, Logs.ZimbraMailbox));

    /// <summary>Zimbra, many accounts.</summary>
    public static Detection ZimbraUserEnumeration { get; } = new("zimbra-user-enumeration", "Accounts are guessed at Zimbra",
        "Refused logins at Zimbra of many different accounts from one address.",
        "A terminal server, a proxy that is not configured as one, or an office behind one address after passwords have expired.",
        DetectionSeverity.Medium, DetectionKey.Address, new DetectionRule.DistinctOver(6, TimeSpan.FromMinutes(10)),
        "crowdsec, scenario zimbra-user-enum: more than 5, one forgotten every 2 minutes",
        LoginRows.ByAddress(Logs.ZimbraAudit, Logs.ZimbraMailbox));

    /// <summary>Postfix, one address.</summary>
    public static Detection SaslBruteForce { get; } = new("sasl-brute-force", "Passwords are guessed at SMTP",
        "Refused SMTP logins (SASL) at Postfix from one address. Attempts that failed as the authentication server was gone, or as the "
        + "mechanism is not offered, do not count.",
        Forgotten, DetectionSeverity.Medium, DetectionKey.Address, new DetectionRule.CountOver(8, TimeSpan.FromSeconds(120)),
        "wazuh, rule 3357; fail2ban, filter postfix with mode auth", LoginRows.ByAddress(Logs.Postfix));

    /// <summary>Postfix, slowly.</summary>
    public static Detection SaslSlowBruteForce { get; } = new("sasl-slow-brute-force", "Passwords are guessed at SMTP, slowly",
        "Refused SMTP logins at Postfix from one address, some in some hours: botnets guess that slowly to stay below limits.",
        "A person who mistypes a password three times. " + Forgotten,
        DetectionSeverity.Low, DetectionKey.Address, new DetectionRule.BucketOver(2, TimeSpan.FromHours(2)),
        "crowdsec, scenario Guezli/postfix-sasl-bf", LoginRows.ByAddress(Logs.Postfix));

    /// <summary>Dovecot, one address.</summary>
    public static Detection DovecotBruteForce { get; } = new("dovecot-brute-force", "Passwords are guessed at IMAP or POP",
        "Refused IMAP and POP logins at Dovecot from one address. A connection counts once, however often the client tried in it.",
        Forgotten, DetectionSeverity.Medium, DetectionKey.Address, new DetectionRule.CountOver(8, TimeSpan.FromSeconds(120)),
        "wazuh, rule 9750", LoginRows.ByAddress(Logs.Dovecot));

    /// <summary>Dovecot, accounts that do not exist.</summary>
    public static Detection DovecotInvalidUsers { get; } = new("dovecot-invalid-users", "Accounts are guessed at IMAP or POP",
        "IMAP and POP logins at Dovecot of accounts that do not exist, from one address; Dovecot tells of them where auth_verbose is on.",
        "A device of a user whose account was deleted.", DetectionSeverity.Medium, DetectionKey.Address,
        new DetectionRule.CountOver(8, TimeSpan.FromSeconds(240)), "wazuh, rule 9751",
        [new DetectionRows(Logs.Dovecot, new Predicate.Is(CommonFields.Action, "unknown_user"),
            CommonFields.ClientIp) { Item = CommonFields.UserName }]);

    /// <summary>Exchange, one address.</summary>
    public static Detection ExchangeBruteForce { get; } = new("exchange-brute-force", "Passwords are guessed at Exchange",
        "Refused SMTP, IMAP and POP logins at Exchange from one address in quick succession.",
        Forgotten, DetectionSeverity.Medium, DetectionKey.Address, new DetectionRule.BucketOver(5, TimeSpan.FromSeconds(10)),
        "crowdsec, scenario exchange-bf", LoginRows.ByAddress(Logs.Smtp, Logs.ImapPop));

    /// <summary>Below every limit.</summary>
    public static Detection LowAndSlow { get; } = new("login-low-and-slow", "Passwords are guessed below every limit",
        "Refused logins from one address with long pauses between them, over hours and all protocols.",
        "A phone with an old password that asks every half an hour: then the details name one account, and the address is a user's.",
        DetectionSeverity.Low, DetectionKey.Address,
        new DetectionRule.SlowOver(4, TimeSpan.FromMinutes(20), TimeSpan.FromHours(4)), "crowdsec, scenario of melite, by time",
        LoginRows.FailedByAddress);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Detection> All { get; } =
    [
        ZimbraBruteForce, ZimbraUserEnumeration, SaslBruteForce, SaslSlowBruteForce, DovecotBruteForce, DovecotInvalidUsers,
        ExchangeBruteForce, LowAndSlow,
    ];
}
