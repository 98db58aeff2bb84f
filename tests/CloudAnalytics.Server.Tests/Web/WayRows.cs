using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Server.Tests.Web;

/// <summary>
/// A message to three people over two Unix hosts: one gets it, one's server does not know them, a filter throws the third's copy away; the
/// sender gets a report.
/// </summary>
static class WayRows
{
    internal const string MessageId = "<way@contoso.example>";

    const string Sender = "alice@contoso.example";
    const string First = "queue:mx1/4AAAAAAAz1";
    const string Second = "queue:zmta1/BBBBBB2";
    const string Report = "queue:zmta1/CCCCCC3";

    /// <summary>The ends by recipient.</summary>
    internal static Dictionary<string, string> Ends => new()
    {
        ["bob@example.org"] = "Delivered", ["carol@example.org"] = "Bounced", ["dan@example.org"] = "Discarded",
    };

    internal static IReadOnlyCollection<TestRow> All =>
    [
        .. In(First, 0, "mail.example.net"), .. Named(First, 0, MessageId), Queued(First, 0, Sender, 3),
        .. Ends.Keys.SelectMany(to => (TestRow[])
        [
            Delivery(First, 2, to, "sent", "250 2.0.0 Ok: queued as BBBBBB2", "zmta1.example.org", Second),
            Row(Second, "previous", 2, First),
        ]),
        Row(First, "removed", 3), .. In(Second, 1, "mx1.example.org"), .. Named(Second, 1, MessageId), Queued(Second, 1, Sender, 3),
        Delivery(Second, 4, "bob@example.org", "sent", "250 2.1.5 Delivery OK", "zbox1.example.org"),
        Delivery(Second, 4, "carol@example.org", "bounced", "550 5.1.1 User unknown", "mx.example.org"),
        Delivery(Second, 4, "dan@example.org", "discarded", "250 2.7.0 Ok, discarded, id=1-02 - SPAM", "127.0.0.1"),
        Row(Second, "bounce", 5, Report), Row(Report, "parent", 5, Second), .. Named(Report, 5, "<report@zmta1.example.org>"),
        Queued(Report, 5, "", 1), Delivery(Report, 6, Sender, "sent", "250 2.1.5 Delivery OK", "zbox1.example.org"),
        Row(Report, "removed", 6), Row(Second, "removed", 6),
    ];

    static TestRow[] In(string node, int second, string client) =>
        [new(Row(node, "arrival", second)) { [UnixFields.ClientHostname] = client, [CommonFields.Action] = "client" }];

    static TestRow[] Named(string node, int second, string id) =>
    [
        new(Row(node, "message_id", second, "message:" + id.Trim('<', '>'))) { [CommonFields.MessageId] = id },
        new(Row("message:" + id.Trim('<', '>'), "message_id", second, node)) { [CommonFields.MessageId] = id },
    ];

    static TestRow Queued(string node, int second, string sender, long recipients) => new(Row(node, "queued", second))
    {
        [CommonFields.Sender] = sender, [CommonFields.Bytes] = 4000, [UnixFields.RecipientCount] = recipients,
    };

    static TestRow Delivery(string node, int second, string to, string action, string reply, string relay, string? other = null) =>
        new(Row(node, "delivery", second, other))
        {
            [MailEdge.Recipient] = to, [CommonFields.Action] = action, [UnixFields.Reply] = reply, [UnixFields.RelayHost] = relay,
            [CommonFields.Outcome] = action == "sent" ? "success" : "failure",
            [UnixFields.Program] = relay.StartsWith("zbox", StringComparison.Ordinal) ? "postfix/lmtp" : "postfix/smtp",
        };

    static TestRow Row(string node, string edge, int second, string? other = null)
    {
        var row = new TestRow
        {
            [CommonFields.Time] = TestLake.Noon.AddSeconds(second), [MailEdge.Node] = node, [MailEdge.Edge] = edge,
            [CommonFields.Host] = node.StartsWith("queue:mx1", StringComparison.Ordinal) ? "mx1" : "zmta1",
        };
        if (other is not null)
            row[MailEdge.Other] = other;
        return row;
    }
}
