using System.Globalization;
using System.Text;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DeadLetters;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Tests.Commits;

/// <summary>Stops the writer before each single operation on a file, in each commit and in the recovery after it.</summary>
public sealed class CommitLogTests : IDisposable
{
    const int Commits = 2;
    const int RowsPerCommit = 5;
    const int DiskFull = 28;

    static readonly List<Row> s_rows = Some.Rows(new Random(1), Commits * RowsPerCommit, Some.Noon);

    // In memory where there is such a folder: what is tested is the order of operations, and flushing to a disk takes most of the time.
    readonly DirectoryInfo _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/cloudanalytics-{Guid.NewGuid()}")
        : Directory.CreateTempSubdirectory("cloudanalytics-");
    readonly Clock _clock = new(Some.Noon);
    int _next;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task KillAtAnyStepLosesAndDoublesNothing()
    {
        var steps = await CountSteps();
        Assert.True(steps > Commits * 9, $"only {steps} steps");
        for (var stop = 1; stop <= steps; stop++)
        {
            var path = NewLake();
            await Assert.ThrowsAsync<OperationCanceledException>(() => Ingest(path, KillAt(stop)));
            AssertWhole(path, $"killed at {stop}");
            await Ingest(path, _ => { });
            AssertAll(path, $"killed at {stop}");
        }
    }

    [Fact]
    public async Task KillDuringTheRecoveryFromAKillLosesAndDoublesNothing()
    {
        var steps = await CountSteps();
        for (var stop = 1; stop <= steps; stop += TestRun.Repeats(4, 1))
        {
            for (var again = 1; ; again++)
            {
                var path = NewLake();
                await Assert.ThrowsAsync<OperationCanceledException>(() => Ingest(path, KillAt(stop)));
                var recovered = false;
                try
                {
                    LakeWriter.Open(path, "test", _clock, KillAt(again)).Dispose();
                    recovered = true;
                }
                catch (OperationCanceledException)
                {
                    AssertWhole(path, $"killed at {stop}, again at {again}");
                }

                await Ingest(path, _ => { });
                AssertAll(path, $"killed at {stop}, again at {again}");
                if (recovered)
                    break;
            }
        }
    }

