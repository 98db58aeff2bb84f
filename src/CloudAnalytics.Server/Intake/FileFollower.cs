using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake.Files;
using CloudAnalytics.Server.Intake.Rounds;
using CloudAnalytics.Server.Intake.Sources;
using CloudAnalytics.Server.Web.Intake;

namespace CloudAnalytics.Server.Intake;

/// <summary>
/// Follows growing files by looking at them again and again: through rename, truncation, copy, compression. One look, one commit.
/// </summary>
sealed class FileFollower
{
    readonly IntakeCore _core;
    readonly FileListing _listing;
    readonly SourceMatcher _matcher;
    readonly Dictionary<Source, FileStat> _doneAt = [];
    readonly Dictionary<Source, FileStat> _idleAt = [];
    readonly HashSet<Source> _draining = [];
    readonly VanishedSources _vanished;

    internal FileFollower(IntakeCore core, IEnumerable<SourceConfiguration> sources)
    {
        _core = core;
        _listing = new FileListing(sources, core.Lake.Folder.Path);
        _matcher = new SourceMatcher(core.Table, new SourceRecognizer(core.Formats), core.Time, isFollowing: true);
        _vanished = new VanishedSources(core.Table, core.Time, TimeSpan.FromDays(core.Configuration.Intake.ForgetDays));
    }

    /// <summary>Files and what became of them, by path, as the last look found them.</summary>
    internal ImmutableArray<SourceSnapshot> Snapshot { get; private set; } = [];

    /// <summary>Finds out which log is in which file. No commit may be in the making.</summary>
    internal void Look()
    {
        _matcher.Update(_listing.List());
        // What was open when its file went away is read to its end: a rotation may have moved the file out of sight.
        foreach (var source in _core.Table.All)
        {
            if (source is { File: null, Reader: not null })
                _draining.Add(source);
        }

        _vanished.Look([.. _matcher.Files.Values]);
    }

    /// <summary>Whether the last look found nothing to do.</summary>
    internal bool IsIdle => !Pending().Any() && _draining.Count == 0 && !_vanished.HasWork;

    /// <summary>Reads what there is, until nothing is left or the round's time is over.</summary>
    internal void Read(Round round)
    {
        ReadPending(round);
        _vanished.AddTo(round);
    }

    void ReadPending(Round round)
    {
        var started = _core.Time.GetTimestamp();
        var sources = Pending().ToList();
        while (sources.Count > 0)
        {
            foreach (var source in sources.ToList())
            {
                if (round.Commit.Failure is not null || _core.Time.GetElapsedTime(started).TotalMilliseconds >= Limits.RoundMs)
                    return;
                if (Turn(round, source) != ReadEnd.More)
                    sources.Remove(source);
            }
        }

        foreach (var source in _draining.ToList())
            Drain(round, source);
    }

    /// <summary>Ends a round: notes what was found, and lets go of what is not active.</summary>
    /// <param name="isSafe">Whether what was read is committed; else all of it is to be read again.</param>
    internal void End(bool isSafe)
    {
        if (!isSafe)
        {
            _doneAt.Clear();
            _idleAt.Clear();
        }

        foreach (var forgotten in _doneAt.Keys.Concat(_idleAt.Keys).Where(source => source.IsForgotten).ToList())
        {
            _doneAt.Remove(forgotten);
            _idleAt.Remove(forgotten);
        }

        IntakeCore.Rest(_core.Table.All, Limits.ActiveSourcesMax);
        Snapshot =
        [
            .. _matcher.Files.Values
                .Where(file => file.IsWanted || file.Source is not null)
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .Select(SnapshotOf),
            .. _listing.Problems.Select(problem => new SourceSnapshot(problem.Key, null, null, 0, problem.Value)),
        ];
    }

    // Logs that were read to their ends before come first: what is new in them must not wait for the backlog of others.
    IEnumerable<Source> Pending() => _matcher.Files.Values
        .Where(file => file.Source is not null && file.Condition != SourceCondition.Unreadable)
        .Select(file => file.Source!)
        .Where(source => !_doneAt.TryGetValue(source, out var done) || done != source.File!.Stat || HasLastLine(source)
            || HasOpenRecord(source))
        .OrderByDescending(_doneAt.ContainsKey);

    // A last line without its line end is taken once nothing is to be expected any more.
    bool HasLastLine(Source source) =>
        !source.State.IsGzip && source.File!.Stat.Size > source.Current.Offset && source.IsCommitted && IsFinished(source);

    // A record of which more lines could follow is over once nothing has come for a while; a state of the file is asked once.
    bool HasOpenRecord(Source source) =>
        !source.State.IsGzip && IsQuiet(source.File!)
        && (source.File!.Stat.Size > source.Current.Offset || source.Parser is { HasOpen: true })
        && (!_idleAt.TryGetValue(source, out var asked) || asked != source.File.Stat);

    bool IsQuiet(TrackedFile file) => _core.Time.GetUtcNow() - file.ChangedAt >= Limits.RecordIdle;

    bool IsFinished(Source source)
    {
        var file = source.File!;
        var now = _core.Time.GetUtcNow();
        return (source.IsRotated && now - file.ChangedAt >= TimeSpan.FromSeconds(Limits.RotatedIdleSeconds))
            || now - file.Stat.Modified >= TimeSpan.FromHours(Limits.AbandonedHours);
    }

    ReadEnd Turn(Round round, Source source)
    {
        var file = source.File!;
        var stat = file.Stat;
        try
        {
            var isQuiet = IsQuiet(file);
            var end = round.Read(source, Limits.TurnBytes, isFinal: source.State.IsGzip || IsFinished(source), isQuiet);
            if (end == ReadEnd.Displaced)
                _matcher.Release(file);
            else if (end == ReadEnd.Done)
                _doneAt[source] = stat;
            if (end == ReadEnd.Done && isQuiet)
                _idleAt[source] = stat;
            if (source.Reader?.Damage is { } damage)
                file.Settle(SourceCondition.Cut, damage);
            return end;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file.Settle(SourceCondition.Unreadable, fault.Message);
            file.IsStale = true;
            return ReadEnd.Done;
        }
    }

    void Drain(Round round, Source source)
    {
        var isOver = source.File is not null || source.Reader is null
            || _core.Time.GetUtcNow() - source.ChangedAt >= TimeSpan.FromSeconds(Limits.RotatedIdleSeconds);
        try
        {
            if (source is { File: null, Reader: not null })
                _ = round.Read(source, Limits.IngestRoundBytes, isFinal: isOver);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            isOver = true;
        }

        if (!isOver)
            return;
        _draining.Remove(source);
        if (source.File is null)
            source.Close();
    }

    static SourceSnapshot SnapshotOf(TrackedFile file)
    {
        if (file.Source?.Current is not { } state)
            return new SourceSnapshot(file.Path, null, file.Stat.Size, 0, file.Problem);
        // How much of a compressed file its decompressed bytes are is not known before its end.
        return new SourceSnapshot(file.Path, state.Format, state.IsGzip ? null : file.Stat.Size, state.Offset, file.Problem);
    }
}
