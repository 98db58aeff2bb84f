using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Exchange;
using static CloudAnalytics.Catalogue.Compliance.Words;

namespace CloudAnalytics.Catalogue.Compliance;

/// <summary>Questions about who logged in and who looked into whose mailbox.</summary>
static class AccessQueries
{
    static readonly QueryParameter s_user = new QueryParameter.Account("user", "The account.");

    static readonly QueryParameter s_anyUser = s_user with
    {
        Doc = "Only what this account did.",
        Default = Nothing,
        DefaultDoc = "all accounts",
    };

    static readonly QueryParameter s_mailbox = new QueryParameter.Account("mailbox", "Only this mailbox.")
        { Default = Nothing, DefaultDoc = "all mailboxes" };

    static readonly RowValue s_account = new RowValue.Lower(CommonFields.UserName);

    // /owa/anna@contoso.com/?..., as somebody types it to open Anna's mailbox.
    static readonly RowValue s_pathMailbox = new RowValue.Segment(HttpProxyFields.UrlStem, 3);

    static readonly ImmutableArray<string> s_grants =
    [
        "Add-MailboxPermission", "Add-MailboxFolderPermission", "Set-MailboxFolderPermission", "Add-RecipientPermission",
        "Add-ADPermission", "New-ManagementRoleAssignment",
    ];

    /// <summary>Logins of a user.</summary>
    public static ComplianceQuery Logins { get; } = new("logins", "Failed and successful logins of a user",
        "Where an account logged in from or tried to, on which way, how often and how it ended: one line for each day, way, address and "
        + "outcome.",
        "Rows that tell how a login ended (login is true): IIS (iis_access; every request with an account is one over HTTP, 401.1 a refused "
        + "one), SMTP (exchange_smtp_protocol), IMAP and POP (exchange_imap_pop), Windows' Security log (windows_event 4624, 4625, 4771).",
        "Over HTTP a session is many requests, so successes count requests, not sittings. Behind a load balancer or proxy the address may be "
        + "the proxy's. SMTP, IMAP and POP logs are off in Exchange unless switched on, and Windows' Security log is read only where it was "
        + "added as a source. Logins at another identity provider (federation, Kerberos at a domain controller) are in that one's logs.",
        [s_user, From(), To],
        [
            Text("day", "Day", "The day, UTC."),
            Text("user", "Account", "The account as the log spells it, in lower case."),
            Text("outcome", "Outcome", "success, failure or unknown."),
            Text("protocol", "Way", "The protocol of the client."),
            Text("client_ip", "Address", "Where it came from."),
            Text("reason", "Reason", "Why it was refused."),
            Number("attempts", "Attempts", "Attempts; over HTTP requests.", Fold.Count),
            Time("first_time", "First", "The first of them.", Fold.Lowest),
            Time("last_time", "Last", "The last of them.", Fold.Highest),
            Text("server", "Servers", "One of the servers that logged them, the first in alphabetical order.", Fold.Lowest),
            Text("source", "Log", "The log they stand in."),
        ],
        [.. Logs.Logins.Add(Logs.Windows).Select(schema => Rows(schema,
            Where(new Predicate.IsTrue(LoginFields.Login)) & new RowCondition.IsAccount(Value(CommonFields.UserName), s_user),
            ("day", new RowValue.Day(CommonFields.Time)), ("user", s_account), ("outcome", CommonFields.Outcome),
            ("protocol", Value(LoginFields.Protocol).Or(schema == Logs.Windows ? "windows" : "http")),
            ("client_ip", CommonFields.ClientIp), ("reason", LoginFields.FailureReason), ("attempts", CommonFields.Time),
            ("first_time", CommonFields.Time), ("last_time", CommonFields.Time), ("server", CommonFields.Host),
            ("source", new RowValue.FormatName())))],
        [new("day"), new("source"), new("user"), new("first_time")]);

