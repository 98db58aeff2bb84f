using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Dovecot;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Filters;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Zimbra;

namespace CloudAnalytics.Server.Tests.Detections;

/// <summary>Rows in which a detection finds something, and rows much like them in which it must not.</summary>
/// <param name="Detection">The detection.</param>
/// <param name="Key">What the finding is about.</param>
/// <param name="Value">Its number.</param>
/// <param name="Found">Rows with a finding.</param>
/// <param name="NotFound">Rows without.</param>
public sealed record DetectionCase(string Detection, string Key, double Value, SomeRow[] Found, SomeRow[] NotFound)
{
    static readonly Schema s_postfix = new PostfixFormat().Schema;
    static readonly Schema s_audit = new ZimbraAuditFormat().Schema;
    static readonly Schema s_mailbox = new ZimbraMailboxFormat().Schema;
    static readonly Schema s_amavis = new AmavisFormat().Schema;
    static readonly Schema s_dovecot = new DovecotFormat().Schema;
    static readonly Schema s_imap = new ImapPopFormat().Schema;

    const string Ip = "192.0.2.7";
    const string Anna = "anna@example.org";

    /// <summary>One of each detection.</summary>
    public static IReadOnlyList<DetectionCase> All { get; } =
    [
        // The level behind the sixth attempt within 10 s is 6 less a third of one that has leaked.
        new("zimbra-brute-force", Ip, 6 - (10 / 30.0),
            [.. Times(5, 2, s => Failed(s_audit, s, Ip, Anna)), Failed(s_mailbox, 10, Ip, "nobody@example.org")],
            [.. Times(12, 30, s => Failed(s_audit, s, Ip, Anna)), .. Times(5, 1, s => Failed(s_audit, 900 + s, Ip, Anna))]),
        new("zimbra-user-enumeration", Ip, 6,
            [.. Times(6, 100, (s, i) => Failed(s_mailbox, s, Ip, $"u{i}@example.org"))],
            [.. Times(9, 200, (s, i) => Failed(s_mailbox, s, Ip, $"u{i % 5}@example.org"))]),
        new("sasl-brute-force", Ip, 8,
            [.. Times(8, 17, s => Failed(s_postfix, s, Ip, Anna))],
            [.. Times(8, 18, s => Failed(s_postfix, s, Ip, Anna)), .. Times(7, 1, s => Failed(s_postfix, s, "192.0.2.8", Anna))]),
        new("sasl-slow-brute-force", Ip, 3 - (2 * 3000 / 7200.0),
            [.. Times(3, 3000, s => Failed(s_postfix, s, Ip, Anna)), Failed(s_postfix, 6010, Ip, Anna)],
            [.. Times(3, 7200, s => Failed(s_postfix, s, Ip, Anna))]),
        new("dovecot-brute-force", Ip, 8,
            [.. Times(8, 15, s => Failed(s_dovecot, s, Ip, Anna))], [.. Times(7, 15, s => Failed(s_dovecot, s, Ip, Anna))]),
        new("dovecot-invalid-users", Ip, 8,
            [.. Times(8, 30, (s, i) => Unknown(s, i))], [.. Times(8, 40, (s, i) => Unknown(s, i))]),
        new("exchange-brute-force", Ip, 6 - (5 / 10.0),
            [.. Times(6, 1, s => Failed(s_imap, s, Ip, Anna))], [.. Times(6, 3, s => Failed(s_imap, s, Ip, Anna))]),
        new("login-low-and-slow", Ip, 4,
            [.. Times(4, 1500, s => Failed(s_postfix, s, Ip, Anna))], [.. Times(4, 900, s => Failed(s_postfix, s, Ip, Anna))]),
        new("password-spray", "example.org", 20,
            [.. Times(20, 10, (s, i) => Failed(s_audit, s, $"192.0.2.{i % 5}", $"u{i}@example.org"))],
            [
                .. Times(40, 10, (s, i) => Failed(s_audit, s, $"192.0.2.{i % 4}", $"u{i}@example.org")),
                .. Times(19, 10, (s, i) => Failed(s_audit, 3600 + s, $"192.0.2.{i}", $"u{i}@example.org")),
            ]),
        new("account-under-attack", Anna, 5,
            [.. Times(5, 100, (s, i) => Failed(i % 2 == 0 ? s_postfix : s_dovecot, s, $"192.0.2.{i}", Anna))],
            [.. Times(20, 10, (s, i) => Failed(s_postfix, s, $"192.0.2.{i % 4}", Anna))]),
        new("account-locked-out", Anna, 1,
            [Audit(0, "Auth", (ZimbraFields.Account, Anna), (ZimbraFields.ErrorMessage, "account lockout due to too many failed logins"))],
            [Audit(0, "Auth", (ZimbraFields.Account, Anna), (ZimbraFields.ErrorMessage, "authentication failed for [x], account locked"))]),
        new("success-after-failures", Anna, 5,
            [.. Times(5, 10, s => Failed(s_postfix, s, Ip, Anna)), Succeeded(s_audit, 100, "192.0.2.9", Anna)],
            [
                Succeeded(s_audit, -20 * 86400, "192.0.2.9", Anna), .. Times(5, 10, s => Failed(s_postfix, s, Ip, Anna)),
                Succeeded(s_audit, 100, "192.0.2.9", Anna), Succeeded(s_audit, 2000, "192.0.2.10", Anna),
            ]),
        new("impossible-travel", Anna, SomePlaces.Kilometres(SomePlaces.Berlin, SomePlaces.Sydney) * 2,
            [
                Succeeded(s_postfix, 0, SomePlaces.Berlin, Anna), Succeeded(s_dovecot, 900, Ip, Anna),
                Succeeded(s_audit, 1800, SomePlaces.Sydney, Anna),
            ],
            [
                Succeeded(s_postfix, 0, SomePlaces.Berlin, Anna), Succeeded(s_dovecot, 60, SomePlaces.Proxy, Anna),
                Failed(s_postfix, 90, SomePlaces.Sydney, Anna), Succeeded(s_audit, 120, SomePlaces.BerlinToo, Anna),
                Succeeded(s_imap, 120 + (8 * 3600), SomePlaces.NewYork, Anna),
                Succeeded(s_audit, 200, SomePlaces.Sydney, "bert@example.org"),
            ]),
        new("outbound-burst", Anna, 201,
            [.. Message("q1", 0, Anna, 100), .. Message("q2", 60, Anna, 100), .. Message("q3", 120, Anna, 1)],
            [
                .. Message("q1", 0, Anna, 150), .. Message("q2", 4000, Anna, 150),
                .. Enumerable.Range(1, 10).SelectMany(d => Message($"old{d}", -d * 86400, "news@example.org", 300)),
                .. Message("q4", 60, "news@example.org", 400),
            ]),
        new("many-addresses-one-account", Anna, 5,
            [.. Times(5, 700, (s, i) => Succeeded(s_postfix, s, $"192.0.2.{i}", Anna))],
            [.. Times(5, 1000, (s, i) => Succeeded(s_postfix, s, $"192.0.2.{i}", Anna))]),
        new("admin-reads-mailbox", "admin@example.org", 1,
            [Audit(0, "DelegateAuth", (CommonFields.UserName, "admin@example.org"), (ZimbraFields.Target, Anna))],
            [Audit(0, "DelegateAuth", (CommonFields.UserName, "Helpdesk@example.org"), (ZimbraFields.Target, Anna))]),
        new("forwarding-set", Anna, 1,
            [Changed("zimbraPrefMailForwardingAddress", "x@evil.example")],
            [Changed("zimbraMailForwardingAddress", ""), Changed("zimbraMailSieveScript", "fileinto \"Junk\";")]),
        new("administrator-made", Anna, 1, [Changed("zimbraIsAdminAccount", "TRUE")], [Changed("zimbraIsAdminAccount", "FALSE")]),
        new("passwords-set", "admin@example.org", 5,
            [.. Times(5, 100, s => Audit(s, "SetPassword", (CommonFields.UserName, "admin@example.org")))],
            [.. Times(5, 151, s => Audit(s, "SetPassword", (CommonFields.UserName, "admin@example.org")))]),
        new("bounce-storm", "mx1", 0.3,
            [.. Times(70, 2, s => Delivery(s, "sent", "2.0.0", "Ok")), .. Times(30, 2, s => Delivery(s, "bounced", "5.1.1", "no"))],
            [.. Times(80, 2, s => Delivery(s, "sent", "2.0.0", "Ok")), .. Times(20, 2, s => Delivery(s, "bounced", "5.1.1", "no"))]),
        new("host-blocklisted", "mx1", 10,
            [.. Times(10, 10, (s, i) => Delivery(s, "deferred", "4.7.1", "421 4.7.1 listed at Spamhaus", $"a@d{i}.example"))],
            [
                .. Times(30, 10, (s, i) => Delivery(s, "deferred", "4.7.1", "421 4.7.1 listed at Spamhaus", $"a@d{i % 9}.example")),
                .. Times(20, 10, (s, i) => Delivery(s, "deferred", "4.7.1", "greylisted", $"a@d{i}.example")),
            ]),
        new("queue-growth", "mx1", 101,
            [.. Times(101, 5, s => Delivery(s, "deferred", "4.4.1", "timed out"))],
            [
                .. Enumerable.Range(1, 5).SelectMany(d => Times(40, 5, s => Delivery(s - (d * 86400), "deferred", "4.4.1", "timed out"))),
                .. Times(150, 5, s => Delivery(s, "deferred", "4.4.1", "timed out")),
            ]),
        new("relay-attempt", Ip, 2 - (60 / 600.0),
            [.. Times(2, 60, s => Rejected(s, "5.7.1", "<a@b>: Relay access denied"))],
            [.. Times(2, 700, s => Rejected(s, "5.7.1", "<a@b>: Relay access denied"))]),
        new("reject-flood", Ip, 6 - (5 / 10.0),
            [.. Times(6, 1, s => Rejected(s, "5.7.1", "refused"))], [.. Times(6, 4, s => Rejected(s, "5.7.1", "refused"))]),
        new("directory-harvest", Ip, 12,
            [.. Times(12, 10, (s, i) => Rejected(s, "5.1.1", "User unknown in local recipient table", $"u{i}@example.org"))],
            [.. Times(24, 5, (s, i) => Rejected(s, "5.1.1", "User unknown in local recipient table", $"u{i % 11}@example.org"))]),
        new("protocol-abuse", Ip, 1, [Client(0, "non-smtp-command")], [Client(0, "connect"), Client(1, "lost-connection")]),
        new("helo-rejected", Ip, 2 - (60 / 600.0),
            [.. Times(2, 60, s => Rejected(s, "5.5.2", "<x>: Helo command rejected: need fully-qualified hostname"))],
            [Rejected(0, "5.5.2", "<x>: Helo command rejected: need fully-qualified hostname")]),
        new("improper-pipelining", Ip, 8,
            [.. Times(8, 15, s => Client(s, "pipelining"))], [.. Times(8, 20, s => Client(s, "pipelining"))]),
        new("virus-blocked", "evil@example.com", 1, [Verdict(0, "blocked", "INFECTED")], [Verdict(0, "blocked", "SPAM")]),
        new("virus-repeated", Ip, 8,
            [.. Times(8, 500, s => Verdict(s, "blocked", "INFECTED"))], [.. Times(8, 600, s => Verdict(s, "blocked", "INFECTED"))]),
        new("virus-outbound", "evil@example.com", 1,
            [Verdict(0, "blocked", "INFECTED", "ORIGINATING")], [Verdict(0, "blocked", "INFECTED", "MYNETS")]),
        new("virus-passed", "evil@example.com", 1, [Verdict(0, "passed", "INFECTED")], [Verdict(0, "passed", "CLEAN")]),
    ];

