using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;

namespace CloudAnalytics.Formats.Tests.Postfix;

/// <summary>What single lines say of messages' ways: each edge as "kind node -> other", with what it tells besides.</summary>
public sealed class PostfixEdgesTests
{
    // What is the same in all edges, or told by the row that they name.
    static readonly string[] s_leftOut =
        ["time", "arrived", "id", "host", "source_file", "row_format", "node", "edge", "other", "program"];

    public static TheoryData<string, string[]> Lines => new()
    {
        {
            "smtpd[1]: A1B2C3D4E5: client=mx.example.net[198.51.100.7], sasl_method=PLAIN, sasl_username=u@example.com",
            ["arrival queue:mail/A1B2C3D4E5 ->  action=client outcome=success user_name=u@example.com client_ip=198.51.100.7 "
                + "client_hostname=mx.example.net protocol=smtp"]
        },
        {
            "smtpd[1]: A1B2C3D4E5: client=localhost[127.0.0.1], orig_queue_id=4XbK1z2mFQz9vNl, orig_client=x[192.0.2.1]",
            ["arrival queue:mail/A1B2C3D4E5 ->  action=client client_ip=127.0.0.1 client_hostname=localhost",
                "previous queue:mail/A1B2C3D4E5 -> queue:mail/4XbK1z2mFQz9vNl action=client"]
        },
        { "pickup[1]: A1B2C3D4E5: uid=0 from=<root>", ["arrival queue:mail/A1B2C3D4E5 ->  action=pickup sender=root"] },
        {
            "cleanup[1]: A1B2C3D4E5: message-id=<One@Example.net>",
            ["message_id queue:mail/A1B2C3D4E5 -> message:One@Example.net action=message-id message_id=<One@Example.net>",
                "message_id message:One@Example.net -> queue:mail/A1B2C3D4E5"]
        },
        { "cleanup[1]: A1B2C3D4E5: message-id=<>", [] },
        {
            "qmgr[1]: A1B2C3D4E5: from=<A@Example.net>, size=5360, nrcpt=2 (queue active)",
            ["queued queue:mail/A1B2C3D4E5 ->  action=queued sender=A@Example.net bytes=5360 recipient_count=2"]
        },
        {
            "qmgr[1]: A1B2C3D4E5: from=<>, size=1, nrcpt=1 (queue active)",
            ["queued queue:mail/A1B2C3D4E5 ->  action=queued sender=<> bytes=1 recipient_count=1"]
        },
        {
            "smtp[1]: A1B2C3D4E5: to=<b@example.com>, orig_to=<info@example.com>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.1, dsn=2.0.0, "
                + "status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as A1B2C3D4E6)",
            ["delivery queue:mail/A1B2C3D4E5 -> queue:mail/A1B2C3D4E6 action=sent outcome=success recipient=b@example.com "
                + "original_recipient=info@example.com relay_host=127.0.0.1 relay_port=10024 "
                + "reply=250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as A1B2C3D4E6",
                "previous queue:mail/A1B2C3D4E6 -> queue:mail/A1B2C3D4E5 action=sent recipient=b@example.com"]
        },
        {
            "smtp[1]: A1B2C3D4E5: to=<b@example.com>, relay=MX2.example.com[192.0.2.2]:25, delay=1, dsn=2.0.0, "
                + "status=sent (250 2.0.0 Ok: queued as 4XbK1z2mFQz9vNl)",
            ["delivery queue:mail/A1B2C3D4E5 -> queue:mx2/4XbK1z2mFQz9vNl action=sent outcome=success recipient=b@example.com "
                + "relay_host=MX2.example.com relay_port=25 reply=250 2.0.0 Ok: queued as 4XbK1z2mFQz9vNl",
                "previous queue:mx2/4XbK1z2mFQz9vNl -> queue:mail/A1B2C3D4E5 action=sent recipient=b@example.com"]
        },
        {
            "local[1]: A1B2C3D4E5: to=<b@mail>, relay=local, delay=1, dsn=2.0.0, status=sent (forwarded as A1B2C3D4E6)",
            ["delivery queue:mail/A1B2C3D4E5 -> queue:mail/A1B2C3D4E6 action=sent outcome=success recipient=b@mail relay_host=local "
                + "reply=forwarded as A1B2C3D4E6",
                "previous queue:mail/A1B2C3D4E6 -> queue:mail/A1B2C3D4E5 action=sent recipient=b@mail"]
        },
        {
            "smtp[1]: A1B2C3D4E5: to=<b@example.com>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, dsn=2.7.0, "
                + "status=sent (250 2.7.0 Ok, discarded, id=1-1 - spam)",
            ["delivery queue:mail/A1B2C3D4E5 ->  action=discarded outcome=failure recipient=b@example.com relay_host=127.0.0.1 "
                + "relay_port=10024 reply=250 2.7.0 Ok, discarded, id=1-1 - spam"]
        },
        {
            "error[1]: A1B2C3D4E5: to=<b@example.com>, relay=none, delay=1, dsn=5.1.1, status=bounced (User unknown)",
            ["delivery queue:mail/A1B2C3D4E5 ->  action=bounced outcome=failure recipient=b@example.com relay_host=none "
                + "reply=User unknown"]
        },
        {
            "bounce[1]: A1B2C3D4E5: sender non-delivery notification: A1B2C3D4E6",
            ["bounce queue:mail/A1B2C3D4E5 -> queue:mail/A1B2C3D4E6 action=non-delivery-notification",
                "parent queue:mail/A1B2C3D4E6 -> queue:mail/A1B2C3D4E5 action=non-delivery-notification"]
        },
        { "qmgr[1]: A1B2C3D4E5: removed", ["removed queue:mail/A1B2C3D4E5 ->  action=removed"] },
        {
            "qmgr[1]: A1B2C3D4E5: from=<a@example.net>, status=expired, returned to sender",
            ["expired queue:mail/A1B2C3D4E5 ->  action=expired outcome=failure sender=a@example.net reply=returned to sender"]
        },
        { "postsuper[1]: A1B2C3D4E5: placed on hold", ["held queue:mail/A1B2C3D4E5 ->  action=hold outcome=unknown"] },
        {
            "cleanup[1]: A1B2C3D4E5: milter-reject: END-OF-MESSAGE from h[192.0.2.9]: 5.7.1 no; from=<a@example.net> to=<b@example.com>",
            ["refused queue:mail/A1B2C3D4E5 ->  action=milter-reject outcome=failure sender=a@example.net recipient=b@example.com "
                + "client_ip=192.0.2.9 client_hostname=h reply=5.7.1 no"]
        },
        {
            "smtpd[1]: NOQUEUE: reject: RCPT from h[192.0.2.9]: 554 5.7.1 no; from=<> to=<b@example.com> proto=SMTP helo=<h>",
            ["refused address:b@example.com ->  action=reject outcome=failure sender=<> recipient=b@example.com client_ip=192.0.2.9 "
                + "client_hostname=h reply=554 5.7.1 no"]
        },
        { "smtpd[1]: connect from h[192.0.2.9]", [] },
        { "smtpd[1]: warning: A1B2C3D4E5: queue file size limit exceeded", [] },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void ALineGivesItsEdges(string line, string[] expected) => Assert.Equal(expected, Edges(line).Select(Describe));

    [Fact]
    public void TheSameLineGivesTheSameEdgesAndEachHasAnIdOfItsOwnThatNamesTheRow()
    {
        const string line = "cleanup[1]: A1B2C3D4E5: message-id=<One@Example.net>";
        Assert.Equal(Edges(line).Select(edge => edge.ToJsonString()), Edges(line).Select(edge => edge.ToJsonString()));
        var ids = Edges(line).Select(edge => (string)edge["id"]!).ToList();
        Assert.True(ids.Count > 1);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(new RecordId(42, 0).ToString(), Assert.Single(ids.Select(MailEdge.RowIdOf).Distinct()));
    }

    [Fact]
    public void NoLineOfTheCasesGivesMoreEdgesThanThereIsRoomFor()
    {
        var format = LogFormats.Find("postfix")!;
        foreach (var given in LogCase.All.Where(c => c.FormatName == "postfix"))
        {
            foreach (var line in File.ReadLines(given.Path))
                Assert.InRange(Derived(format, line + "\n").Count, 0, Limits.DerivedRowsMax);
        }
    }

    /// <summary>Lines cut, put together and with bytes changed, by a seed that a failure shows.</summary>
    [Fact]
    public void BrokenLinesGiveAtMostTheEdgesThatThereIsRoomFor()
    {
        var format = LogFormats.Find("postfix")!;
        var lines = LogCase.All.Where(c => c.FormatName == "postfix").SelectMany(c => File.ReadLines(c.Path)).ToList();
        for (var seed = 1; seed <= TestRun.Repeats(2000, 100_000); seed++)
        {
            var random = new Random(seed);
            var line = lines[random.Next(lines.Count)];
            var other = lines[random.Next(lines.Count)];
            var text = (line[..random.Next(Math.Min(45, line.Length), line.Length + 1)] + other[random.Next(other.Length)..]).ToCharArray();
            for (var changes = random.Next(4); changes > 0; changes--)
                text[random.Next(Math.Min(45, text.Length - 1), text.Length)] = "<>[](), :;=@\"\\\u00fc0"[random.Next(16)];
            var edges = Record.Exception(() => Assert.InRange(Derived(format, new string(text) + "\n").Count, 0, Limits.DerivedRowsMax));
            Assert.True(edges is null, $"seed {seed}: {new string(text)}: {edges}");
        }
    }

    static List<JsonObject> Edges(string line) =>
        Derived(LogFormats.Find("postfix")!, $"Dec 31 10:00:00 Mail.example.com postfix/{line}\n");

    static List<JsonObject> Derived(ILogFormat format, string line)
    {
        var context = new ParserContext("mail.log")
        {
            SourceId = 42,
            Arrived = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        };
        var block = InputBlock.CopyOf(Encoding.UTF8.GetBytes(line));
        var batch = new RecordBatch(format.Schema, 1024);
        var target = new RecordBatch(format.Derivation!.Schema, 1024);
        format.CreateParser(LogEncoding.LogFile, context)
            .Parse(new ParseInput(block, 0, Encoding.UTF8.GetByteCount(line), 0, true), batch, new ParseReport());
        var edges = new List<JsonObject>();
        for (var row = 0; row < batch.RowCount; row++)
        {
            target.Clear();
            format.Derivation.Derive(new RowReader(batch, row), target);
            for (var edge = 0; edge < target.RowCount; edge++)
                edges.Add(Parsed.ToJson(target, edge));
        }

        return edges;
    }

    static string Describe(JsonObject edge) => $"{edge["edge"]} {edge["node"]} -> {edge["other"]}"
        + string.Concat(edge.Where(pair => !s_leftOut.Contains(pair.Key)).Select(pair => $" {pair.Key}={pair.Value}"));
}
