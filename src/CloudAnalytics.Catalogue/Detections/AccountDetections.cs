using System.Collections.Immutable;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Zimbra;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue.Detections;

/// <summary>Accounts that are attacked, taken over, or misused by those who administer them.</summary>
public static class AccountDetections
{
    const string Ours = "our judgment";

    static readonly Predicate s_changed = new Is(CommonFields.Outcome, "success");

    /// <summary>Spray.</summary>
    public static Detection PasswordSpray { get; } = new("password-spray", "One password is tried at many accounts",
        "Refused logins of many accounts of one domain from several addresses, each account tried a few times only: no account is locked "
        + "and no address stands out.",
        "The minutes after a directory server was gone, or after passwords have expired for all.",
        DetectionSeverity.High, DetectionKey.Domain, new DetectionRule.SpreadOver(20, 5, 3, TimeSpan.FromMinutes(10)), Ours,
        LoginRows.FailedByDomain);

    /// <summary>One account, many addresses.</summary>
    public static Detection UnderAttack { get; } = new("account-under-attack", "An account is attacked from many addresses",
        "Refused logins of one account from many different addresses within minutes.",
        "A user with several devices in different networks after a change of the password; five networks at once are rare.",
        DetectionSeverity.Medium, DetectionKey.Account, new DetectionRule.DistinctOver(5, TimeSpan.FromMinutes(10)), Ours,
        LoginRows.FailedByAccount);

    /// <summary>Lock-out.</summary>
    public static Detection LockedOut { get; } = new("account-locked-out", "An account was locked",
        "Zimbra has locked an account after too many refused logins.",
        "A user who has forgotten the password, or whose devices still have the old one.",
        DetectionSeverity.Medium, DetectionKey.Account, new DetectionRule.EachRow(),
        "Zimbra's own limit (zimbraPasswordLockoutMaxFailures)",
        [new DetectionRows(Logs.ZimbraAudit, new StartsWith(ZimbraFields.ErrorMessage, "account lockout due to"), ZimbraFields.Account)
            { Detail = ZimbraFields.ErrorMessage }]);

    /// <summary>Taken over.</summary>
    public static Detection SuccessAfterFailures { get; } = new("success-after-failures", "A login succeeded after failures",
        "A login that succeeded shortly after several refused ones of the same account, from an address that the account did not use in "
        + "the month before: a guessed password looks like that.",
        "A user on a journey who mistyped the password. Without a month of logs every address is new.",
        DetectionSeverity.High, DetectionKey.Account,
        new DetectionRule.SuccessAfter(5, TimeSpan.FromMinutes(15), TimeSpan.FromDays(30)), Ours, LoginRows.AttemptsByAccount);

    /// <summary>Travel.</summary>
    public static Detection ImpossibleTravel { get; } = new("impossible-travel", "An account logged in from two distant places",
        "Two logins of one account that succeeded, one behind the other, from places further apart than anybody travels in between; the "
        + "number is the speed in km/h. The distance runs along a great circle, less what either place may be off by the table's word. "
        + "Addresses that the table does not list, or calls a proxy, a satellite's or anycast, are passed over.",
        "Mobile networks and VPNs, whose addresses lie elsewhere than their users: list their networks without coordinates in a file of "
        + "detections.places before the others, and none of their addresses has a place. Two users of one account.",
        DetectionSeverity.Medium, DetectionKey.Account, new DetectionRule.TravelOver(900, TimeSpan.FromDays(1)),
        "the cruising speed of airliners",
        LoginRows.AttemptsByAccount);

    /// <summary>Spam burst.</summary>
    public static Detection OutboundBurst { get; } = new("outbound-burst", "An account sends to unusually many recipients",
        "Recipients of the messages that an account sent in an hour, over SMTP with a login and from Zimbra's web client: more than an "
        + "hourly quota, and many times what the account itself is used to.",
        "Newsletters and invoices; accounts that send such may be given a higher threshold, or a mailing list of their own.",
        DetectionSeverity.High, DetectionKey.Account,
        new DetectionRule.BaselineOver(200, 10, TimeSpan.FromHours(1), TimeSpan.FromDays(30)),
        "200 an hour is a common quota of cbpolicyd; the factor is our judgment",
        [
            new DetectionRows(MailMessages.Rows.Schema, Has(CommonFields.UserName), CommonFields.UserName)
            {
                Weight = UnixFields.RecipientCount,
                Detail = CommonFields.Sender,
                Completed = MailMessages.Rows,
            },
            new DetectionRows(Logs.ZimbraMailbox, new Is(CommonFields.Action, "sending"), ZimbraFields.Account)
            {
                Weight = UnixFields.RecipientCount,
                Detail = CommonFields.Sender,
            },
        ]);

