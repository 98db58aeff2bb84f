namespace CloudAnalytics.Cli.Tests.Samples;

/// <summary>What is wrong in real files is in the sample too.</summary>
[Collection(SampleFixture.Collection)]
public sealed class BlemishTests(SampleFixture sample)
{
    [Fact]
    public void FirstServerWritesByteOrderMarks() =>
        Assert.All(Files("EX01", "MSGTRK*"), text => Assert.StartsWith("\uFEFF#Software: ", text, StringComparison.Ordinal));

    [Fact]
    public void LinesEndAsTheServerLikes()
    {
        Assert.All(Files("EX01", "*.LOG"), text => Assert.Equal(text.Count(c => c == '\n'), text.Split("\r\n").Length - 1));
        Assert.All(Files("EX02", "*.LOG"), text => Assert.DoesNotContain('\r', text));
    }

    [Fact]
    public void HeadersChangeInTheMiddleOfAFile()
    {
        foreach (var pattern in (string[])["MSGTRK2*", "Ews_*"])
            Assert.Contains(Files("EX04", pattern), text => Headers(text).Count == 2);
        Assert.Contains(Files("EX02", "u_ex*"), text => Headers(text).Count == 2);
        Assert.DoesNotContain(Files("EX01", "*.LOG"), text => Headers(text).Count != 1);
    }

    [Fact]
    public void NulBlockStandsBeforeOneRow() =>
        Assert.Single(Files("EX03", "MSGTRK*"), text => text.Contains(new string('\0', 512) + "20", StringComparison.Ordinal));

    [Fact]
    public void RowsAreTooShortAndTooLong()
    {
        var tracking = sample.Read.Of("exchange_message_tracking");
        Assert.Contains(tracking, row => row["event-id"] == "AGENTINFO" && row["internal-message-id"].Length == 0);
        Assert.Contains(
            Files("", "MSGTRK*"),
            text => text.Contains(",surplus,\"and more\"", StringComparison.Ordinal));
    }

    [Fact]
    public void SubjectsTryWhatPagesAndSpreadsheetsExecute()
    {
        var subjects = sample.Read.Of("exchange_message_tracking").Select(row => row["message-subject"]).ToHashSet();
        Assert.Contains(subjects, subject => subject.StartsWith("<script>", StringComparison.Ordinal));
        Assert.Contains(subjects, subject => subject.StartsWith("=HYPERLINK(\"", StringComparison.Ordinal));
        Assert.Contains(subjects, subject => subject.Contains('ü'));
        Assert.Contains(subjects, subject => subject.Contains("お問い合わせ", StringComparison.Ordinal));
    }

    [Fact]
    public void AgentShortensFractionsOfTimesAndAddsWhereItReadThem()
    {
        var rows = sample.Read.Of("exchange_message_tracking").Where(row => row.File.StartsWith("agent/", StringComparison.Ordinal))
            .ToList();
        Assert.DoesNotContain(rows, row => row["date-time"].EndsWith("0Z", StringComparison.Ordinal) && row["date-time"].Contains('.'));
        Assert.Equal(rows.Count, rows.Select(row => (row["ComputerName"], row["FilePath"], row["Position"])).Distinct().Count());
        Assert.All(rows, row => Assert.Equal("EX05", row["ComputerName"]));
    }

    List<string> Files(string server, string pattern) =>
        [.. Directory.GetFiles(Path.Combine(sample.Folder, server), pattern, SearchOption.AllDirectories).Select(ReadAll)];

    static string ReadAll(string path) => System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(path));

    static HashSet<string> Headers(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("#Fields:", StringComparison.Ordinal)).Select(line => line.TrimEnd('\r'))];
}
