using CloudAnalytics.Core;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DeadLetters;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Lake.Tests.Maintenance;

public sealed class LakeMaintenanceTests : IDisposable
{
    static readonly DateTimeOffset s_nextDay = new(2026, 11, 21, 0, 15, 0, TimeSpan.Zero);

    readonly DirectoryInfo _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/cloudanalytics-{Guid.NewGuid()}")
        : Directory.CreateTempSubdirectory("cloudanalytics-");

    readonly Clock _clock = new(Some.Noon);
    Action<string> _beforeStep = _ => { };
    LakeWriter _writer;
    LakeMaintenance _maintenance;

    public LakeMaintenanceTests() => (_writer, _maintenance) = Open("lake");

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task ManySmallSegmentsBecomeOneAndAreDeletedAfterTheGraceTime()
    {
        var rows = await CommitParts(Limits.RollUpFilesMin);
        var report = await _maintenance.RunAsync(default);
        Assert.Equal((Limits.RollUpFilesMin, 0, 0, null), (report.RolledUp, report.Compacted.Count, report.Deleted, report.Failure));
        Assert.Equal(["raw/every_type/arrived=2026-11-20/000000000001-000000000016.parquet"], LakeReader.Keys(_writer.Folder));
        AssertHolds(rows);
        Assert.Equal(Limits.RollUpFilesMin + 1, _writer.Folder.List().Count);

        _clock.Now += Limits.ReaderGrace - TimeSpan.FromSeconds(1);
        Assert.Equal(0, (await _maintenance.RunAsync(default)).Deleted);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(Limits.RollUpFilesMin, (await _maintenance.RunAsync(default)).Deleted);
        Assert.Single(_writer.Folder.List());
        AssertHolds(rows);
    }

    [Fact]
    public async Task FilesStayForAsLongAsAQueryRunsThatMayHaveListedThem()
    {
        var rows = await CommitParts(Limits.RollUpFilesMin);
        var hour = QueryLimits.Default with { RowsMax = int.MaxValue, TimeMax = TimeSpan.FromHours(1) };
        using var sql = LakeSql.Open(_writer.Folder.Path, [Some.Schema], new LakeSqlSettings(1, 256 * 1024 * 1024), _clock);
        using (var query = sql.Query("SELECT id FROM every_type", [], hour, default))
        {
            await _maintenance.RunAsync(default);
            _clock.Now += Limits.ReaderGrace * 10;
            // One that began after the roll-up holds nothing.
            using var later = sql.Query("SELECT 1", [], hour, default);
            Assert.Equal(0, (await _maintenance.RunAsync(default)).Deleted);
            var read = 0;
            while (query.NextChunk())
                read += query.RowCount;
            Assert.Equal(rows.Count, read);
            query.Dispose();
            Assert.Equal(Limits.RollUpFilesMin, (await _maintenance.RunAsync(default)).Deleted);
        }

        Assert.Empty(Directory.EnumerateFiles(_writer.Folder.Combine("readers")));
    }

    [Fact]
    public async Task AQueryThatWasKilledHoldsFilesUntilItsTimeIsOver()
    {
        await CommitParts(Limits.RollUpFilesMin);
        var sql = LakeSql.Open(_writer.Folder.Path, [Some.Schema], new LakeSqlSettings(1, 256 * 1024 * 1024), _clock);
        using var killed = sql.Query("SELECT 1", [], QueryLimits.Default with { TimeMax = TimeSpan.FromMinutes(5) }, default);
        await _maintenance.RunAsync(default);
        _clock.Now += TimeSpan.FromMinutes(5);
        Assert.Equal(0, (await _maintenance.RunAsync(default)).Deleted);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(Limits.RollUpFilesMin, (await _maintenance.RunAsync(default)).Deleted);
        Assert.Empty(Directory.EnumerateFiles(_writer.Folder.Combine("readers")));
        sql.Dispose();
    }

    [Fact]
    public void AShortQueryLeavesNoMark()
    {
        using var sql = LakeSql.Open(_writer.Folder.Path, [Some.Schema], new LakeSqlSettings(1, 256 * 1024 * 1024), _clock);
        using var query = sql.Query("SELECT 1", [], QueryLimits.Default, default);
        Assert.False(Directory.Exists(_writer.Folder.Combine("readers")));
    }