    /// <summary>Access to another's mailbox.</summary>
    public static ComplianceQuery Mailboxes { get; } = new("access-to-mailboxes", "Access to another's mailbox",
        "Which accounts worked in a mailbox that is not their own, or were given the right to: one line for each account, mailbox, way and "
        + "address.",
        "Exchange Web Services in another's name (exchange_ews: ImpersonatedUser, ActAsUser), Outlook in another's name (exchange_mapi_http: "
        + "ActAsUser), opening another's mailbox by its address in Outlook on the web or the admin center (exchange_http_proxy: an address in "
        + "the path), and rights that administrators gave (Add-MailboxPermission, Add-RecipientPermission, ApplicationImpersonation, Send As; "
        + "exchange_cmdlet and exchange_admin_audit).",
        "A mailbox that is opened beside one's own in Outlook, with rights given before, stands in these logs only where the request names "
        + "another user; Exchange's mailbox audit log, which is kept in the mailboxes, has it. Accounts are compared without their domains, "
        + "so an account of the same name in another domain is taken for the owner. What was read is not logged.",
        [s_anyUser, s_mailbox, From(), To],
        [
            Text("user", "Account", "Who looked, in lower case."),
            Text("mailbox", "Mailbox", "Whose mailbox, in lower case."),
            Text("way", "Way", "impersonation, act as, explicit address, or the cmdlet that gave the right."),
            Text("client_ip", "Address", "Where the account worked from."),
            Number("requests", "Requests", "How often.", Fold.Count),
            Time("first_time", "First", "The first time.", Fold.Lowest),
            Time("last_time", "Last", "The last time.", Fold.Highest),
            Text("detail", "Detail", "For a right that was given, the parameters; the program of the client for others.", Fold.Lowest),
            Text("source", "Log", "The log it stands in."),
        ],
        [
            InNameOf(Logs.Ews, EwsFields.ImpersonatedUser, "impersonation", WebFields.UserAgent),
            InNameOf(Logs.Ews, EwsFields.ActAsUser, "act as", WebFields.UserAgent),
            InNameOf(Logs.MapiHttp, MapiHttpFormat.ActAsUserEmail, "act as", MapiHttpFormat.ClientSoftware),
            Accesses(Logs.HttpProxy, s_pathMailbox, "explicit address", WebFields.UserAgent,
                new RowCondition.StartsWithAny(Value(HttpProxyFields.UrlStem), ["/owa/", "/ecp/"])
                    & new RowCondition.Contains(Value(HttpProxyFields.UrlStem), "@")),
            Grants(Logs.Cmdlets, new RowValue.Argument(CmdletFields.Parameters, "-Identity"), CmdletFields.Parameters),
            Grants(Logs.AdminAudit, AdminAuditFormat.ObjectId, AdminAuditFormat.AuditData),
        ],
        [new("user"), new("mailbox"), new("first_time")]);

    /// <summary>All of them, in the order in which they are listed.</summary>
    public static ImmutableArray<ComplianceQuery> All { get; } =
        [Logins, Mailboxes, AdminQueries.Actions, AdminQueries.Exports, AdminQueries.Deletions];

    // An account that is named in another spelling is still itself.
    static QuerySource InNameOf(Schema schema, Field<Utf8Text> mailbox, string way, Field<Utf8Text> detail) =>
        Accesses(schema, mailbox, way, detail,
            new RowCondition.Differ(new RowValue.Bare(mailbox), new RowValue.Bare(CommonFields.UserName)));

    static QuerySource Accesses(Schema schema, RowValue mailbox, string way, Field<Utf8Text> detail, RowCondition where) => Rows(schema,
        where & new RowCondition.Differ(new RowValue.Bare(mailbox), new RowValue.Bare(CommonFields.UserName))
            & new RowCondition.IsAccount(Value(CommonFields.UserName), s_anyUser) & new RowCondition.IsAccount(mailbox, s_mailbox),
        ("user", s_account), ("mailbox", new RowValue.Lower(mailbox)), ("way", way), ("client_ip", CommonFields.ClientIp),
        ("requests", CommonFields.Time), ("first_time", CommonFields.Time), ("last_time", CommonFields.Time), ("detail", detail),
        ("source", new RowValue.FormatName()));

    static QuerySource Grants(Schema schema, RowValue mailbox, Field<Utf8Text> detail) => Rows(schema,
        new RowCondition.IsAnyOf(Value(CommonFields.Action), s_grants)
            & new RowCondition.IsAccount(Value(CommonFields.UserName), s_anyUser)
            & (new RowCondition.IsAccount(mailbox, s_mailbox) | new RowCondition.HasPart(detail, s_mailbox)),
        ("user", s_account), ("mailbox", new RowValue.Lower(mailbox)), ("way", CommonFields.Action), ("client_ip", CommonFields.ClientIp),
        ("requests", CommonFields.Time), ("first_time", CommonFields.Time), ("last_time", CommonFields.Time), ("detail", detail),
        ("source", new RowValue.FormatName()));
}
