using System.Text;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DeadLetters;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Tests;

public sealed class LakeWriterTests : IDisposable
{
    static readonly Schema s_other = new("other", "Another format.", Some.Number);

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly Clock _clock = new(Some.Noon);
    LakeWriter _writer;

    public LakeWriterTests() => _writer = Open();

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CommittedRowsLieInTheFolderOfTheirArrival()
    {
        var rows = Some.Rows(new Random(1), 100, Some.Noon);
        Assert.Equal(new LakeWriteResult.Written(1, 100), await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(rows))));
        Assert.Equal(["raw/every_type/arrived=2026-11-20/000000000001-000000000001.parquet"], LakeReader.Keys(_writer.Folder));
        Assert.Equal(LakeReader.IdsOf(rows), LakeReader.Ids(_writer.Folder, "every_type"));
    }

    [Fact]
    public async Task RowsOfSeveralDaysAreSplitByDay()
    {
        var midnight = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        var before = Some.Rows(new Random(1), 300, midnight.AddMilliseconds(-1), "before");
        var after = Some.Rows(new Random(2), 300, midnight, "after");
        var mixed = before.Zip(after, (a, b) => new[] { a, b }).SelectMany(pair => pair).ToList();
        // Batches of one day, of both, and of the other day, in a row.
        var batches = Some.Batches(before[..50], 30).Concat(Some.Batches(mixed[100..500], 64)).Concat(Some.Batches(after[250..], 30));
        Assert.Equal(new LakeWriteResult.Written(8, 500), await Commit(commit => commit.AddRows(Some.Schema, batches)));
        var byDay = _writer.Folder.ListLive().Cast<LakeFile.Segment>().ToLookup(file => file.Arrived);
        Assert.Equal(2, byDay.Count);
        AssertHolds(before[..250], byDay[new DateOnly(2026, 11, 20)]);
        AssertHolds(after[50..], byDay[new DateOnly(2026, 11, 21)]);
    }

    [Fact]
    public async Task FormatsAndDeadLettersOfOneCommitShareItsNumber()
    {
        await Commit(commit =>
        {
            commit.AddRows(Some.Schema, Some.Batches(Some.Rows(new Random(1), 3, Some.Noon)));
            commit.AddRows(Some.Schema, Some.Batches(Some.Rows(new Random(1), 3, Some.Noon, "sent")), isAtLeastOnce: true);
            commit.AddRows(s_other, Some.Batches([new Row { [CommonFields.Arrived] = Some.Noon }], schema: s_other));
            commit.AddDeadLetters([Letter(1)]);
        });
        Assert.Equal(
        [
            "dead/arrived=2026-11-20/000000000001-000000000001.jsonl",
            "raw/every_type/arrived=2026-11-20/000000000001-000000000001.parquet",
            "raw/every_type/arrived=2026-11-20/000000000002-000000000002.parquet",
            "raw/other/arrived=2026-11-20/000000000001-000000000001.parquet",
        ], LakeReader.Keys(_writer.Folder).Order(StringComparer.Ordinal));
        Assert.Equal(2, _writer.LastCommit);
    }

    [Fact]
    public async Task RowsAddedFromSeveralThreadsAreAllThere()
    {
        var parts = Enumerable.Range(0, 8).Select(n => Some.Rows(new Random(n), 500, Some.Noon, $"part{n}-")).ToList();
        using (var commit = await _writer.BeginAsync(default))
        {
            await Task.WhenAll(parts.Select(rows => Task.Run(() => commit.AddRows(Some.Schema, Some.Batches(rows)))));
            Assert.Equal(new LakeWriteResult.Written(8, 4000), commit.Complete());
        }

        Assert.Equal(LakeReader.IdsOf(parts.SelectMany(rows => rows)), LakeReader.Ids(_writer.Folder, "every_type"));
        Assert.Equal(9, (await Commit(commit => commit.AddDeadLetters([Letter(1)])) as LakeWriteResult.Written)!.Commit);
    }

    [Fact]
    public async Task EmptyCommitIsNoCommit()
    {
        Assert.Equal(new LakeWriteResult.Written(0, 0), await Commit(commit => commit.AddRows(Some.Schema, Some.Batches([]))));
        Assert.Equal(0, _writer.LastCommit);
    }

    [Fact]
    public async Task CommitThatIsNotCompletedLeavesNothing()
    {
        var before = LakeReader.AllFiles(_writer.Folder);
        using (var commit = await _writer.BeginAsync(default))
        {
            commit.AddRows(Some.Schema, Some.Batches(Some.Rows(new Random(1), 10, Some.Noon)));
            commit.AddDeadLetters([Letter(1)]);
            commit.SetCheckpoint("a", "{}"u8.ToArray());
        }

        Assert.Equal(before, LakeReader.AllFiles(_writer.Folder));
        Assert.Equal(0, _writer.LastCommit);
    }

    [Fact]
    public async Task CheckpointsAreThoseOfTheLastCommitOfEachSource()
    {
        await Commit(commit =>
        {
            commit.SetCheckpoint("a", "{\"offset\": 1}"u8.ToArray());
            commit.SetCheckpoint("b", "7"u8.ToArray());
            commit.SetCheckpoint("c", "[]"u8.ToArray());
        });
        await Commit(commit =>
        {
            commit.SetCheckpoint("a", "{\"offset\": 2}"u8.ToArray());
            commit.SetCheckpoint("a", "{\"offset\": 3}"u8.ToArray());
            commit.RemoveCheckpoint("c");
            commit.RemoveCheckpoint("never-was");
        });
        Restart();
        Assert.Equal(
            ["a={\"offset\": 3}", "b=7"],
            _writer.ReadCheckpoints().Select(entry => $"{entry.Key}={Encoding.UTF8.GetString(entry.Value)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task NumbersGoOnAfterARestartAlsoWhenAllFilesAreGone()
    {
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(Some.Rows(new Random(1), 10, Some.Noon))));
        Directory.Delete(_writer.Folder.Combine("raw"), recursive: true);
        Restart();
        Assert.Equal(1, _writer.LastCommit);
        File.Delete(_writer.Folder.Combine("checkpoints/last-commit.json"));
        _folder.Write("raw/x/arrived=2026-11-20/000000000003-000000000009.parquet", "x"u8);
        Restart();
        Assert.Equal(9, _writer.LastCommit);
    }

    [Fact]
    public async Task RowsOfADayThatIsCompactedAreFiledUnderTheCut()
    {
        _folder.Write("cut/every_type", "2026-11-22\n"u8);
        await Commit(commit => commit.AddRows(Some.Schema, Some.Batches(Some.Rows(new Random(1), 10, Some.Noon))));
        Assert.Equal(["raw/every_type/arrived=2026-11-22/000000000001-000000000001.parquet"], LakeReader.Keys(_writer.Folder));
    }

    [Fact]
    public void SecondWriterIsRefusedWithTheFirst()
    {
        var refusal = Assert.Throws<LakeLockedException>(() => LakeWriter.Open(_folder.Path, "cloudanalytics ingest", _clock).Dispose());
        Assert.Equal($"process {Environment.ProcessId}, cloudanalytics serve, since 2026-11-20 12:00:00 UTC", refusal.Holder);
        Assert.Equal(
            $"The data folder {_folder.Path} is in use by {refusal.Holder}. Stop that process first, or name another folder with --data.",
            refusal.Message);
        Restart();
    }

    [Theory]
    [InlineData("checkpoints/pending.json", "{ broken")]
    [InlineData("checkpoints/last-commit.json", "many")]
    public void DamagedRecordIsNamed(string key, string content)
    {
        _writer.Dispose();
        _folder.Write(key, Encoding.UTF8.GetBytes(content));
        var failure = Assert.Throws<InvalidDataException>(Open);
        Assert.Contains(_writer.Folder.Combine(key), failure.Message, StringComparison.Ordinal);
        File.Delete(_writer.Folder.Combine(key));
        _writer = Open();
    }

    [Fact]
    public async Task DeadLettersAreGivenBack()
    {
        await Commit(commit => commit.AddDeadLetters([Letter(1), Letter(2)]));
        _clock.Now = _clock.Now.AddDays(1);
        await Commit(commit => commit.AddDeadLetters([Letter(3)]));
        var letters = new DeadLetterStore(_writer.Folder).Read().ToList();
        Assert.Equal([1L, 2L, 3L], letters.Select(letter => letter.Letter.Offset));
        Assert.Equal([Some.Noon, Some.Noon, _clock.Now], letters.Select(letter => letter.Time));
        Assert.Equal("\0\u00FFraw 1\r\n", Encoding.Latin1.GetString(letters[0].Letter.Raw.Span));
        var first = letters[0].Letter;
        Assert.Equal(("every_type", "C:\\logs\\\"a\" & b.log", "no time"), (first.Format, first.SourceFile, first.Reason));
        Assert.Equal(3, letters.Select(letter => letter.Id).Distinct().Count());
    }

    [Fact]
    public async Task DeadLetterIsFoundByTheBeginningOfItsId()
    {
        await Commit(commit => commit.AddDeadLetters([.. Enumerable.Range(0, 40).Select(n => Letter(n))]));
        var store = new DeadLetterStore(_writer.Folder);
        var all = store.Read().ToList();
        Assert.Equal(all[7].Letter.Offset, store.Find(all[7].Id)!.Letter.Offset);
        Assert.Equal(all[7].Letter.Offset, store.Find(all[7].Id[..8].ToUpperInvariant())!.Letter.Offset);
        Assert.Null(store.Find("zz"));
        Assert.Throws<ArgumentException>(() => store.Find(""));
    }

    [Fact]
    public async Task ReplayedDeadLettersAreGoneAndTheOthersStay()
    {
        await Commit(commit => commit.AddDeadLetters([Letter(1), Letter(2)]));
        await Commit(commit => commit.AddDeadLetters([Letter(3)]));
        var store = new DeadLetterStore(_writer.Folder);
        var gone = store.Read().Where(letter => letter.Letter.Offset != 2).Select(letter => letter.Id).ToHashSet();
        Assert.Equal(new LakeWriteResult.Written(3, 0), await Commit(commit => commit.RemoveDeadLetters(gone)));
        Assert.Equal([2L], store.Read().Select(letter => letter.Letter.Offset));
        Assert.Equal(["dead/arrived=2026-11-20/000000000003-000000000003.jsonl"], LakeReader.Keys(_writer.Folder));
    }

    LakeWriter Open() => LakeWriter.Open(_folder.Path, "cloudanalytics serve", _clock);

    void Restart()
    {
        _writer.Dispose();
        _writer = Open();
    }

    async Task<LakeWriteResult> Commit(Action<LakeCommit> fill)
    {
        using var commit = await _writer.BeginAsync(default);
        fill(commit);
        return commit.Complete();
    }

    void AssertHolds(List<Row> rows, IEnumerable<LakeFile.Segment> files) =>
        Assert.Equal(
            LakeReader.IdsOf(rows),
            files.SelectMany(file => LakeReader.Read(_writer.Folder.Combine(file.Key), "id")).Order(StringComparer.Ordinal));

    static DeadLetter Letter(int offset) =>
        new("every_type", "C:\\logs\\\"a\" & b.log", offset, "no time", Encoding.Latin1.GetBytes($"\0\u00FFraw {offset}\r\n"));
}
