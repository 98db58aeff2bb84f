using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Stores;
using Xunit.Abstractions;

namespace CloudAnalytics.Lake.Tests.Maintenance;

/// <summary>The compaction over an object store: every row once, whatever it is stopped by.</summary>
public sealed class StoreCompactionTests(ITestOutputHelper output) : IDisposable
{
    const string Format = "every_type";

    static readonly DateTimeOffset s_day = new(2026, 11, 18, 12, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly MemoryStore _store = new();
    readonly List<Row> _rows = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryClosedDayIsInTheArchiveOnceAndSorted()
    {
        await Fill();
        var days = await Compact(_store);
        Assert.Equal(["2026-11-18 400 100", "2026-11-19 200 10"], days.Select(d => $"{LakeNames.Text(d.Arrived)} {d.Rows} {d.Duplicates}"));
        await AssertWhole(new DateOnly(2026, 11, 20));
        Assert.Empty(await Keys("tmp"));
    }

    [Fact]
    public async Task SecondRunWritesNothing()
    {
        await Fill();
        await Compact(_store);
        var before = await Keys("");
        Assert.All(await Compact(_store), day => Assert.Equal(0, day.Rows));
        Assert.Equal(before, await Keys(""));
    }

    [Fact]
    public async Task LargeDayIsSplitByTime()
    {
        await Fill();
        await Compact(_store, fileBytes: 10_000);
        Assert.Contains(await Keys("archive/"), key => key.EndsWith(".2.parquet", StringComparison.Ordinal));
        await AssertWhole(new DateOnly(2026, 11, 20));
    }

    [Fact]
    public async Task RowsThatComeForADayBehindTheCutAreAddedOnce()
    {
        await Fill();
        await Compact(_store);
        var before = await Keys("archive/");
        await Put("late", Take("late", 50, s_day).Concat(_rows.Take(30)));
        await Compact(_store);
        await AssertWhole(new DateOnly(2026, 11, 20));
        Assert.Equal(before, (await Keys("archive/")).Intersect(before));
    }

    [Fact]
    public async Task FreshObjectsGoTwoDaysBehindTheCut()
    {
        await Fill();
        await Compact(_store, now: s_day.AddDays(5));
        Assert.Equal(["2026-11-19", "2026-11-20"], (await Keys("raw/")).Select(key => key.Split("arrived=")[1][..10]).Distinct());
        await AssertWhole(new DateOnly(2026, 11, 21));
    }

    [Fact]
    public async Task DayThatIsUnchangedIsNotReadAgainAndItsObjectsExpireOnce()
    {
        await Fill();
        var store = new KeepingStore(_store);
        await Compact(store, now: s_day.AddDays(5));
        Assert.Equal(4, store.Read.Count);
        Assert.Equal(["shard-1-9.parquet", "shard-5-20.parquet"], store.Expired.Select(key => key.Split('/')[^1]));

        store.Read.Clear();
        Assert.Empty(await Compact(store, now: s_day.AddDays(6)));
        Assert.Empty(store.Read);
        Assert.Equal(2, store.Expired.Count);

        // What comes late is read with the day's other rows, and expires with them.
        await Put("late", Take("late", 50, s_day));
        Assert.Equal([50L], (await Compact(store, now: s_day.AddDays(6))).Select(day => day.Rows));
        Assert.Equal(["late.parquet", "shard-1-9.parquet", "shard-5-20.parquet"], store.Expired.Skip(2).Select(key => key.Split('/')[^1]));
        await AssertWhole(new DateOnly(2026, 11, 21));
    }

    public static TheoryData<bool> Losses => new(true, false);

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task StoppedAtAnyOperationTheNextRunsEndWithEveryRowOnce(bool isDoneBefore)
    {
        await Fill();
        var failures = 0;
        for (var at = 0; ; at++)
        {
            var store = await Copy(_store);
            var failing = new FailingStore(store, at, isDoneBefore);
            try
            {
                await Compact(failing, fileBytes: 20_000);
                break;
            }
            catch (IOException)
            {
                failures++;
            }

            await AssertReadable(store);
            await Compact(store, fileBytes: 20_000);
            await AssertWhole(new DateOnly(2026, 11, 20), store);
        }

        output.WriteLine($"stopped at {failures} operations");
        Assert.True(failures > 15);
    }

    [Fact]
    public async Task DamagedCutStopsBeforeAnythingIsWritten()
    {
        await Fill();
        await _store.PutAsync(LakeNames.CutKey(Format), new MemoryStream("soon"u8.ToArray()), default);
        await Assert.ThrowsAsync<InvalidDataException>(() => Compact(_store));
        Assert.Empty(await Keys("archive/"));
    }

    // Two days that are closed and one that is not. Objects overlap as those of batches that were cut and sent again, and ten rows of the
    // second day are rows of the first one.
    async Task Fill()
    {
        var first = Take("a", 400, s_day);
        await Put("shard-1-9", first.Take(250));
        await Put("shard-5-20", first.Skip(150));
        var second = Take("b", 200, s_day.AddDays(1));
        await Put("shard-21-30", second.Concat(first.Take(10).Select(row => Arriving(row, s_day.AddDays(1)))), s_day.AddDays(1));
        await Put("shard-31-40", Take("c", 20, s_day.AddDays(2)), s_day.AddDays(2));
    }

    List<Row> Take(string prefix, int count, DateTimeOffset arrived)
    {
        var rows = Some.Rows(new Random(prefix[0]), count, arrived, prefix);
        _rows.AddRange(rows);
        return rows;
    }

    static Row Arriving(Row row, DateTimeOffset arrived)
    {
        var copy = new Row();
        foreach (var (field, value) in row)
            copy[field] = value;
        copy[Core.Schemas.CommonFields.Arrived] = arrived;
        return copy;
    }

    async Task Put(string name, IEnumerable<Row> rows, DateTimeOffset? arrived = null)
    {
        var path = _folder.Combine("rows.parquet");
        ParquetWriter.Write(Some.Schema, Some.Batches(rows), path, keepRaw: true, null);
        var day = DateOnly.FromDateTime((arrived ?? s_day).UtcDateTime);
        await using var content = File.OpenRead(path);
        await _store.PutAsync($"raw/{Format}/arrived={LakeNames.Text(day)}/{name}.parquet", content, default);
    }

    async Task<List<CompactedDay>> Compact(IObjectStore store, long fileBytes = long.MaxValue, DateTimeOffset? now = null)
    {
        var days = new List<CompactedDay>();
        var compaction = new StoreCompaction(store, _folder.Combine("work"), new Clock(now ?? s_day.AddDays(2)))
        {
            ArchiveFileBytes = fileBytes,
        };
        await compaction.RunAsync(Format, days.Add, default);
        return days;
    }

    // Every id that arrived before the cut once in the archive; none of later days.
    async Task AssertWhole(DateOnly cut, IObjectStore? store = null)
    {
        store ??= _store;
        Assert.Equal(LakeNames.Text(cut) + "\n", await Text(store, LakeNames.CutKey(Format)));
        var expected = _rows.Where(row => DateOnly.FromDateTime(((DateTimeOffset)row[Core.Schemas.CommonFields.Arrived]).UtcDateTime) < cut)
            .Select(row => (string)row[Core.Schemas.CommonFields.Id]).Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await Ids(store, "archive/")).Order(StringComparer.Ordinal));
    }

    // What the views read at any instant: the archive before the cut, one of each id of the fresh files from the cut on.
    async Task AssertReadable(IObjectStore store)
    {
        var cut = await store.OpenAsync(LakeNames.CutKey(Format), default) is null
            ? DateOnly.MinValue : LakeNames.ParseDay((await Text(store, LakeNames.CutKey(Format))).Trim())!.Value;
        var archived = new List<string>();
        foreach (var key in await Keys("archive/", store))
        {
            if (LakeNames.Parse(key) is LakeFile.Archived file && file.Arrived < cut)
                archived.AddRange(await Ids(store, key));
        }

        var fresh = new HashSet<string>();
        foreach (var key in await Keys("raw/", store))
        {
            if (LakeNames.ParseDay(key.Split("arrived=")[1].AsSpan(0, 10)) >= cut)
                fresh.UnionWith(await Ids(store, key));
        }

        Assert.Equal(archived.Distinct().Count(), archived.Count);
        Assert.Equal(_rows.Select(row => (string)row[Core.Schemas.CommonFields.Id]).Order(), archived.Union(fresh).Order());
    }

    async Task<List<string>> Ids(IObjectStore store, string prefix)
    {
        var ids = new List<string>();
        foreach (var key in await Keys(prefix, store))
        {
            var path = _folder.Combine("read.parquet");
            await using (var file = File.Create(path))
            await using (var content = await store.OpenAsync(key, default))
                await content!.CopyToAsync(file);
            ids.AddRange(LakeReader.Read(path, "id"));
        }

        return ids;
    }

    async Task<List<string>> Keys(string prefix, IObjectStore? store = null)
    {
        var keys = new List<string>();
        await foreach (var each in (store ?? _store).ListAsync(prefix, default))
            keys.Add(each.Key);
        return keys;
    }

    static async Task<string> Text(IObjectStore store, string key)
    {
        using var reader = new StreamReader((await store.OpenAsync(key, default))!);
        return await reader.ReadToEndAsync();
    }

    async Task<MemoryStore> Copy(MemoryStore store)
    {
        var copy = new MemoryStore();
        foreach (var key in await Keys("", store))
            await copy.PutAsync(key, (await store.OpenAsync(key, default))!, default);
        return copy;
    }

    /// <summary>A bucket whose objects nobody may delete; notes which fresh ones are read, and which are to expire.</summary>
    sealed class KeepingStore(IObjectStore store) : IObjectStore
    {
        public List<string> Read { get; } = [];

        public List<string> Expired { get; } = [];

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
            store.ListAsync(prefix, cancellationToken);

        public ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
        {
            if (key.StartsWith("raw/", StringComparison.Ordinal))
                Read.Add(key);
            return store.OpenAsync(key, cancellationToken);
        }

        public ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken) =>
            store.PutAsync(key, content, cancellationToken);

        public ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken) =>
            store.PutNewAsync(key, content, cancellationToken);

        public ValueTask DeleteAsync(string key, CancellationToken cancellationToken) => throw new IOException("AccessDenied");

        public ValueTask ExpireAsync(string key, CancellationToken cancellationToken)
        {
            Expired.Add(key);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Fails at one operation, before or after it has taken place, as a lost answer looks.</summary>
    sealed class FailingStore(IObjectStore store, int at, bool isDoneBefore) : IObjectStore
    {
        int _count;

        public async IAsyncEnumerable<StoredObject> ListAsync(
            string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (_count++ == at)
                throw new IOException("the store broke");
            await foreach (var each in store.ListAsync(prefix, cancellationToken))
                yield return each;
        }

        public ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
            Do(() => store.OpenAsync(key, cancellationToken));

        public async ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken) =>
            await Do(async () =>
            {
                await store.PutAsync(key, content, cancellationToken);
                return true;
            });

        public ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken) =>
            Do(() => store.PutNewAsync(key, content, cancellationToken));

        public async ValueTask DeleteAsync(string key, CancellationToken cancellationToken) =>
            await Do(async () =>
            {
                await store.DeleteAsync(key, cancellationToken);
                return true;
            });

        async ValueTask<T> Do<T>(Func<ValueTask<T>> operation)
        {
            var isNow = _count++ == at;
            if (isNow && !isDoneBefore)
                throw new IOException("the store broke");
            var result = await operation();
            return isNow ? throw new IOException("the answer was lost") : result;
        }
    }
}
