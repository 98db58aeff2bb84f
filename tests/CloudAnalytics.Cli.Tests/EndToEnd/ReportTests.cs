using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Tests.Samples;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>
/// The command <c>report</c> over a sample: its answers against what the generator counted, and against the logs read line by line.
/// </summary>
public sealed class ReportTests(SampleLake sample) : IClassFixture<SampleLake>
{
    readonly Lazy<SampleReader> _logs = new(() => new SampleReader(sample.LogFolder));

    IEnumerable<SampleRow> Tracking => _logs.Value.Of("exchange_message_tracking").Where(row => !row.IsNoise);

    [Fact]
    public async Task MailOfAnAddressIsEveryMessageThatNamesIt()
    {
        var address = sample.Truth.All.TopSenders[0].Address;
        var expected = Tracking
            .Where(row => row["sender-address"].Equals(address, StringComparison.OrdinalIgnoreCase)
                || row["related-recipient-address"].Equals(address, StringComparison.OrdinalIgnoreCase)
                || row["recipient-address"].Split(';').Contains(address, StringComparer.OrdinalIgnoreCase))
            .Where(row => row["network-message-id"].Length > 0)
            .GroupBy(row => row["network-message-id"])
            .Select(g => $"{g.Key} {g.Count()} {g.Min(row => row.Time):O} {g.Max(row => row.Time):O}");
        var answer = await AskAsync("mail-of-address", $"address={address}");
        var actual = answer.Where(row => !Text(row, "message").Contains('@'))
            .Select(row => $"{Text(row, "message")} {Number(row, "events")} {Time(row, "first_time"):O} {Time(row, "last_time"):O}");
        Assert.Equal(expected.Order(), actual.Order());
    }

    [Fact]
    public async Task WhoWroteToAnAddressIsEverySenderOfARowThatNamesIt()
    {
        var address = Tracking.First(row => row["event-id"] == "SENDEXTERNAL")["recipient-address"].Split(';')[0];
        var expected = Tracking
            .Where(row => row["recipient-address"].Split(';').Contains(address, StringComparer.OrdinalIgnoreCase))
            .Where(row => row["sender-address"].Length > 0)
            .GroupBy(row => row["sender-address"], StringComparer.OrdinalIgnoreCase)
            .Select(g => $"{g.Key.ToLowerInvariant()} {g.Select(row => row["network-message-id"]).Where(id => id.Length > 0).Distinct().Count()}");
        var answer = await AskAsync("who-wrote-to", $"address={address}");
        Assert.Equal(expected.Order(), answer.Select(row => $"{Text(row, "sender")} {Number(row, "messages")}").Order());
    }

    [Fact]
    public async Task HistoryHasEveryStepOfAJourney()
    {
        foreach (var journey in sample.Truth.Journeys.DistinctBy(j => j.Kind))
        {
            var answer = await AskAsync("message-history", $"message={journey.MessageId}");
            var own = answer.Where(row => Text(row, "message") == journey.NetworkMessageId);
            Assert.Equal(journey.Hops.Select(h => $"{h.Time:O} {h.Event} {string.Join("; ", h.Recipients)}").Order(),
                own.Select(row => $"{Time(row, "time"):O} {Text(row, "event")} {Text(row, "recipients")}").Order());
        }
    }