    [Fact]
    public async Task DiskThatIsFullAtAnyStepIsAValueAndNothingHalfIsSeen()
    {
        var steps = await CountSteps();
        var failures = 0;
        for (var full = 1; full <= steps; full++)
        {
            var path = NewLake();
            var step = 0;
            try
            {
                failures += await Ingest(path, _ => ThrowIf(++step == full, new IOException("No space left on device", DiskFull)));
            }
            catch (IOException)
            {
                // The disk was full while the writer was opened.
                await Ingest(path, _ => { });
            }

            // Files of the last commit may have had no space at their places: a start sees to them.
            LakeWriter.Open(path, "test", _clock).Dispose();
            AssertAll(path, $"full at {full}");
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(path, "tmp")));
        }

        Assert.True(failures > Commits, $"only {failures} commits failed");
    }

    [Fact]
    public async Task DiskThatStaysFullFailsEveryCommitUntilThereIsSpace()
    {
        var path = NewLake();
        var isFull = false;
        void FullForData(string step) =>
            ThrowIf(isFull && step.StartsWith("rename raw", StringComparison.Ordinal), new IOException("x", DiskFull));
        using (var writer = LakeWriter.Open(path, "test", _clock, FullForData))
        {
            isFull = true;
            // The decision was made before the renames: the commit has happened, although it is not seen yet.
            Assert.IsType<LakeWriteResult.Written>(await Commit(writer, 0));
            Assert.Empty(LakeReader.Ids(writer.Folder, "every_type"));
            Assert.Equal(LakeFailure.DiskFull, Assert.IsType<LakeWriteResult.Failed>(await Commit(writer, 1)).Kind);
            isFull = false;
            Assert.IsType<LakeWriteResult.Written>(await Commit(writer, 1));
        }

        AssertWhole(path, "space again");
        Assert.Equal(2 * RowsPerCommit, LakeReader.Ids(new LakeFolder(path), "every_type").Count);
    }

    [Fact]
    public async Task FullDiskUnderDuckDbIsAValue()
    {
        using var writer = LakeWriter.Open(NewLake(), "test", _clock);
        File.CreateSymbolicLink(Path.Combine(writer.Folder.Tmp, "000000000001-1.parquet"), "/dev/full");
        var failed = Assert.IsType<LakeWriteResult.Failed>(await Commit(writer, 0));
        Assert.Equal(LakeFailure.DiskFull, failed.Kind);
        Assert.Contains("No space left on device", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(LakeReader.Keys(writer.Folder));
        Assert.Equal(new LakeWriteResult.Written(1, RowsPerCommit), await Commit(writer, 0));
    }

    [Fact]
    public async Task FullDiskUnderDeadLettersIsAValue()
    {
        using var writer = LakeWriter.Open(NewLake(), "test", _clock);
        File.CreateSymbolicLink(Path.Combine(writer.Folder.Tmp, "000000000001-2.jsonl"), "/dev/full");
        Assert.Equal(LakeFailure.DiskFull, Assert.IsType<LakeWriteResult.Failed>(await Commit(writer, 0)).Kind);
        Assert.Empty(LakeReader.Keys(writer.Folder));
        Assert.Equal(new LakeWriteResult.Written(1, RowsPerCommit), await Commit(writer, 0));
    }

    async Task<int> CountSteps()
    {
        var steps = 0;
        await Ingest(NewLake(), _ => steps++);
        return steps;
    }

    string NewLake() => Path.Combine(_folder.FullName, $"lake{_next++}");

    /// <summary>What a host does: goes on from the checkpoint until all rows are in, and tries a failed commit again.</summary>
    async Task<int> Ingest(string path, Action<string> beforeStep)
    {
        using var writer = LakeWriter.Open(path, "test", _clock, beforeStep);
        var failures = 0;
        for (var next = Position(writer); next < Commits;)
        {
            if (await Commit(writer, next) is LakeWriteResult.Written)
                next++;
            else
                failures++;
        }

        return failures;
    }

    static async Task<LakeWriteResult> Commit(LakeWriter writer, int number)
    {
        using var commit = await writer.BeginAsync(default);
        var rows = s_rows.GetRange(number * RowsPerCommit, RowsPerCommit);
        commit.AddRows(Some.Schema, Some.Batches(rows));
        commit.AddDeadLetters([new DeadLetter("every_type", "a.log", number, "no time", "raw"u8.ToArray())]);
        commit.AddRows(Some.Schema, Some.Batches([]), isAtLeastOnce: true);
        commit.SetCheckpoint("source", Encoding.UTF8.GetBytes((number + 1).ToString(CultureInfo.InvariantCulture)));
        return commit.Complete();
    }

    static int Position(LakeWriter writer) =>
        writer.ReadCheckpoints().TryGetValue("source", out var state)
            ? int.Parse(Encoding.UTF8.GetString(state), CultureInfo.InvariantCulture)
            : 0;

    /// <summary>A reader beside a killed writer sees files that are whole, each row once.</summary>
    static void AssertWhole(string path, string context)
    {
        var ids = LakeReader.Ids(new LakeFolder(path), "every_type");
        Assert.True(ids.SequenceEqual(ids.Distinct()), context);
        Assert.True(LakeReader.IdsOf(s_rows).Take(ids.Count).SequenceEqual(ids), context);
    }

    static void AssertAll(string path, string context)
    {
        var folder = new LakeFolder(path);
        Assert.True(LakeReader.IdsOf(s_rows).SequenceEqual(LakeReader.Ids(folder, "every_type")), context);
        var letters = new DeadLetterStore(folder).Read().Select(letter => letter.Letter.Offset);
        Assert.True(letters.SequenceEqual(Enumerable.Range(0, Commits).Select(n => (long)n)), context);
        Assert.False(File.Exists(folder.Combine("checkpoints/pending.json")), context);
    }

    static Action<string> KillAt(int stop)
    {
        var step = 0;
        return _ => ThrowIf(++step >= stop, new OperationCanceledException());
    }

    // A cancellation stands for the end of the process: nothing in the product expects it there.
    static void ThrowIf(bool condition, Exception exception)
    {
        if (condition)
            throw exception;
    }
}