    static IEnumerable<SomeRow> Times(int count, double every, Func<double, SomeRow> row) => Times(count, every, (s, _) => row(s));

    static IEnumerable<SomeRow> Times(int count, double every, Func<double, int, SomeRow> row) =>
        Enumerable.Range(0, count).Select(i => row(i * every, i));

    static SomeRow Login(Schema schema, double at, string ip, string user, string outcome) => new(schema, at,
        (CommonFields.ClientIp, ip), (CommonFields.UserName, user), (LoginFields.Login, true), (CommonFields.Outcome, outcome));

    static SomeRow Failed(Schema schema, double at, string ip, string user) => Login(schema, at, ip, user, "failure");

    static SomeRow Succeeded(Schema schema, double at, string ip, string user) => Login(schema, at, ip, user, "success");

    static SomeRow Unknown(double at, int i) => new(s_dovecot, at,
        (CommonFields.ClientIp, Ip), (CommonFields.UserName, $"u{i}"), (CommonFields.Action, "unknown_user"),
        (CommonFields.Outcome, "failure"));

    static SomeRow Audit(double at, string action, params (Field, object)[] values) =>
        new(s_audit, at, [(CommonFields.Action, action), (CommonFields.Outcome, "success"), .. values]);

    static SomeRow Changed(string attribute, string value) => Audit(0, "ModifyAccount", (CommonFields.UserName, Anna),
        (CommonFields.Attributes, new Dictionary<string, string> { ["other"] = "x", [attribute] = value }));