    /// <summary>Many senders of one account.</summary>
    public static Detection ManyAddresses { get; } = new("many-addresses-one-account", "Many addresses send as one account",
        "SMTP logins of one account that succeeded from many different addresses in an hour: a stolen password in the hands of a botnet.",
        "A shared account on many machines; a phone in a mobile network that changes its address often.",
        DetectionSeverity.High, DetectionKey.Account, new DetectionRule.DistinctOver(5, TimeSpan.FromMinutes(60)), Ours,
        [new DetectionRows(Logs.Postfix, LoginRows.Attempt & LoginRows.Succeeded, CommonFields.UserName) { Item = CommonFields.ClientIp }]);

    /// <summary>Somebody else's mailbox.</summary>
    public static Detection Delegated { get; } = new("admin-reads-mailbox", "An administrator opened a mailbox",
        "Zimbra gave an administrator a token for somebody's mailbox (DelegateAuth). Administrators whose task that is belong into "
        + "detections.administrators.",
        "Support on the user's request, migration and backup programs.",
        DetectionSeverity.Medium, DetectionKey.Account, new DetectionRule.EachRow(), Ours,
        [new DetectionRows(Logs.ZimbraAudit, new Is(CommonFields.Action, "DelegateAuth"), CommonFields.UserName)
            { Detail = ZimbraFields.Target }]) { SparesAdministrators = true };

    /// <summary>Forwarding.</summary>
    public static Detection Forwarding { get; } = new("forwarding-set", "Mail of an account is forwarded",
        "A command has set a forwarding address, a filter that redirects, or an address that new mail is told to (Zimbra's audit log): "
        + "whoever has taken over an account goes on reading that way.",
        "Users and administrators who set up a forwarding on purpose: ask the user.",
        DetectionSeverity.High, DetectionKey.Account, new DetectionRule.EachRow(), Ours,
        [new DetectionRows(Logs.ZimbraAudit, s_changed, CommonFields.UserName)
        {
            Detail = ZimbraFields.Target,
            Attributes =
            [
                new("zimbraMailForwardingAddress", null), new("zimbraPrefMailForwardingAddress", null),
                new("zimbraMailSieveScript", "redirect"), new("zimbraAdminSieveScriptBefore", "redirect"),
                new("zimbraAdminSieveScriptAfter", "redirect"),
            ],
        }]);

    /// <summary>A new administrator.</summary>
    public static Detection NewAdministrator { get; } = new("administrator-made", "An account became an administrator",
        "A command has made an account an administrator, also one that was just created (Zimbra's audit log).",
        "A new colleague in the administration.", DetectionSeverity.High, DetectionKey.Account, new DetectionRule.EachRow(), Ours,
        [new DetectionRows(Logs.ZimbraAudit, s_changed, CommonFields.UserName)
        {
            Detail = ZimbraFields.Target,
            Attributes = [new("zimbraIsAdminAccount", "TRUE"), new("zimbraIsDelegatedAdminAccount", "TRUE")],
        }]);

    /// <summary>Passwords set.</summary>
    public static Detection PasswordsSet { get; } = new("passwords-set", "Many passwords were set",
        "One administrator set the passwords of several accounts within minutes (Zimbra's audit log).",
        "The first day of a school year, a migration. Programs that do it belong into detections.administrators.",
        DetectionSeverity.Medium, DetectionKey.Account, new DetectionRule.CountOver(5, TimeSpan.FromMinutes(10)), Ours,
        [new DetectionRows(Logs.ZimbraAudit, new Is(CommonFields.Action, "SetPassword"), CommonFields.UserName)
            { Detail = ZimbraFields.Target }]) { SparesAdministrators = true };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Detection> All { get; } =
    [
        PasswordSpray, UnderAttack, LockedOut, SuccessAfterFailures, ImpossibleTravel, OutboundBurst, ManyAddresses, Delegated,
        Forwarding, NewAdministrator, PasswordsSet,
    ];
}