    [Fact]
    public async Task SegmentsOfRepeatableDeliveriesStayApart()
    {
        var exact = await CommitParts(Limits.RollUpFilesMin);
        var repeatable = await CommitParts(Limits.RollUpFilesMin, first: Limits.RollUpFilesMin);
        Unsettle(firstCommit: Limits.RollUpFilesMin + 1);
        Assert.Equal(2 * Limits.RollUpFilesMin, (await _maintenance.RunAsync(default)).RolledUp);
        Assert.Equal(
        [
            "raw/every_type/arrived=2026-11-20/000000000001-000000000016.parquet",
            "raw/every_type/arrived=2026-11-20/000000000017-000000000032.alo.parquet",
        ], LakeReader.Keys(_writer.Folder).Order(StringComparer.Ordinal));
        AssertHolds([.. exact, .. repeatable]);
    }

    [Fact]
    public async Task DeadLettersAreRolledUpToo()
    {
        for (var i = 0; i < Limits.RollUpFilesMin; i++)
            await Commit(commit => commit.AddDeadLetters([new DeadLetter("f", "a.log", i, "broken", "x"u8.ToArray())]));
        await _maintenance.RunAsync(default);
        Assert.Equal(["dead/arrived=2026-11-20/000000000001-000000000016.jsonl"], LakeReader.Keys(_writer.Folder));
        Assert.Equal(
            Enumerable.Range(0, Limits.RollUpFilesMin).Select(n => (long)n),
            new DeadLetterStore(_writer.Folder).Read().Select(letter => letter.Letter.Offset));
    }

