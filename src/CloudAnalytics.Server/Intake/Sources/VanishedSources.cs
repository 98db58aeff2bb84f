using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Server.Intake.Rounds;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>
/// Forgets logs whose files are gone. When a file went is noted in its checkpoint, so that a restart does not begin the time anew; what
/// comes back within the time, renamed or compressed, is known again, and the note is taken away.
/// </summary>
/// <param name="table">The logs that are known.</param>
/// <param name="time">The clock.</param>
/// <param name="kept">How long a log is known after its file went.</param>
sealed class VanishedSources(SourceTable table, TimeProvider time, TimeSpan kept)
{
    readonly List<Source> _changed = [];
    DateTimeOffset _nextLook;

    /// <summary>Whether something is to be noted or forgotten.</summary>
    internal bool HasWork => _changed.Count > 0;

    /// <summary>Looks which logs have gone, come back, or been gone for long enough. No commit may be in the making.</summary>
    /// <param name="files">The files of the last look at the folders.</param>
    internal void Look(IReadOnlyCollection<TrackedFile> files)
    {
        _changed.Clear();
        var now = time.GetUtcNow();
        _changed.AddRange(table.All.Where(source => source is { File: not null, State.GoneAt: not null }));
        // Whether a file is still somewhere outside of the watched folders costs a call for each: that is not asked each time. While a
        // compressed file is being compared, what it is compared with is needed.
        if (now < _nextLook || files.Any(file => file.Check is not null))
            return;
        var copied = files.Select(file => file.CopyOf).ToHashSet();
        foreach (var source in table.All.Where(source => source.File is null))
        {
            var isGone = !copied.Contains(source) && !File.Exists(source.State.Path);
            if (isGone != source.State.GoneAt is not null || IsOver(source, now))
                _changed.Add(source);
            if (_changed.Count >= Limits.VanishedNotesMax)
                return;
        }

        _nextLook = now + Limits.VanishedInterval;
    }

    /// <summary>Lets the round's commit note and forget what the last look found.</summary>
    internal void AddTo(Round round)
    {
        foreach (var source in _changed.Where(source => source.Next is null).ToList())
        {
            if (IsOver(source, round.Now))
            {
                round.Commit.RemoveCheckpoint(source.State.Checkpoint);
                round.Committed += () => table.Remove(source);
                continue;
            }

            var state = source.State with { GoneAt = source.State.GoneAt is null ? round.Now : null };
            round.Commit.SetCheckpoint(state.Checkpoint, JsonSerializer.SerializeToUtf8Bytes(state, IntakeJson.Default.SourceState));
            round.Committed += () => source.Note(state);
        }
    }

    bool IsOver(Source source, DateTimeOffset now) => source is { File: null, Reader: null, State.GoneAt: { } gone } && now - gone >= kept;
}
