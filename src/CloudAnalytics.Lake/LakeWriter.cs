using System.Text;
using System.Text.Json;
using CloudAnalytics.Lake.Commits;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;

namespace CloudAnalytics.Lake;

/// <summary>The one writer of a lake on disk. Holds the data folder's lock as long as it lives.</summary>
/// <remarks>
/// Rows enter in commits, one at a time. A commit happens as a whole or not at all, together with the checkpoints that say how far its
/// sources were
/// read: a process that goes on from <see cref="ReadCheckpoints"/> after any kill loses no row and stores none twice.
/// </remarks>
public sealed class LakeWriter : IDisposable
{
    // Checkpoints of this name say of a format that rows of it came in a way on which they may come again.
    const string RepeatablePrefix = "repeatable-";

    readonly WriterLock _lock;
    readonly CommitLog _log;
    readonly SemaphoreSlim _gate = new(1, 1);
    readonly Dictionary<string, DateOnly> _floors = new(StringComparer.Ordinal);
    readonly HashSet<string> _repeatable;
    PendingCommit? _unfinished;
    long _lastFile;

    LakeWriter(LakeFolder folder, string command, TimeProvider time, Action<string> beforeStep)
    {
        (Folder, Time) = (folder, time);
        _log = new CommitLog(folder, beforeStep);
        _lock = WriterLock.Take(folder, command, time.GetUtcNow());
        try
        {
            LastCommit = _log.Recover();
            _repeatable = [.. _log.ReadCheckpoints().Keys.Where(name => name.StartsWith(RepeatablePrefix, StringComparison.Ordinal))];
            Repeats = new RepeatCheck(folder, time);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The lake.</summary>
    public LakeFolder Folder { get; }

    /// <summary>Number of the last commit; 0 when there was none.</summary>
    public long LastCommit { get; private set; }

    internal TimeProvider Time { get; }

    /// <summary>Finds rows that are there already.</summary>
    internal RepeatCheck Repeats { get; }

    /// <summary>Opens a lake for writing, makes it when it is not there, and ends what a killed process left unfinished.</summary>
    /// <param name="path">The data folder.</param>
    /// <param name="command">What this process is doing, such as <c>cloudanalytics serve</c>; a second writer is refused with it.</param>
    /// <param name="time">The clock that says which day it is.</param>
    /// <exception cref="LakeLockedException">Another process writes to the folder.</exception>
    /// <exception cref="InvalidDataException">A file that the lake depends on is damaged; the message says which and what to
    /// do.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static LakeWriter Open(string path, string command, TimeProvider time) => Open(path, command, time, static _ => { });

    internal static LakeWriter Open(string path, string command, TimeProvider time, Action<string> beforeStep) =>
        new(new LakeFolder(path), command, time, beforeStep);

    /// <summary>The state of every source as its last commit left it: JSON in UTF-8 by the source's name.</summary>
    public IReadOnlyDictionary<string, byte[]> ReadCheckpoints() => _log.ReadCheckpoints();

    /// <summary>Starts a commit; waits while another one, or the closing of a day, is under way. Dispose it in any case.</summary>
    public async ValueTask<LakeCommit> BeginAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new LakeCommit(this, Finish());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Repeats.Dispose();
        _gate.Dispose();
        _lock.Dispose();
    }

    /// <summary>Runs something while no commit is open.</summary>
    internal async ValueTask BetweenCommitsAsync(Action action, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            action();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>From now on rows that arrive before the day are filed under it: the days before are being compacted.</summary>
    /// <remarks>Called between commits only.</remarks>
    internal void CloseDaysBefore(string format, DateOnly day)
    {
        lock (_floors)
            _floors[format] = day;
    }

    /// <summary>Whether rows of a format may repeat others, also those that are read from files: some were sent before.</summary>
    internal bool IsRepeatable(string format) => _repeatable.Contains(RepeatablePrefix + format);

    /// <summary>The record that rows of a format may repeat others from now on; it is committed with the first of them.</summary>
    internal static PendingCheckpoint RepeatableMark(string format) =>
        new(RepeatablePrefix + format, JsonElement.Parse("true"));

    /// <summary>The day that rows are filed under.</summary>
    internal DateOnly FilingDay(string format, DateOnly arrived)
    {
        lock (_floors)
        {
            if (!_floors.TryGetValue(format, out var floor))
                _floors[format] = floor = Folder.ReadCuts().Of(format) ?? DateOnly.MinValue;
            return arrived < floor ? floor : arrived;
        }
    }

    /// <summary>Makes a commit happen.</summary>
    /// <returns>Null, or why it has not happened.</returns>
    internal LakeWriteResult.Failed? Decide(PendingCommit pending)
    {
        try
        {
            _log.Decide(pending);
        }
        catch (Exception exception) when (WriteFailure.Of(exception) is not null)
        {
            return WriteFailure.Of(exception);
        }

        LastCommit = pending.Commit;
        _repeatable.UnionWith(pending.Checkpoints.Select(checkpoint => checkpoint.Source).Where(name =>
            name.StartsWith(RepeatablePrefix, StringComparison.Ordinal)));
        _unfinished = pending;
        return null;
    }

    /// <summary>Puts the files of the commit that has happened into their places.</summary>
    /// <returns>Null, or why that failed; then the next commit, or the next start, tries again.</returns>
    internal LakeWriteResult.Failed? Finish()
    {
        if (_unfinished is null)
            return null;
        try
        {
            _log.Apply(_unfinished);
            _unfinished = null;
            return null;
        }
        catch (Exception exception) when (WriteFailure.Of(exception) is not null)
        {
            return WriteFailure.Of(exception);
        }
    }

    /// <summary>Deletes a file that will not become part of the lake.</summary>
    internal void Discard(PendingFile file) => _log.Discard(file);

    /// <summary>Ends a commit, written or given up.</summary>
    internal void End() => _gate.Release();

    /// <summary>A file of maintenance in <c>tmp</c>, not made yet.</summary>
    internal TemporaryLakeFile NewFile(string extension)
    {
        var key = FormattableString.Invariant($"tmp/m{Interlocked.Increment(ref _lastFile)}{extension}");
        return new TemporaryLakeFile(Folder.Combine(key), target => _log.Install(new PendingFile(key, target)), File.Delete);
    }

    /// <summary>Moves a format's cut on: readers take rows that arrived before the day from the archive.</summary>
    internal void MoveCut(string format, DateOnly day)
    {
        var path = Folder.Combine(LakeNames.CutKey(format));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _log.Place(Encoding.UTF8.GetBytes(LakeNames.Text(day) + "\n"), path);
        NativeFile.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Deletes a data file, and its folder when it was the last one there.</summary>
    internal void Delete(string key) => _log.Delete(key);
}
