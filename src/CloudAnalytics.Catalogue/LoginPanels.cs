using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using static CloudAnalytics.Catalogue.Columns;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue;

/// <summary>
/// Panels about logins over HTTP, SMTP, IMAP and POP. Each attempt is one row, which its format marks; at IIS a refused password is 401.1,
/// while 401.2 only asks for one and is background traffic. On Unix servers it is Postfix's line of a login over SMTP, Zimbra's audit log
/// of all others (the mailbox log of accounts that do not exist), and Dovecot's login line.
/// </summary>
public static class LoginPanels
{
    /// <summary>The heading they stand under.</summary>
    public const string Section = "Logins";

    static readonly Predicate s_isMailbox = new IsOneOf(LoginFields.Protocol, ["imap", "pop3"]);

    /// <summary>Attempts.</summary>
    public static Metric Attempts { get; } = new("logins.attempts",
        "Attempts to log in, over HTTP, SMTP, IMAP and POP.",
        [.. Logs.Logins.AddRange(Logs.UnixLogins).Select(s => new MetricSource(s, Everything))],
        new Aggregate.Count()) { Where = new IsTrue(LoginFields.Login) };

    /// <summary>Succeeded.</summary>
    public static Metric Succeeded { get; } = Attempts.Where("logins.succeeded",
        "Logins that succeeded.", new Is(CommonFields.Outcome, "success"));

    /// <summary>Failed.</summary>
    public static Metric Failed { get; } = Attempts.Where("logins.failed",
        "Logins that were refused.", new Is(CommonFields.Outcome, "failure"));

    /// <summary>Failed at IIS.</summary>
    public static Metric FailedHttp { get; } = Of("http",
        "Logins over HTTP that were refused (IIS status 401.1; Zimbra's web client, SOAP, DAV and ActiveSync).",
        new(Logs.Iis, Everything), new(Logs.ZimbraAudit, !s_isMailbox), new(Logs.ZimbraMailbox, !s_isMailbox));

    /// <summary>Failed at SMTP.</summary>
    public static Metric FailedSmtp { get; } = Of("smtp",
        "Logins of mail clients and devices over SMTP that were refused.", new(Logs.Smtp, Everything), new(Logs.Postfix, Everything));

    /// <summary>Failed at IMAP and POP.</summary>
    public static Metric FailedImapPop { get; } = Of("imap_pop",
        "Logins over IMAP and POP that were refused.", new(Logs.ImapPop, Everything), new(Logs.Dovecot, Everything),
        new(Logs.ZimbraAudit, s_isMailbox), new(Logs.ZimbraMailbox, s_isMailbox));

    /// <summary>Accounts tried.</summary>
    public static Metric FailedAccounts { get; } = Failed with
    {
        Name = "logins.failed_accounts",
        Doc = "Different accounts that logins were refused for.",
        Aggregate = new Aggregate.Distinct(new Key(CommonFields.UserName)),
    };

    /// <summary>Addresses that tried.</summary>
    public static Metric FailedAddresses { get; } = Failed with
    {
        Name = "logins.failed_addresses",
        Doc = "Different addresses that refused logins came from.",
        Aggregate = new Aggregate.Distinct(new Key(CommonFields.ClientIp)),
    };

    static readonly PanelColumn.Measure s_failed = Count("failed", "Failed", Failed);

    /// <summary>Over time.</summary>
    public static Panel OverTime { get; } = new("logins-over-time", "Failed logins",
        "Logins that were refused, over time, by the way they came in.",
        [
            Count("http", "HTTP", FailedHttp),
            Count("smtp", "SMTP", FailedSmtp),
            Count("imap_pop", "IMAP and POP", FailedImapPop),
        ]) { Chart = Chart.Lines, IsOverTime = true, Section = Section };

    /// <summary>By account.</summary>
    public static Panel ByAccount { get; } = new Panel("failed-logins-by-account", "Failed logins by account",
        "Accounts that logins were refused for, as the client wrote them, with the number of addresses that tried.",
        [
            s_failed,
            Count("http", "HTTP", FailedHttp),
            Count("smtp", "SMTP", FailedSmtp),
            Count("imap_pop", "IMAP and POP", FailedImapPop),
            Count("addresses", "Addresses", FailedAddresses),
        ]) { Chart = Chart.Bars, Top = 20, Section = Section }.By(CommonFields.UserName, "Account");

    /// <summary>By address.</summary>
    public static Panel ByAddress { get; } = new Panel("failed-logins-by-address", "Failed logins by address",
        "Addresses that refused logins came from, with the number of accounts that were tried: many accounts from one address is an "
        + "attack.",
        [
            s_failed,
            Count("http", "HTTP", FailedHttp),
            Count("smtp", "SMTP", FailedSmtp),
            Count("imap_pop", "IMAP and POP", FailedImapPop),
            Count("accounts", "Accounts", FailedAccounts),
        ]) { Chart = Chart.Bars, Top = 20, Section = Section }.By(CommonFields.ClientIp, "Address");

    /// <summary>More than usual.</summary>
    public static Panel Spikes { get; } = new Panel("login-spikes", "Failed logins against their usual",
        "Addresses with many more refused logins than in the same hours of the days before. Fewer than 10 count as 10, so that small "
        + "numbers "
        + "make no spikes.",
        Spike(s_failed, floor: 10))
        { Chart = Chart.Table, Top = 10, OrderBy = "spike", Floor = new PanelFloor("spike", 2), Section = Section }
        .By(CommonFields.ClientIp, "Address");

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static ImmutableArray<Panel> All { get; } = [OverTime, ByAccount, ByAddress, Spikes];

    static Metric Of(string name, string doc, params ImmutableArray<MetricSource> sources) =>
        Failed with { Name = $"logins.failed_{name}", Doc = doc, Sources = sources };
}
