using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Filters;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Formats.Unix;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue;

/// <summary>
/// Numbers about Postfix, its filters and Zimbra. A message is counted once by its Message-ID, however many queues, filters and hosts it
/// passes; what is counted per queue is called a delivery, and the way to a filter on the same host is none.
/// </summary>
public static class UnixMailMetrics
{
    static readonly MetricSource s_messages = new(MailMessages.Rows.Schema, Everything) { Completed = MailMessages.Rows };

    // An empty sender is that of a report: a bounce, a receipt, an answer of a robot. What was refused or is held has none at all here.
    static readonly Predicate s_hasSender = Has(CommonFields.Sender) & !new Is(CommonFields.Sender, "<>");

    static readonly Predicate s_final = Has(PostfixFields.DeliveryStatus) & !new IsTrue(PostfixFields.IsInternalHop);

    /// <summary>What tells messages apart.</summary>
    public static Key Message { get; } = new(CommonFields.MessageId);

    /// <summary>Messages.</summary>
    public static Metric Messages { get; } = new("unix.messages",
        "Different messages that Postfix's queues took up, by Message-ID; reports such as bounces are not among them.", [s_messages],
        new Aggregate.Distinct(Message)) { Where = s_hasSender };

    /// <summary>Bytes.</summary>
    public static Metric Bytes { get; } = Messages with
    {
        Name = "unix.bytes",
        Doc = "Size of the messages that Postfix's queues took up, each counted once.",
        Aggregate = new Aggregate.SumPerDistinct(Message, CommonFields.Bytes),
    };

    /// <summary>Of accounts.</summary>
    public static Metric Submitted { get; } = Messages.Where("unix.submitted",
        "Different messages that clients handed in with a login.", Has(CommonFields.UserName));

    /// <summary>Recipients of accounts.</summary>
    public static Metric SubmittedRecipients { get; } = Submitted with
    {
        Name = "unix.submitted_recipients",
        Doc = "Recipients of the messages that clients handed in with a login.",
        Aggregate = new Aggregate.SumPerDistinct(Message, UnixFields.RecipientCount),
    };

    /// <summary>Lines of deliveries.</summary>
    public static Metric Attempts { get; } = new("unix.attempts",
        "Attempts to deliver, one for each recipient, those to filters on the same host left out.", Logs.Postfix, new Aggregate.Count())
        { Where = s_final };

    /// <summary>Delivered.</summary>
    public static Metric Deliveries { get; } = Attempts.Where("unix.deliveries",
        "Deliveries that succeeded, one for each recipient and host: to a mailbox, or to the next host.", Is("sent"));

    /// <summary>Given up.</summary>
    public static Metric Failures { get; } = Attempts.Where("unix.failures",
        "Deliveries that were given up: bounced or expired.", new IsOneOf(CommonFields.Action, ["bounced", "expired"]));

    /// <summary>Put off.</summary>
    public static Metric Deferrals { get; } = Attempts.Where("unix.deferrals",
        "Attempts to deliver that were put off (deferred); a delivery may be put off many times.", Is("deferred"));

    /// <summary>Thrown away.</summary>
    public static Metric Discarded { get; } = new("unix.discarded",
        "Deliveries that Postfix calls sent, but a filter or rule threw away.", Logs.Postfix, new Aggregate.Count())
        { Where = Is("discarded") };

    /// <summary>Refused.</summary>
    public static Metric Rejections { get; } = new("unix.rejections",
        "Commands and messages that were refused to clients: reject and milter-reject lines.", Logs.Postfix, new Aggregate.Count())
        { Where = new IsOneOf(CommonFields.Action, ["reject", "milter-reject"]) };

    /// <summary>Verdicts.</summary>
    public static Metric Verdicts { get; } = new("unix.verdicts",
        "Different messages that amavis judged, by Message-ID.", Logs.Amavis, new Aggregate.Distinct(Message))
        { Where = Has(AmavisFields.Category) };

    /// <summary>Verdicts, of messages without an id too.</summary>
    public static Metric VerdictLines { get; } = new("unix.verdict_lines",
        "Verdicts of amavis; a message that goes through it twice has two.", Logs.Amavis, new Aggregate.Count())
        { Where = Has(AmavisFields.Category) };

    /// <summary>TLS.</summary>
    public static Metric TlsConnections { get; } = new("unix.tls_connections",
        "Connections of SMTP that were encrypted, in and out.", Logs.Postfix, new Aggregate.Count())
        { Where = Has(PostfixFields.TlsVersion) };

    /// <summary>Into mailboxes.</summary>
    public static Metric Filed { get; } = new("unix.filed",
        "Messages put into folders of mailboxes, by Zimbra or Dovecot; one for each mailbox.",
        [new MetricSource(Logs.ZimbraMailbox, Is("Adding Message")), new MetricSource(Logs.Dovecot, Is("saved"))], new Aggregate.Count())
        { Where = Has(MailEdge.Folder) };

    /// <summary>Exceptions.</summary>
    public static Metric Exceptions { get; } = new("zimbra.exceptions",
        "Requests to Zimbra that failed (handler exceptions).", Logs.ZimbraMailbox, new Aggregate.Count())
        { Where = new IsOneOf(CommonFields.Action, ["handler exception", "proxy handler exception"]) };

    /// <summary>Accounts of exceptions.</summary>
    public static Metric ExceptionAccounts { get; } = Exceptions with
    {
        Name = "zimbra.exception_accounts",
        Doc = "Different accounts whose requests failed.",
        Aggregate = new Aggregate.Distinct(new Key(CommonFields.UserName)),
    };

    /// <summary>A part of the time that deliveries take.</summary>
    internal static Metric Delay(string name, string doc, Field<double> field, decimal q) => new($"unix.{name}_p{(int)(q * 100)}", doc,
        Logs.Postfix, new Aggregate.Quantile(field, q)) { Where = s_final & Is("sent") };

    static Predicate Is(string action) => new Is(CommonFields.Action, action);
}