    static SomeRow Delivery(double at, string action, string code, string reply, string recipient = "a@b.example") => new(s_postfix, at,
        (CommonFields.Host, "mx1"), (CommonFields.Action, action), (PostfixFields.DeliveryStatus, action), (CommonFields.ErrorCode, code),
        (UnixFields.Reply, reply), (CommonFields.Recipients, (string[])[recipient]));

    static SomeRow Rejected(double at, string code, string reply, string recipient = "a@b.example") => new(s_postfix, at,
        (CommonFields.ClientIp, Ip), (CommonFields.Action, "reject"), (CommonFields.ErrorCode, code), (UnixFields.Reply, reply),
        (CommonFields.Recipients, (string[])[recipient]));

    static SomeRow Client(double at, string action) =>
        new(s_postfix, at, (CommonFields.ClientIp, Ip), (CommonFields.Action, action));

    static SomeRow Verdict(double at, string action, string category, string bank = "") => new(s_amavis, at,
        (CommonFields.ClientIp, Ip), (CommonFields.Action, action), (AmavisFields.Category, category),
        (CommonFields.Sender, "evil@example.com"), (AmavisFields.PolicyBank, bank), (FilterFields.VirusName, "Eicar-Signature"));

    static SomeRow[] Message(string queue, double at, string user, int recipients) =>
    [
        Queue(queue, at, "client", (CommonFields.UserName, user)),
        Queue(queue, at, "message-id", (CommonFields.MessageId, $"<{queue}@example.org>")),
        Queue(queue, at, "queued", (CommonFields.Sender, user), (UnixFields.RecipientCount, recipients)),
    ];

    static SomeRow Queue(string queue, double at, string action, params (Field, object)[] values) =>
        new(s_postfix, at, [(CommonFields.Host, "mx1"), (UnixFields.QueueId, queue), (CommonFields.Action, action), .. values]);
}
