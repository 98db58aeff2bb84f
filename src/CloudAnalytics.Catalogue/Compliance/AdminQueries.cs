using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Windows;
using static CloudAnalytics.Catalogue.Compliance.Words;

namespace CloudAnalytics.Catalogue.Compliance;

/// <summary>Questions about what administrators did.</summary>
static class AdminQueries
{
    const string CmdletEvidence =
        "Cmdlets in three logs: remote PowerShell (exchange_cmdlet), the administrator audit log (exchange_admin_audit) and the events of "
        + "MSExchange CmdletLogs (windows_event); besides these the admin center's own log (exchange_ecp). One action may stand in several "
        + "of them, a line each.";

    const string CmdletLimits =
        "A cmdlet that was run on the server itself, not over remote PowerShell, stands in the audit log and the Windows events only. Changes "
        + "made past Exchange, in Active Directory or by scripts with their own connection, do not occur. What was exported or deleted is "
        + "told by the parameters; the content is in no log. Parameters with secrets are masked.";

    static readonly QueryParameter s_user = new QueryParameter.Account("user", "Only what this account did.")
        { Default = Nothing, DefaultDoc = "all accounts" };

    static readonly QueryParameter s_cmdlet = new QueryParameter.Text("cmdlet", "Only cmdlets with this in their name.")
        { Default = Nothing, DefaultDoc = "all cmdlets" };

    static readonly QueryParameter.Choice s_reading = new("reading",
        "Whether cmdlets that only read (Get-, Test-, Search-MessageTrackingReport) are shown too.", ["no", "yes"])
        { Default = "no", DefaultDoc = "no" };

    static readonly ImmutableArray<string> s_exports =
    [
        "New-MailboxExportRequest", "Set-MailboxExportRequest", "Resume-MailboxExportRequest", "Export-Mailbox", "Search-Mailbox",
        "New-MailboxSearch", "Start-MailboxSearch", "New-ComplianceSearch", "Start-ComplianceSearch", "New-ComplianceSearchAction",
        "Export-Message", "Export-JournalRuleCollection", "New-MailboxRestoreRequest",
    ];

    static readonly ImmutableArray<QueryColumn> s_columns =
    [
        Time("time", "Time", "When it happened."),
        Text("user", "Account", "Who did it, as the log spells it."),
        Text("action", "Cmdlet", "What was done."),
        Text("parameters", "With", "The parameters, or the object that was acted on; secrets masked."),
        Text("outcome", "Outcome", "success, failure or unknown."),
        Text("client_ip", "Address", "Where the account worked from, where the log says so."),
        Text("server", "Server", "The server that logged it."),
        Text("source", "Log", "The log it stands in."),
        Text("id", "Row", "Identity of the row in the archive."),
    ];

    /// <summary>What administrators did.</summary>
    public static ComplianceQuery Actions { get; } = new("admin-actions", "Administrator actions",
        "What administrators changed, by which account, when and with which parameters.",
        CmdletEvidence, CmdletLimits,
        [s_user, s_cmdlet, s_reading, From(), To], s_columns,
        Cmdlets(cmdlet => (new RowCondition.Asked(s_reading, "yes")
                | !new RowCondition.StartsWithAny(cmdlet, ["Get-", "Test-", "Search-MessageTrackingReport"]))
            & new RowCondition.HasPart(cmdlet, s_cmdlet)),
        [new("time"), new("source"), new("id")]);

    /// <summary>Mailbox exports.</summary>
    public static ComplianceQuery Exports { get; } = new("mailbox-exports", "Mailbox exports",
        "Every time somebody copied mailboxes out or searched them as a whole: export requests, mailbox and compliance searches, restores.",
        CmdletEvidence,
        CmdletLimits + " Mail that a user or a program copied with Outlook, IMAP or Exchange Web Services is ordinary reading and is no "
        + "export here; see access-to-mailboxes.",
        [s_user, From(), To], s_columns,
        Cmdlets(cmdlet => new RowCondition.IsAnyOf(cmdlet, s_exports)),
        [new("time"), new("source"), new("id")]);