    [Fact]
    public async Task ColumnsThatCameLaterAreKeptWhenRolledUp()
    {
        var older = new Schema("every_type", "Before a column was added.", Some.Number);
        for (var i = 0; i < Limits.RollUpFilesMin - 1; i++)
            await Commit(commit => commit.AddRows(older, Some.Batches([Row(i)], schema: older)));
        var withNewColumn = Row(99);
        withNewColumn[Some.Truth] = true;
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches([withNewColumn])));
        await _maintenance.RunAsync(default);
        var file = _writer.Folder.Combine(Assert.Single(LakeReader.Keys(_writer.Folder)));
        Assert.Equal(["true"], LakeReader.Read(file, "truth").Where(value => value != "null"));
        Assert.Equal(Limits.RollUpFilesMin, LakeReader.Read(file, "number").Count(value => value != "null"));
    }

    [Fact]
    public async Task ClosedDayMovesToTheArchiveByDayOfEventSortedByTime()
    {
        var rows = await CommitParts(5);
        _clock.Now = s_nextDay.AddTicks(-1);
        Assert.Empty((await _maintenance.RunAsync(default)).Compacted);
        _clock.Now = s_nextDay;
        var report = await _maintenance.RunAsync(default);
        var days = rows.GroupBy(row => DateOnly.FromDateTime(((DateTimeOffset)row[CommonFields.Time]).UtcDateTime)).ToList();
        Assert.True(days.Count > 1);
        Assert.Equal([new CompactedDay("every_type", new DateOnly(2026, 11, 20), rows.Count, 0, days.Count)], report.Compacted);
        Assert.Equal(new DateOnly(2026, 11, 21), _writer.Folder.ReadCuts().Of("every_type"));
        foreach (var day in days)
        {
            var path = _writer.Folder.Combine(new LakeFile.Archived("every_type", day.Key, new DateOnly(2026, 11, 20), 0).Key);
            Assert.Equal(day.Select(row => row.Of(CommonFields.Time)).Order(StringComparer.Ordinal), LakeReader.Read(path, "\"time\""));
        }

        AssertHolds(rows);
        _clock.Now += Limits.ReaderGrace;
        Assert.Equal(5, (await _maintenance.RunAsync(default)).Deleted);
        Assert.Empty(_writer.Folder.ListZone(LakeNames.Raw));
        Assert.False(Directory.Exists(_writer.Folder.Combine("raw/every_type/arrived=2026-11-20")));
        AssertHolds(rows);
    }

    [Fact]
    public async Task DuplicatesAreLeftOutAlsoThoseOfTheDayBefore()
    {
        var day1 = Some.Rows(new Random(1), 200, Some.Noon, "one");
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(day1)));
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(day1[..50])));
        Unsettle();
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(day1[50..60])));
        _clock.Now = s_nextDay;
        Assert.Equal((200L, 60L), Counts(await _maintenance.RunAsync(default)));

        var day2 = Some.Rows(new Random(2), 200, _clock.Now, "two");
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches([.. day1[100..130], .. day2, .. day2[..1]])));
        Unsettle();
        _clock.Now = s_nextDay.AddDays(1);
        // Their arrival says the first day, but that one is closed.
        Assert.Equal((200L, 31L), Counts(await _maintenance.RunAsync(default)));
        AssertHolds([.. day1, .. day2]);
    }

    [Fact]
    public async Task RowsWithoutIdAreNoDuplicates()
    {
        await Commit(commit => commit.AddRows(Some.Schema,
            Some.Batches(Enumerable.Repeat(new Row { [CommonFields.Arrived] = Some.Noon }, 7))));
        _clock.Now = s_nextDay;
        Assert.Equal((7L, 0L), Counts(await _maintenance.RunAsync(default)));
    }

    [Fact]
    public async Task RowsThatArriveBeforeTheCutAreNotLost()
    {
        var early = await CommitParts(1);
        _clock.Now = s_nextDay;
        await _maintenance.RunAsync(default);
        var late = Some.Rows(new Random(9), 10, Some.Noon, "late");
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(late)));
        AssertHolds([.. early, .. late]);
        Assert.Contains("raw/every_type/arrived=2026-11-21/000000000002-000000000002.parquet", LakeReader.Keys(_writer.Folder));
        _clock.Now = s_nextDay.AddDays(1);
        Assert.Equal((10L, 0L), Counts(await _maintenance.RunAsync(default)));
        AssertHolds([.. early, .. late]);
    }

    [Fact]
    public async Task LargeDayIsSplitByTime()
    {
        var rows = Some.Rows(new Random(1), 5000, Some.Noon);
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(rows)));
        var bytes = _writer.Folder.List()[0].Bytes;
        _clock.Now = s_nextDay;
        // Two days of events, the second a little longer than a third of the rows.
        var report = await new LakeMaintenance(_writer, RetentionLimits.None) { ArchiveFileBytes = bytes / 6 }.RunAsync(default);
        var files = _writer.Folder.ListLive().Cast<LakeFile.Archived>().ToList();
        Assert.Equal(files.Count, report.Compacted[0].Files);
        Assert.True(files.Count >= 6 && files.All(file => file.Part > 0));
        foreach (var day in files.GroupBy(file => file.Happened))
        {
            Assert.Equal(Enumerable.Range(1, day.Count()), day.Select(file => file.Part).Order());
            var times =
                day.OrderBy(file => file.Part).SelectMany(file => LakeReader.Read(_writer.Folder.Combine(file.Key), "\"time\"")).ToList();
            Assert.Equal(times.Order(StringComparer.Ordinal), times);
        }

        AssertHolds(rows);
    }

    [Fact]
    public async Task OldDaysAreDeletedByRetention()
    {
        var old = await CommitParts(1);
        _clock.Now = s_nextDay;
        await _maintenance.RunAsync(default);
        _clock.Now = Some.Noon.AddDays(30);
        var fresh = Some.Rows(new Random(5), 1, _clock.Now, "fresh");
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(fresh)));
        var report = await new LakeMaintenance(_writer, new RetentionLimits(Days: 29, Bytes: null)).RunAsync(default);
        Assert.Null(report.Failure);
        Assert.NotEmpty(old);
        AssertHolds(fresh);
        Assert.False(Directory.Exists(_writer.Folder.Combine("archive/every_type/day=2026-11-20")));
    }

    [Fact]
    public async Task FullDiskLeavesTheLakeAsItWas()
    {
        var rows = await CommitParts(3);
        _clock.Now = s_nextDay;
        File.CreateSymbolicLink(Path.Combine(_writer.Folder.Path, "tmp", "m1.parquet"), "/dev/full");
        var report = await _maintenance.RunAsync(default);
        Assert.Equal(LakeFailure.DiskFull, report.Failure!.Kind);
        Assert.Null(_writer.Folder.ReadCuts().Of("every_type"));
        Assert.Empty(Directory.EnumerateFiles(_writer.Folder.Combine("tmp")));
        AssertHolds(rows);
        Assert.Single((await _maintenance.RunAsync(default)).Compacted);
        AssertHolds(rows);
    }

    [Fact]
    public async Task DamagedFileIsNamedAndLeft()
    {
        await CommitParts(2);
        var damaged = _writer.Folder.Combine("raw/every_type/arrived=2026-11-20/000000000002-000000000002.parquet");
        await File.WriteAllTextAsync(damaged, "no Parquet file");
        _clock.Now = s_nextDay;
        var failure = (await _maintenance.RunAsync(default)).Failure!;
        Assert.Equal(LakeFailure.Damaged, failure.Kind);
        Assert.Contains(damaged, failure.Reason, StringComparison.Ordinal);
        Assert.True(File.Exists(damaged));
    }

    [Fact]
    public async Task CancelledMaintenanceStopsAndLeavesNothing()
    {
        var rows = await CommitParts(3);
        _clock.Now = s_nextDay;
        using var cancelled = new CancellationTokenSource();
        _beforeStep = _ => cancelled.Cancel();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _maintenance.RunAsync(cancelled.Token));
        AssertHolds(rows);
        Assert.Empty(Directory.EnumerateFiles(_writer.Folder.Combine("tmp")));
    }

    /// <summary>Stops before each operation on a file; readers beside it see every row once at every moment.</summary>
    [Fact]
    public async Task KillAtAnyStepLosesAndDoublesNothing()
    {
        var steps = int.MaxValue;
        for (var stop = 1; stop <= steps; stop++)
        {
            _writer.Dispose();
            (_writer, _maintenance) = Open($"killed{stop}");
            _clock.Now = Some.Noon;
            var rows = await CommitParts(Limits.RollUpFilesMin + 1);
            _clock.Now = _clock.Now.AddDays(1);
            rows.AddRange(await CommitParts(Limits.RollUpFilesMin, first: 100));
            // An earlier attempt that left other parts of the same day.
            Copy("archive/every_type/day=2026-11-20/2026-11-20.2.parquet");
            var step = 0;
            _beforeStep = _ =>
            {
                AssertHolds(rows);
                if (++step >= stop)
                    throw new InvalidOperationException("killed");
            };
            try
            {
                await _maintenance.RunAsync(default);
                steps = 0;
            }
            catch (InvalidOperationException)
            {
                AssertHolds(rows);
            }

            _beforeStep = _ => { };
            _writer.Dispose();
            (_writer, _maintenance) = Open($"killed{stop}");
            await _maintenance.RunAsync(default);
            Assert.Equal(new DateOnly(2026, 11, 21), _writer.Folder.ReadCuts().Of("every_type"));
            AssertHolds(rows);
        }
    }

    void Copy(string key)
    {
        var path = _writer.Folder.Combine(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(_writer.Folder.Combine(_writer.Folder.List()[0].Key), path);
    }

    (LakeWriter Writer, LakeMaintenance Maintenance) Open(string name)
    {
        var writer = LakeWriter.Open(Path.Combine(_folder.FullName, name), "test", _clock, step => _beforeStep(step));
        return (writer, new LakeMaintenance(writer, RetentionLimits.None));
    }

    async Task<List<Row>> CommitParts(int parts, int first = 0)
    {
        var all = new List<Row>();
        for (var i = 0; i < parts; i++)
        {
            var rows = Some.Rows(new Random(first + i), 20, _clock.Now, $"part{first + i}-");
            await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(rows)));
            all.AddRange(rows);
        }

        return all;
    }

    /// <summary>Gives segments the names that they have when they could not be compared with the rest of the lake.</summary>
    void Unsettle(long firstCommit = 1)
    {
        foreach (var file in _writer.Folder.ListLive().OfType<LakeFile.Segment>().Where(file => file.Commits.Lo >= firstCommit))
            File.Move(_writer.Folder.Combine(file.Key), _writer.Folder.Combine((file with { IsAtLeastOnce = true }).Key));
    }

    async Task Commit(Action<LakeCommit> fill)
    {
        using var commit = await _writer.BeginAsync(default);
        fill(commit);
        Assert.IsType<LakeWriteResult.Written>(commit.Complete());
    }

    void AssertHolds(List<Row> rows) => Assert.Equal(LakeReader.IdsOf(rows), LakeReader.Ids(_writer.Folder, "every_type"));

    static (long Rows, long Duplicates) Counts(MaintenanceReport report)
    {
        Assert.Null(report.Failure);
        var day = Assert.Single(report.Compacted);
        return (day.Rows, day.Duplicates);
    }

    static Row Row(int number) => new() { [CommonFields.Arrived] = Some.Noon, [Some.Number] = (long)number };
}
