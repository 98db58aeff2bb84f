using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Tests.Filters;

/// <summary>What lines of filters and mailboxes say of messages' ways: each edge as "kind node -> other: reply".</summary>
public sealed class FilterEdgesTests
{
    public static TheoryData<string, string, string[]> Lines => new()
    {
        {
            "amavis",
            "amavis[1]: (1-1) Blocked SPAM {DiscardedInbound,Quarantined}, [192.0.2.1]:2 <a@b.example> -> <c@d.example>, Queue-ID: Q1aaaa, "
                + "Message-ID: <m@b.example>, Hits: 20",
            [
                "verdict queue:mx1/Q1aaaa -> : SPAM DiscardedInbound,Quarantined",
                "verdict message:m@b.example -> queue:mx1/Q1aaaa: SPAM DiscardedInbound,Quarantined",
            ]
        },
        {
            "amavis",
            "amavis[1]: (1-1) Passed CLEAN {RelayedInbound}, <a@b.example> -> <c@d.example>, Queue-ID: Q1aaaa, "
                + "queued_as: Q2aaaa/Q3aaaa, 5 ms",
            [
                "verdict queue:mx1/Q1aaaa -> queue:mx1/Q2aaaa: CLEAN RelayedInbound",
                "previous queue:mx1/Q2aaaa -> queue:mx1/Q1aaaa: ",
                "verdict queue:mx1/Q1aaaa -> queue:mx1/Q3aaaa: CLEAN RelayedInbound",
                "previous queue:mx1/Q3aaaa -> queue:mx1/Q1aaaa: ",
            ]
        },
        {
            "amavis",
            "amavis[1]: (1-1) Passed CLEAN {RelayedInbound}, <a@b.example> -> <c@d.example>, Queue-ID: Q1aaaa, Message-ID: <m@b.example>, "
                + "queued_as: Q2aaaa/Q3aaaa/Q4aaaa, 5 ms",
            [
                "verdict queue:mx1/Q1aaaa -> queue:mx1/Q2aaaa: CLEAN RelayedInbound",
                "previous queue:mx1/Q2aaaa -> queue:mx1/Q1aaaa: ",
                "verdict queue:mx1/Q1aaaa -> queue:mx1/Q3aaaa: CLEAN RelayedInbound",
                "previous queue:mx1/Q3aaaa -> queue:mx1/Q1aaaa: ",
                "verdict queue:mx1/Q1aaaa -> queue:mx1/Q4aaaa: CLEAN RelayedInbound",
                "previous queue:mx1/Q4aaaa -> queue:mx1/Q1aaaa: ",
                "verdict message:m@b.example -> queue:mx1/Q1aaaa: CLEAN RelayedInbound",
            ]
        },
        {
            "amavis",
            "amavis[1]: (1-1) Passed CLEAN {RelayedInbound}, <a@b.example> -> <c@d.example>, Message-ID: <m@b.example>, queued_as: Q2aaaa/Q3aaaa",
            ["verdict message:m@b.example -> queue:mx1/Q2aaaa: CLEAN RelayedInbound"]
        },
        { "amavis", "amavis[1]: (1-1) (!)ClamAV-clamd: Can't connect", [] },
        {
            "opendkim",
            "opendkim[1]: 4F0A12345: DKIM-Signature field added (s=mail, d=example.com)",
            ["signed queue:mx1/4F0A12345 -> : example.com"]
        },
        { "opendkim", "opendkim[1]: 4F0A12345: no signing table match for 'a@b.example'", [] },
        {
            "dovecot",
            "dovecot: lmtp(ben)<1><x>: sieve: msgid=<m@b.example>: stored mail into mailbox 'Junk'",
            ["mailbox message:m@b.example -> : "]
        },
        {
            "dovecot",
            "dovecot: lmtp(ben)<1><x>: msgid=<m@b.example>: save failed to INBOX: Quota exceeded",
            ["refused message:m@b.example -> : Quota exceeded"]
        },
        { "dovecot", "dovecot: lda(ben): sieve: msgid=<m@b.example>: discarded message", ["refused message:m@b.example -> : "] },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void ALineGivesItsEdges(string name, string line, string[] expected)
    {
        var format = LogFormats.Find(name)!;
        Assert.Equal(expected, EdgesOf(format, $"Nov 20 10:00:00 mx1.example.com {line}\n").Select(edge =>
            $"{edge["edge"]} {edge["node"]} -> {edge["other"]}: {edge["reply"]}"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(9, 8)]
    [InlineData(40, 8)]
    public void AMessageThatIsSplitIsFollowedUnderEachNumberUpToTheLimit(int numbers, int followed)
    {
        var ids = Enumerable.Range(0, numbers).Select(i => $"Q{i}aaaa").ToList();
        var edges = EdgesOf(LogFormats.Find("amavis")!,
            "Nov 20 10:00:00 mx1 amavis[1]: (1-1) Passed CLEAN {RelayedInbound}, <a@b.example> -> "
            + $"<c@d.example>, Queue-ID: Qaaaaa, Message-ID: <m@b.example>, queued_as: {string.Join('/', ids)}, 5 ms\n");

        var expected = ids.Take(followed).Select(id => $"queue:mx1/{id}").ToList();
        Assert.Equal(expected, edges.Where(edge => (string?)edge["node"] == "queue:mx1/Qaaaaa").Select(edge => (string?)edge["other"]));
        Assert.Equal(expected, edges.Where(edge => (string?)edge["edge"] == "previous").Select(edge => (string?)edge["node"]));
        Assert.Equal((2 * followed) + 1, edges.Count);
        Assert.Equal(edges.Count, edges.Select(edge => (string?)edge["id"]).Distinct().Count());
    }

    [Theory]
    [InlineData("amavis")]
    [InlineData("opendkim")]
    [InlineData("dovecot")]
    public void NoLineOfTheCasesGivesMoreEdgesThanThereIsRoomFor(string name)
    {
        foreach (var line in LogCase.All.Where(c => c.FormatName == name).SelectMany(c => File.ReadAllLines(c.Path)))
            Assert.InRange(EdgesOf(LogFormats.Find(name)!, line + "\n").Count, 0, Limits.DerivedRowsMax);
    }

    [SamplesFact]
    public void LinesThatShippedDetectionsAreTestedWithAreModelledAndHoldNoPassword()
    {
        var virus = Assert.Single(Sample("amavis", "amavis-logs/amavis.log"));
        Assert.Equal(("blocked", "INFECTED", "Porcupine.Phishing.55542.UNOFFICIAL", "discarded", "83B741009CD35", 28646L, 104.0),
            ((string?)virus["action"], (string?)virus["category"], (string?)virus["virus_name"], (string?)virus["disposition"],
                (string?)virus["queue_id"], (long)virus["bytes"]!, (double)virus["duration_ms"]!));
        var logins = Sample("dovecot", "dovecot-logs/dovecot-logs.log");
        Assert.Equal(15, logins.Count);
        Assert.All(logins, row => Assert.NotNull(row["action"]));
        Assert.All(logins, row => Assert.NotNull(row["client_ip"]));
        Assert.Equal(6, logins.Count(row => (bool?)row["login"] == true));
        Assert.Equal(5, logins.Count(row => (bool?)row["login"] == true && (string?)row["outcome"] == "failure"));
        Assert.All(logins, row => Assert.DoesNotContain("Password123", row.ToJsonString(), StringComparison.Ordinal));
    }

    static IReadOnlyList<JsonObject> Sample(string format, string file)
    {
        var text = File.ReadAllText(RepositoryRoot.Sample("unix-mail", "crowdsec", file)) + "\n";
        var parsed = Parsed.From(LogFormats.Find(format)!, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text));
        Assert.Equal(0, parsed.Report.Unsupported + parsed.Report.Malformed);
        return parsed.Rows;
    }

    static List<JsonObject> EdgesOf(ILogFormat format, string line)
    {
        var block = InputBlock.CopyOf(Encoding.UTF8.GetBytes(line));
        var context = new ParserContext("some.log") { Arrived = new Timestamp(1_767_225_600_000_000) };
        var parser = format.CreateParser(LogEncoding.LogFile, context);
        var batch = new RecordBatch(format.Schema, 16);
        parser.Parse(new ParseInput(block, 0, block.Capacity, 0, true), batch, new ParseReport());
        var target = new RecordBatch(format.Derivation!.Schema, 64);
        for (var row = 0; row < batch.RowCount; row++)
            format.Derivation.Derive(new RowReader(batch, row), target);
        return [.. Enumerable.Range(0, target.RowCount).Select(row => Parsed.ToJson(target, row))];
    }
}
