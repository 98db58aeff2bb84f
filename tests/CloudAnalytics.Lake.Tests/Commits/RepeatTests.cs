using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Queries;
using Xunit.Abstractions;

namespace CloudAnalytics.Lake.Tests.Commits;

/// <summary>Rows that come again, in any order with all else that happens to a lake, are stored once.</summary>
public sealed class RepeatTests(ITestOutputHelper output) : IDisposable
{
    readonly DirectoryInfo _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/cloudanalytics-{Guid.NewGuid()}")
        : Directory.CreateTempSubdirectory("cloudanalytics-");

    readonly Clock _clock = new(Some.Noon);
    int _stepsToLive = int.MaxValue;
    int _lakes;
    LakeWriter? _writer;
    LakeMaintenance? _maintenance;

    LakeWriter Writer => _writer!;

    public void Dispose()
    {
        _writer?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task RowsThatComeTwiceAreStoredOnceWhereverTheFirstIs()
    {
        NewLake();
        var rows = Rows(0, 100);
        Assert.Equal(100, await Send([.. rows[..60], .. rows[40..], .. rows[..5]]));
        Assert.Equal(0, await Send(rows));
        Assert.Equal(10, await Send([.. rows, .. Rows(100, 110)]));
        await Days(1);
        Assert.Equal(1, await Send([.. rows, .. Rows(110, 111)]));
        // Weeks later: found by its time, far behind the day that was archived last.
        await Days(20);
        Assert.Equal(1, await Send([.. rows, .. Rows(111, 112)]));
        AssertHolds(Rows(0, 112));
        Assert.DoesNotContain(Writer.Folder.List(), file => file is LakeFile.Segment { IsAtLeastOnce: true });
    }

    [Fact]
    public async Task RowsOfAFileThatWereSentBeforeAreLeftOutAlsoAfterARestart()
    {
        NewLake();
        await Read(Rows(0, 10));
        Assert.Equal(5, await Send(Rows(5, 15)));
        Reopen();
        Assert.Equal(5, await Read(Rows(10, 20)));
        // In one commit as well.
        using (var commit = await Writer.BeginAsync(default))
        {
            commit.AddRows(Some.Schema, Some.Batches(Rows(20, 30)));
            commit.AddRows(Some.Schema, Some.Batches(Rows(25, 35)), isAtLeastOnce: true);
            Assert.Equal(15, Assert.IsType<LakeWriteResult.Written>(commit.Complete()).Rows);
        }

        AssertHolds(Rows(0, 35));
    }

    [Fact]
    public async Task RowsReadFromFilesOfAFormatThatIsNeverSentAreNotCompared()
    {
        NewLake();
        await Read(Rows(0, 10));
        Assert.Equal(10, await Read(Rows(0, 10)));
        Assert.Empty(Writer.ReadCheckpoints());
    }

    [Fact]
    public async Task RowsWithoutIdOrTimeOfTheirOwnAreLookedAtToo()
    {
        NewLake();
        var nameless = new Row { [CommonFields.Arrived] = Some.Noon, [CommonFields.Time] = Some.Noon };
        var untimed = Rows(0, 1)[0];
        untimed[CommonFields.TimeSource] = "missing";
        Assert.Equal(3, await Send([nameless, nameless, untimed]));
        await Days(1);
        var later = new Row();
        foreach (var (field, value) in untimed)
            later[field] = value;
        later[CommonFields.Time] = later[CommonFields.Arrived] = _clock.Now;
        Assert.Equal(1, await Send([nameless, later]));
    }

    [Fact]
    public async Task DamagedFileDoesNotStopTheIntakeAndReadersLookForDuplicates()
    {
        NewLake();
        await Send(Rows(0, 10));
        var damaged = Writer.Folder.Combine(LakeReader.Keys(Writer.Folder)[0]);
        var content = await File.ReadAllBytesAsync(damaged);
        await File.WriteAllTextAsync(damaged, "no Parquet file, and longer than the footer of one");
        Assert.Equal(10, await Send(Rows(5, 15)));
        await File.WriteAllBytesAsync(damaged, content);
        Reopen();
        Assert.Contains(Writer.Folder.ListLive(), file => file is LakeFile.Segment { IsAtLeastOnce: true });
        Assert.Equal(5, await Send(Rows(10, 20)));
        AssertHolds(Rows(0, 20));
        await Days(1);
        AssertHolds(Rows(0, 20));
        Assert.Equal(LakeReader.IdsOf(Rows(0, 20)), LakeReader.Ids(Writer.Folder, "every_type"));
    }

    /// <summary>
    /// Deliveries, files, roll-ups, compactions, days and kills in any order; senders repeat what was not answered, and more.
    /// </summary>
    [Fact]
    public async Task NoRowIsLostOrDoubledInAnyOrderOfEvents()
    {
        for (var run = 0; run < TestRun.Repeats(6, 60); run++)
        {
            var seed = Environment.TickCount + run;
            output.WriteLine($"seed {seed}");
            NewLake();
            await new History(this, new Random(seed)).RunAsync(TestRun.Repeats(40, 120));
        }
    }

    sealed class History(RepeatTests test, Random random)
    {
        readonly List<Row> _safe = [];
        readonly HashSet<Row> _inFiles = new(ReferenceEqualityComparer.Instance);
        List<Row> _sent = [];
        List<Row> _read = [];
        int _next;
        int _file;

        internal async Task RunAsync(int events)
        {
            for (var i = 0; i < events; i++)
            {
                test._stepsToLive = random.Next(4) == 0 ? random.Next(40) : int.MaxValue;
                try
                {
                    await HappenAsync();
                }
                catch (OperationCanceledException)
                {
                    test._stepsToLive = int.MaxValue;
                    test.Reopen();
                    await AgainAsync();
                }

                test._stepsToLive = int.MaxValue;
                test.AssertHolds(_safe);
            }
        }

        async Task HappenAsync()
        {
            (_sent, _read) = ([], []);
            switch (random.Next(10))
            {
                case 0:
                    test._clock.Now += TimeSpan.FromHours(random.Next(30));
                    break;
                case 1 or 2:
                    test._clock.Now += TimeSpan.FromMinutes(1);
                    await test.Maintain();
                    break;
                case 3:
                    for (var i = 0; i < Limits.RollUpFilesMin; i++)
                        await CommitAsync(Fresh(1), []);
                    await test.Maintain();
                    break;
                default:
                    // Repeats of anything, and what is new over either way or both.
                    var fresh = Fresh(random.Next(20));
                    var old = _safe.Where(_ => random.Next(8) == 0).ToList();
                    // A file may tell later what was sent before, but tells it once.
                    var late = _safe.Where(row => !_inFiles.Contains(row) && random.Next(8) == 0).ToList();
                    var read = random.Next(3) == 0 ? [] : fresh.Concat(late).ToList();
                    _inFiles.UnionWith(read);
                    await CommitAsync([.. old, .. fresh.Where(_ => random.Next(2) == 0)], read);
                    break;
            }
        }

        // A sender without an answer sends again; a file goes on where its checkpoint says.
        async Task AgainAsync()
        {
            var (sent, read) = (_sent, _read);
            if (test.Writer.ReadCheckpoints().TryGetValue("file", out var at) && int.Parse(at, CultureInfo.InvariantCulture) >= _file)
            {
                _safe.AddRange(read.Except(_safe).ToList());
                read = [];
            }

            await CommitAsync(sent, read);
        }

        async Task CommitAsync(List<Row> sent, List<Row> read)
        {
            (_sent, _read) = (sent, read);
            _file++;
            using (var commit = await test.Writer.BeginAsync(default))
            {
                commit.AddRows(Some.Schema, Some.Batches(Arriving(read)));
                commit.AddRows(Some.Schema, Some.Batches(Arriving(sent), 7), isAtLeastOnce: true);
                commit.SetCheckpoint("file", System.Text.Encoding.UTF8.GetBytes(_file.ToString(CultureInfo.InvariantCulture)));
                Assert.IsType<LakeWriteResult.Written>(commit.Complete());
            }

            _safe.AddRange(sent.Concat(read).Distinct().Except(_safe).ToList());
            (_sent, _read) = ([], []);
        }

        List<Row> Fresh(int count)
        {
            _next += count;
            return test.Rows(_next - count, _next);
        }

        IEnumerable<Row> Arriving(List<Row> rows)
        {
            foreach (var row in rows)
            {
                row[CommonFields.Arrived] = test._clock.Now;
                yield return row;
            }
        }
    }

    List<Row> Rows(int from, int to) =>
    [
        .. Enumerable.Range(from, to - from).Select(i => new Row
        {
            [CommonFields.Id] = string.Create(CultureInfo.InvariantCulture, $"event{i:0000000}"),
            [CommonFields.Arrived] = _clock.Now,
            // Of this day or one before it; the same whenever it is asked for.
            [CommonFields.Time] = Some.Noon.AddHours(-i * 7 % 60),
            [Some.Number] = (long)i,
        }),
    ];

    Task<long> Send(List<Row> rows) => Commit(rows, isAtLeastOnce: true);

    Task<long> Read(List<Row> rows) => Commit(rows, isAtLeastOnce: false);

    async Task<long> Commit(List<Row> rows, bool isAtLeastOnce)
    {
        foreach (var row in rows)
            row[CommonFields.Arrived] = _clock.Now;
        using var commit = await Writer.BeginAsync(default);
        commit.AddRows(Some.Schema, Some.Batches(rows, 30), isAtLeastOnce);
        return Assert.IsType<LakeWriteResult.Written>(commit.Complete()).Rows;
    }

    async Task Days(int days)
    {
        _clock.Now += TimeSpan.FromDays(days);
        await Maintain();
        _clock.Now += Limits.ReaderGrace;
        await Maintain();
    }

    async Task Maintain() => Assert.Null((await _maintenance!.RunAsync(default)).Failure);

    void NewLake()
    {
        _clock.Now = Some.Noon;
        _lakes++;
        Reopen();
    }

    void Reopen()
    {
        _writer?.Dispose();
        _writer = LakeWriter.Open(Path.Combine(_folder.FullName, $"lake{_lakes}"), "test", _clock, _ =>
        {
            // A cancellation stands for the end of the process.
            if (_stepsToLive-- <= 0)
                throw new OperationCanceledException();
        });
        _maintenance = new LakeMaintenance(_writer, RetentionLimits.None);
    }

    // As people see it, which is also where duplicates of files that could not be compared are left out.
    void AssertHolds(List<Row> rows)
    {
        using var sql = LakeSql.Open(Writer.Folder.Path, [Some.Schema], new LakeSqlSettings(1, 256 * 1024 * 1024), TimeProvider.System);
        using var query = sql.Query("SELECT id FROM every_type ORDER BY id", [], QueryLimits.Default with { RowsMax = 100_000 }, default);
        var ids = new List<string>();
        while (query.NextChunk())
            ids.AddRange(Enumerable.Range(0, query.RowCount).Select(row => query.Column(0).GetString(row)!));
        Assert.Equal(LakeReader.IdsOf(rows), ids);
    }
}