    /// <summary>Deletions.</summary>
    public static ComplianceQuery Deletions { get; } = new("deletions", "Deletions",
        "What was deleted: mailboxes, databases, rules and other objects by administrators (Remove-, Disable-Mailbox, deleting searches), "
        + "mail by Exchange Web Services (DeleteItem, DeleteFolder, EmptyFolder), IMAP (expunge) and POP (dele), and Windows event logs that "
        + "were cleared.",
        CmdletEvidence + " Mail: exchange_ews and exchange_imap_pop, a line for each request. Cleared logs: Windows events 1102 and 104.",
        CmdletLimits + " Mail deleted in Outlook (MAPI), Outlook on the web or a phone is not told apart from other work in the logs read "
        + "here; Exchange's mailbox audit log, which is kept in the mailboxes, has it. Which item was deleted is not logged either.",
        [s_user, From(), To], s_columns,
        [
            .. Cmdlets(cmdlet => new RowCondition.StartsWithAny(cmdlet, ["Remove-", "Disable-Mailbox", "Disable-RemoteMailbox"])
                | new RowCondition.IsAnyOf(cmdlet, ["Clear-MobileDevice", "Clear-ActiveSyncDevice"])
                | (new RowCondition.IsAnyOf(cmdlet, ["Search-Mailbox", "New-ComplianceSearchAction"]) & DeletesContent)),
            Rows(Logs.Ews, new RowCondition.IsAnyOf(Value(CommonFields.Action), ["DeleteItem", "DeleteFolder", "EmptyFolder"]) & ByUser,
                Common(CommonFields.Action, Value(EwsFields.ImpersonatedUser).Or(Value(EwsFields.ActAsUser)))),
            Rows(Logs.ImapPop, new RowCondition.IsAnyOf(Value(CommonFields.Action), ["expunge", "uid expunge", "dele"]) & ByUser,
                Common(CommonFields.Action, ImapPopFormat.Parameters)),
            Rows(Logs.Windows, new RowCondition.Contains(Value(WindowsEventFormat.Provider), "Eventlog") & ByUser
                    & Where(new Predicate.IsNumber(WindowsEventFormat.EventId, 1102)
                        | new Predicate.IsNumber(WindowsEventFormat.EventId, 104)),
                Common("event log cleared", WindowsEventFormat.Message)),
        ],
        [new("time"), new("source"), new("id")]);

    static RowCondition ByUser => new RowCondition.IsAccount(Value(CommonFields.UserName), s_user);

    /// <summary>The four logs that know of cmdlets, with the condition on the cmdlet's name.</summary>
    static ImmutableArray<QuerySource> Cmdlets(Func<RowValue, RowCondition> which) =>
    [
        Of(Logs.Cmdlets, CommonFields.Action, CmdletFields.Parameters, which),
        Of(Logs.AdminAudit, CommonFields.Action,
            Value(AdminAuditFormat.ObjectId).Or(new RowValue.Entry(AdminAuditFormat.CmdletParameters, "Identity"))
                .Or(new RowValue.Entry(AdminAuditFormat.CmdletParameters, "Mailbox")),
            which),
        Of(Logs.Windows, WindowsEventFormat.Cmdlet, CmdletFields.Parameters, which),
        Of(Logs.Ecp, WebFields.Command, IisAccessFormat.UriStem, which),
    ];

    static QuerySource Of(Schema schema, Field<Utf8Text> cmdlet, RowValue parameters, Func<RowValue, RowCondition> which) =>
        Rows(schema, Where(Predicate.Has(cmdlet)) & which(Value(cmdlet)) & ByUser, Common(cmdlet, parameters));

    // What tells a search that deletes from one that only looks.
    static RowCondition DeletesContent =>
        Any("DeleteContent") | Any("-Purge");

    static RowCondition Any(string part) => new RowCondition.Contains(Value(CmdletFields.Parameters), part)
        | new RowCondition.Contains(Value(AdminAuditFormat.AuditData), part.TrimStart('-'));

    static (string Column, RowValue Value)[] Common(RowValue action, RowValue parameters) =>
    [
        ("time", CommonFields.Time), ("user", CommonFields.UserName), ("action", action), ("parameters", parameters),
        ("outcome", CommonFields.Outcome), ("client_ip", CommonFields.ClientIp), ("server", CommonFields.Host),
        ("source", new RowValue.FormatName()), ("id", CommonFields.Id),
    ];
}
