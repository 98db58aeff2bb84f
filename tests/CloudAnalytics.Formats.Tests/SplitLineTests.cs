using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tests;

/// <summary>Lines of amavis that syslog has split are one row, however they are split and whatever stands between their pieces.</summary>
public sealed class SplitLineTests
{
    static readonly ILogFormat s_format = LogFormats.Find("amavis")!;

    [Fact]
    public void AnySplittingAndInterleavingGivesTheRowsOfWholeLines()
    {
        for (var seed = 1; seed <= TestRun.Repeats(150, 5000); seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(1, 12)).Select(i => Message(random, i)).ToArray();
            var pieces = messages.Select((message, i) => Pieces(random, Header(i), message)).ToArray();
            var text = Mixed(random, pieces);
            var whole = string.Concat(messages.Select((message, i) => $"{Header(i)}{message}\n"));

            var expected = Verdicts(Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(whole)));
            var bytes = Encoding.UTF8.GetBytes(text);
            var actual = Parsed.From(s_format, LogEncoding.LogFile, bytes);
            Assert.True(expected.SequenceEqual(Verdicts(actual)), $"seed {seed}:\n{text}");
            Assert.Empty(actual.Report.DeadLetters);

            // A parser for every row, and for every few bytes, takes up what the one before has kept.
            foreach (var pieceBytes in (int[])[int.MaxValue, random.Next(1, 90), random.Next(90, 900)])
            {
                var again = Parsed.From(s_format, LogEncoding.LogFile, bytes, pieceBytes, restarts: true);
                Assert.True(Sorted(actual).SequenceEqual(Sorted(again)), $"seed {seed}, in pieces of {pieceBytes}:\n{text}");
            }
        }
    }

    /// <summary>As shippers send them, an object for each line: the rows are those of whole lines, and of the same in a file.</summary>
    [Fact]
    public void PiecesInObjectsGiveTheRowsOfWholeLines()
    {
        for (var seed = 1; seed <= TestRun.Repeats(100, 3000); seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(1, 12)).Select(i => Message(random, i)).ToArray();
            var text = Mixed(random, messages.Select((message, i) => Pieces(random, Header(i), message)).ToArray());
            var whole = string.Concat(messages.Select((message, i) => $"{Header(i)}{message}\n"));

            var expected = Verdicts(Parsed.From(s_format, LogEncoding.Json, Objects(whole)));
            var bytes = Objects(text);
            var actual = Parsed.From(s_format, LogEncoding.Json, bytes);
            Assert.True(expected.SequenceEqual(Verdicts(actual)), $"seed {seed}:\n{text}");
            Assert.Equal(Verdicts(Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text))), Verdicts(actual));
            foreach (var pieceBytes in (int[])[int.MaxValue, random.Next(1, 90), random.Next(90, 900)])
            {
                var again = Parsed.From(s_format, LogEncoding.Json, bytes, pieceBytes, restarts: true);
                Assert.True(Sorted(actual).SequenceEqual(Sorted(again)), $"seed {seed}, in pieces of {pieceBytes}:\n{text}");
            }
        }
    }

    [Fact]
    public void AJoinedRowOfObjectsStandsAtItsFirstAndKeepsAllOfThem()
    {
        const string text = "Nov 20 10:00:00 mx1 amavis[1]: (1-1) Passed CLEAN {Relayed...\n"
            + "Nov 20 10:00:01 mx1 amavis[1]: (1-1) ...Inbound}, <a@b.example> -> <c@d.example>, Message-ID: <\"m\\u0040b@e>, Hits: 1.5\n";
        var bytes = Objects(text);
        var row = Assert.Single(Parsed.From(s_format, LogEncoding.Json, bytes).Rows);
        Assert.Equal(
            ("relayed", 1.5, "<\"m\\u0040b@e>"),
            ((string?)row["disposition"], (double?)row["spam_score"], (string?)row["message_id"]));
        Assert.Equal(Encoding.UTF8.GetString(bytes).TrimEnd('\n'), (string?)row["raw"]);
        var first = Assert.Single(Parsed.From(s_format, LogEncoding.Json, bytes.AsSpan(0, Array.IndexOf(bytes, (byte)'\n') + 1)).Rows);
        Assert.Equal(((string?)first["id"], "true"), ((string?)row["id"], (string?)first["attributes"]!["is_cut"]));
    }

    [Fact]
    public void AJoinedRowStandsAtItsFirstPieceAndKeepsAllOfThem()
    {
        const string text = "Nov 20 10:00:00 mx1 amavis[1]: (1-1) Passed CLEAN {Relayed...\n"
            + "Nov 20 10:00:01 mx1 postfix/qmgr[2]: 4F0A12345: removed\n"
            + "Nov 20 10:00:02 mx1 amavis[1]: (1-1) ...Inbound}, [192.0.2.1] <a@b.example> -> <c@d.example>, Queue-ID: 4F0A1...\n"
            + "Nov 20 10:00:03 mx1 amavis[1]: (1-1) ...2345, Hits: 1.5\n";
        var rows = Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text)).Rows;
        var row = Assert.Single(rows, r => !r.ContainsKey("format"));
        var first = Parsed.From(s_format, LogEncoding.LogFile, "Nov 20 10:00:00 mx1 amavis[1]: (1-1) Passed CLEAN\n"u8).Rows[0];
        Assert.Equal("4F0A12345", (string?)row["queue_id"]);
        Assert.Equal(1.5, (double?)row["spam_score"]);
        Assert.Equal((string?)first["id"], (string?)row["id"]);
        Assert.Equal((string?)first["time"], (string?)row["time"]);
        Assert.Equal(string.Join('\n', text.Split('\n').Where(l => l.Contains("amavis", StringComparison.Ordinal))), (string?)row["raw"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void ALineWhoseRestNeverComesIsKeptAndMarkedAndTheLineBehindItIsRead(int pieceBytes)
    {
        const string text = "Nov 20 10:00:00 mx1 amavis[1]: (1-1) Passed CLEAN {Relayed}, <a@b.example> -> <c@d.example>, Queue-ID: 4F...\n"
            + "Nov 20 10:00:01 mx1 postfix/qmgr[2]: 4F0A12345: removed\n"
            + "Nov 20 10:00:02 mx1 postfix/qmgr[2]: 4F0A12346: removed\n";
        var rows = Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text), pieceBytes, restarts: true).Rows;
        Assert.Equal(3, rows.Count);
        var row = Assert.Single(rows, r => !r.ContainsKey("format"));
        Assert.Equal("true", (string?)row["attributes"]!["is_cut"]);
        Assert.Equal("a@b.example", (string?)row["sender"]);
        Assert.Null(row["queue_id"]);
    }

    [Fact]
    public void TheOldestOfTooManyOpenLinesIsGivenUp()
    {
        var text = new StringBuilder();
        for (var i = 0; i <= Limits.SplitLinesOpenMax; i++)
            text.Append($"Nov 20 10:00:00 mx1 amavis[1]: ({i}-1) Passed CLEAN, <a@b.example> -> <c@d.example>, Hi...\n");
        for (var i = 0; i <= Limits.SplitLinesOpenMax; i++)
            text.Append($"Nov 20 10:00:00 mx1 amavis[1]: ({i}-1) ...ts: {i}\n");
        var rows = Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text.ToString())).Rows;
        var cut = Assert.Single(rows, row => row["attributes"]?["is_cut"] is not null);
        Assert.Equal("0-1", (string?)cut["amavis_id"]);
        Assert.Equal(Limits.SplitLinesOpenMax, rows.Count(row => row["spam_score"] is not null));
        Assert.Equal(Limits.SplitLinesOpenMax + 2, rows.Count);
    }

    static byte[] Objects(string lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.TrimEnd('\r')).Select(line => new System.Text.Json.Nodes.JsonObject
        {
            ["time"] = line[..15],
            ["host"] = line.Split(' ')[3],
            ["ident"] = line.Split(' ')[4].Split('[')[0],
            ["pid"] = line.Split('[', ']')[1],
            ["message"] = line[(line.IndexOf("]: ", StringComparison.Ordinal) + 3)..],
        }.ToJsonString() + "\n")));

    static string Header(int i) => $"Nov 20 10:00:0{i % 10} mx{i % 3} amavis[{100 + i}]: ({100 + (i / 3)}-01) ";

    static string Message(Random random, int i)
    {
        if (random.Next(5) == 0)
            return $"(!)ClamAV-clamd: Can't connect to socket {i}: " + new string('x', random.Next(10, 60));
        var to = string.Join(',', Enumerable.Range(0, random.Next(1, 9)).Select(n => $"<user{n}.of.{i}@d.example>"));
        return $"Passed CLEAN {{RelayedInbound}}, [192.0.2.{i}]:2{i} <a{i}@b.example> -> {to}, Queue-ID: 4F0A123{i:D2}, "
            + $"Message-ID: <m{i}@b.example>, mail_id: M{i}, Hits: {i}.25, size: {random.Next(99999)}, queued_as: 5F0A123{i:D2}, {i} ms";
    }

    // As amavis does it: the number and, of an error, its mark again, then three points.
    static string[] Pieces(Random random, string header, string message)
    {
        var mark = message.StartsWith("(!)", StringComparison.Ordinal) ? "(!)" : "";
        var rest = message[mark.Length..];
        var lines = new List<string>();
        var points = "";
        while (rest.Length > 20 && random.Next(4) > 0)
        {
            var length = random.Next(8, rest.Length - 8);
            lines.Add($"{header}{mark}{points}{rest[..length]}...");
            rest = rest[length..];
            points = "...";
        }

        lines.Add($"{header}{mark}{points}{rest}");
        return [.. lines];
    }

    static string Mixed(Random random, string[][] pieces)
    {
        var text = new StringBuilder();
        var next = new int[pieces.Length];
        var left = pieces.Sum(p => p.Length);
        while (left > 0)
        {
            var which = random.Next(pieces.Length + 2);
            if (which >= pieces.Length)
            {
                text.Append("Nov 20 10:00:00 mx1 postfix/qmgr[2]: 4F0A12345: removed\n");
            }
            else if (next[which] < pieces[which].Length)
            {
                text.Append(pieces[which][next[which]++]).Append(random.Next(9) == 0 ? "\r\n" : "\n");
                left--;
            }
        }

        return text.Append(random.Next(2) == 0 ? "Nov 20 10:00:00 mx1 postfix/qmgr[2]: 4F0A12345: removed" : "").ToString();
    }

    static IEnumerable<string> Verdicts(Parsed parsed) =>
        [.. parsed.Rows.Where(row => !row.ContainsKey("format")).Select(row => LogCase.Trim(row).ToJsonString())
            .Order(StringComparer.Ordinal)];

    static IEnumerable<string> Sorted(Parsed parsed) =>
        [.. parsed.Rows.Select(row => row.ToJsonString()).Order(StringComparer.Ordinal)];
}
