using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Lake.Summaries;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Server.Tests.Web;
using Xunit.Abstractions;

namespace CloudAnalytics.Server.Tests.Questions;

/// <summary>The law of summaries: nobody sees from the numbers whether there are any.</summary>
public sealed class LakeSummariesTests(ITestOutputHelper output) : IDisposable
{
    static readonly IReadOnlyList<SummaryTable> s_tables = [.. SomeMessages.Summaries.Select(LakeSummaries.Table)];

    readonly TemporaryFolder _data = RepositoryRoot.Temporary();
    readonly SettableClock _clock = new();
    readonly List<RecordBatch> _batches = [];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, TestRun.Repeats(5, 60))];

    public void Dispose() => _data.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task AnswersAreThoseOfTheRowsWhateverIsSummarised(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var messages = new SomeMessages(random);
        using (var writer = Open())
        {
            await Commit(writer, messages.Rows(150, _clock.GetUtcNow()));
            await Maintain(writer, bytesMin: 0);
            await Commit(writer, messages.Rows(100, _clock.GetUtcNow()));
            if (random.Next(2) == 0)
            {
                _clock.Advance(TimeSpan.FromDays(1));
                await Maintain(writer, bytesMin: long.MaxValue);
                Assert.NotEmpty(writer.Folder.ListZone(LakeNames.Archive));
                await Commit(writer, messages.Rows(100, _clock.GetUtcNow()));
                await Maintain(writer, bytesMin: 0);
            }

            await Commit(writer, messages.Rows(100, _clock.GetUtcNow()));
        }

        AddRepeats(messages);
        Assert.Equal(2, Directory.GetDirectories(_data.Combine(LakeNames.Summaries)).Length);
        Compare(messages, 30);
    }

    [Fact]
    public async Task DamagedSummaryIsPassedOverAndMadeAnew()
    {
        var messages = new SomeMessages(new Random(1));
        using var writer = Open();
        await Commit(writer, messages.Rows(200, _clock.GetUtcNow()));
        await Maintain(writer, bytesMin: 0);
        foreach (var path in Files())
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..100]);
        Compare(messages, 10, isWhole: false);

        await Maintain(writer, bytesMin: 0);
        Assert.All(Files(), path => Assert.True(new FileInfo(path).Length > 100));
        Compare(messages, 10);
    }

    [Fact]
    public async Task MissingSummaryIsMadeAnewAndOneTooManyIsDeleted()
    {
        var messages = new SomeMessages(new Random(2));
        using var writer = Open();
        await Commit(writer, messages.Rows(200, _clock.GetUtcNow()));
        await Maintain(writer, bytesMin: 0);
        var files = Files();
        Assert.Equal(2, files.Count);
        File.Delete(files[0]);
        var strange = _data.Write($"{LakeNames.Summaries}/by_sender-000000000000/{Path.GetFileName(files[0])}", "another version's"u8);
        var orphan = Path.Combine(Path.GetDirectoryName(files[1])!, "raw+some_messages+arrived=2020-01-01+gone+1.parquet");
        File.Copy(files[1], orphan);
        Compare(messages, 10);

        await Maintain(writer, bytesMin: 0);
        Assert.Equal(files, Files());
        Assert.False(Directory.Exists(Path.GetDirectoryName(strange)));
        Compare(messages, 10);
    }

    [Fact]
    public async Task SummariesGoWithTheirDataFiles()
    {
        var messages = new SomeMessages(new Random(3));
        using var writer = Open();
        await Commit(writer, messages.Rows(200, _clock.GetUtcNow()));
        // One object, as in a server: it remembers since when a file waits to be deleted.
        var maintenance = new LakeMaintenance(writer, RetentionLimits.None, s_tables) { SummarisedBytesMin = 0 };
        await maintenance.RunAsync(default);
        _clock.Advance(TimeSpan.FromDays(1));
        await maintenance.RunAsync(default);
        Assert.Contains(Files(), path => path.Contains("raw+", StringComparison.Ordinal));
        // The raw file waits for its readers, and its summary with it.
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, (await maintenance.RunAsync(default)).Deleted);
        Assert.NotEmpty(Files());
        Assert.All(Files(), path => Assert.Contains("archive+", path, StringComparison.Ordinal));
        Compare(messages, 10);

        _clock.Advance(TimeSpan.FromDays(100));
        var all = new LakeMaintenance(writer, new RetentionLimits(Days: 1, Bytes: null), s_tables);
        Assert.Null((await all.RunAsync(default)).Failure);
        Assert.Empty(writer.Folder.List());
        Assert.Empty(Files());
    }

    [Fact]
    public async Task SmallFreshFilesAreReadAsTheyAre()
    {
        var messages = new SomeMessages(new Random(4));
        using var writer = Open();
        await Commit(writer, messages.Rows(200, _clock.GetUtcNow()));
        Assert.Null((await new LakeMaintenance(writer, RetentionLimits.None, s_tables).RunAsync(default)).Failure);
        Assert.Empty(Files());
        Compare(messages, 10);
    }

    [Fact]
    public void OnlyQuestionsThatASummaryHoldsAreItsOwn()
    {
        var range = TimeRange.Between(SomeMessages.Start, SomeMessages.Start.AddDays(1));
        var senders = PanelQuery.For(MailPanels.TopSenders, range);
        bool IsAnswered(PanelQuery query) => LogCatalogue.Summaries.Any(s => s.Answers(query));
        Assert.True(IsAnswered(senders));
        Assert.True(IsAnswered(senders with { Step = TimeSpan.FromHours(1) }));
        Assert.True(IsAnswered(senders with { Filter = new Predicate.Is(CommonFields.Sender, "a@b.example") }));
        Assert.False(IsAnswered(senders with { IncludeNoise = true }));
        Assert.False(IsAnswered(senders with { Step = TimeSpan.FromMinutes(1) }));
        Assert.False(IsAnswered(senders with { Filter = new Predicate.Is(CommonFields.Host, "a") }));
        Assert.False(IsAnswered(PanelQuery.For(MailPanels.Failures, range)));
        Assert.False(IsAnswered(PanelQuery.For(MailPanels.Latency, range)));
    }

    /// <summary>Adds rows that may be repeated, half of them repeats of rows that are there, each of them twice.</summary>
    void AddRepeats(SomeMessages messages)
    {
        var fresh = messages.Rows(50, _clock.GetUtcNow());
        var file = new LakeFile.Segment(
            SomeMessages.Schema.Name, DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime), CommitRange.Of(1000), IsAtLeastOnce: true);
        ParquetWriter.Write(SomeMessages.Schema, [fresh, _batches[^1], fresh], _data.Write(file.Key, []));
        _batches.Add(fresh);
    }

    void Compare(SomeMessages messages, int questions, bool isWhole = true)
    {
        using var lake = LakeSql.Open(
            _data.Path, [SomeMessages.Schema], new LakeSqlSettings(2, 512L * 1024 * 1024), TimeProvider.System, s_tables);
        var (summed, counted) = (new LakePanels(lake, SomeMessages.Summaries), new LakePanels(lake, []));
        var shown = 0;
        for (var i = 0; i < questions; i++)
        {
            var query = messages.Question();
            var sql = SqlCompiler.Compile(query, SomeMessages.Summaries.First(s => s.Answers(query)));
            // The panels would fall back to the rows.
            if (isWhole)
                lake.Query(sql, [], QueryLimits.Default, CancellationToken.None).Dispose();
            var expected = Show(PanelEvaluator.Evaluate(query, _batches));
            Assert.True(expected == Show(counted.Ask(query, CancellationToken.None)), $"question {i}, rows: {query}");
            var actual = Show(summed.Ask(query, CancellationToken.None));
            Assert.True(expected == actual, $"question {i}: {query}\n{sql}\nexpected:\n{expected}\nanswered:\n{actual}");
            shown += expected.Length == 0 ? 0 : 1;
        }

        Assert.True(shown > questions / 3, "the questions have answers");
    }

    static string Show(PanelResult result) => string.Join('\n', result.Rows.Select(row =>
        $"{row.Bucket?.Micros} {string.Join('|', row.Group)} {string.Join(' ', row.Values.Select(v => v?.ToString("G12") ?? "null"))}"));

    LakeWriter Open() => LakeWriter.Open(_data.Path, "test", _clock);

    async Task Commit(LakeWriter writer, RecordBatch rows)
    {
        using var commit = await writer.BeginAsync(default);
        commit.AddRows(rows.Schema, [rows]);
        Assert.IsType<LakeWriteResult.Written>(commit.Complete());
        _batches.Add(rows);
    }

    async Task Maintain(LakeWriter writer, long bytesMin)
    {
        var maintenance = new LakeMaintenance(writer, RetentionLimits.None, s_tables) { SummarisedBytesMin = bytesMin };
        Assert.Null((await maintenance.RunAsync(default)).Failure);
    }

    List<string> Files()
    {
        var folder = _data.Combine(LakeNames.Summaries);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [];
    }
}