    [Fact]
    public async Task RefusedLoginsOfAnAccountAreTheTruth()
    {
        var account = sample.Truth.All.FailedLoginsByAccount[0];
        var answer = await AskAsync("logins", $"user={account.Key}");
        var failed = answer.Where(row => Text(row, "outcome") == "failure"
            && Text(row, "source") != "windows_event"
            && Text(row, "user").Equals(account.Key, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(account.Total, failed.Sum(row => Number(row, "attempts")));
    }

    [Fact]
    public async Task ThePlantedExportIsFoundInAllThreeLogs()
    {
        var answer = await AskAsync("mailbox-exports");
        var expected = _logs.Value.Of("exchange_cmdlet").Count(row => row["Cmdlet"] == "New-MailboxExportRequest")
            + _logs.Value.Of("exchange_admin_audit").Count(row => row["Operation"] == "New-MailboxExportRequest");
        Assert.True(expected > 0);
        Assert.Equal(expected, answer.Count(row => Text(row, "source") != "windows_event"));
        Assert.Contains(answer, row => Text(row, "source") == "windows_event");
    }

    [Fact]
    public async Task RetentionEvidenceCountsEveryRow()
    {
        var answer = await AskAsync("retention-evidence");
        Assert.Equal(
            sample.Truth.All.Noise.Where(n => n.Rows > 0).Select(n => $"{n.Format} {n.Rows}").Order(),
            answer.GroupBy(row => Text(row, "source")).Select(g => $"{g.Key} {g.Sum(row => Number(row, "records"))}").Order());
    }

    [Fact]
    public async Task EveryQueryAnswersInEveryForm()
    {
        var given = new Dictionary<string, string>
        {
            ["address"] = "@contoso.com", ["subject"] = "e", ["message"] = sample.Truth.Journeys[0].MessageId, ["user"] = "anna",
        };
        using var folder = RepositoryRoot.Temporary();
        foreach (var query in LogCatalogue.Compliance)
        {
            var needed = query.Parameters.Where(p => p.Default is null).Select(p => $"{p.Name}={given[p.Name]}");
            string[] parameters = [.. needed.Append("from=2020-01-01").SelectMany(p => (string[])["--param", p])];
            foreach (var form in (string[])(query.Name == "logins" ? ["csv", "table", "json"] : ["csv"]))
            {
                var file = folder.Combine($"{query.Name}.{form}");
                var (code, said) = await RunAsync(
                    ["report", query.Name, .. parameters, "--data", sample.DataFolder, "--output", form, "--out", file]);
                Assert.True(code == 0, said);
                Assert.True(new FileInfo(file).Length > 0);
            }

            var header = File.ReadLines(folder.Combine($"{query.Name}.csv")).First();
            Assert.Equal(string.Join(',', query.Columns.Select(c => c.Name)), header);
        }
    }

    [Theory]
    [InlineData("there is no query 'mail'; there are: mail-of-address", "report", "mail")]
    [InlineData("mail-of-address needs the parameter 'address': an address such as anna@contoso.com", "report", "mail-of-address")]
    [InlineData("has no parameter 'adress'; it has: address, from, to", "report", "mail-of-address", "--param", "adress=a@b")]
    [InlineData("address is 'anna'; it must be an address", "report", "mail-of-address", "--param", "address=anna")]
    [InlineData("from is 'soon'; it must be a day or a time", "report", "mailbox-exports", "--param", "from=soon")]
    [InlineData("the time asked about is empty", "report", "mailbox-exports", "--param", "from=2026-02-01", "--param", "to=2026-01-01")]
    [InlineData("top is '0'; it must be a whole number from 1 to 100000", "report", "top-external-recipients", "--param", "top=0")]
    [InlineData("reading is 'maybe'; it must be one of: no, yes", "report", "admin-actions", "--param", "reading=maybe")]
    [InlineData("--param is 'address'; write name=value", "report", "mail-of-address", "--param", "address")]
    [InlineData("--param to is given twice", "report", "mailbox-exports", "--param", "to=2026-01-01", "--param", "to=2026-01-02")]
    [InlineData("which query? cloudanalytics report --list", "report")]
    public async Task WrongCallSaysWhatIsAllowed(string message, params string[] arguments)
    {
        var (code, said) = await RunAsync([.. arguments, "--data", sample.DataFolder]);
        Assert.Contains(message, said);
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task ListNamesEveryQueryAndAQuerysParameters()
    {
        var (code, said) = await RunAsync("report", "--list");
        Assert.Equal(0, code);
        Assert.All(LogCatalogue.Compliance, query => Assert.Contains(query.Name, said));
        (code, said) = await RunAsync("report", "mail-of-address", "--list");
        Assert.Equal(0, code);
        Assert.Contains("What the logs cannot show", said);
        Assert.Contains("30 days ago", said);
    }

    async Task<List<JsonElement>> AskAsync(string name, params string[] parameters)
    {
        string[] range = [$"from={sample.Truth.All.From:yyyy-MM-ddTHH:mm:ssZ}", $"to={sample.Truth.All.To:yyyy-MM-ddTHH:mm:ssZ}"];
        var (code, said) = await RunAsync(
            ["report", name, .. range.Concat(parameters).SelectMany(p => (string[])["--param", p]),
                "--data", sample.DataFolder, "--output", "json"]);
        Assert.True(code == 0, said);
        using var json = JsonDocument.Parse(said);
        return [.. json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.Clone())];
    }

    static Task<(int Code, string Output)> RunAsync(params string[] arguments) =>
        ProcessRun.OfAsync(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cloudanalytics.dll"), .. arguments]));

    static string Text(JsonElement row, string column) => row.GetProperty(column).GetString() ?? "";

    static long Number(JsonElement row, string column) => row.GetProperty(column).GetInt64();

    static DateTimeOffset Time(JsonElement row, string column) => row.GetProperty(column).GetDateTimeOffset().ToUniversalTime();
}
