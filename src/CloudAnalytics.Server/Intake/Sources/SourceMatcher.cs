using CloudAnalytics.Core;
using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>
/// Says for each file which log is in it: one that was read before, wherever it was moved, copied or compressed to, a copy of one that is
/// there as well, or a new one. Content decides (<see cref="Fingerprint"/>); path and inode only say what to try first.
/// </summary>
/// <param name="table">The logs that are known.</param>
/// <param name="recognizer">Makes logs of new files.</param>
/// <param name="time">The clock.</param>
/// <param name="isFollowing">Whether files are looked at again and again, so that nothing here may take long; else each is looked at
/// once.</param>
sealed partial class SourceMatcher(SourceTable table, SourceRecognizer recognizer, TimeProvider time, bool isFollowing)
{
    readonly Dictionary<string, TrackedFile> _files = new(StringComparer.Ordinal);

    /// <summary>The files, as the last look found them.</summary>
    internal IReadOnlyDictionary<string, TrackedFile> Files => _files;

    /// <summary>Looks at the files that are new or not as they were. No commit may be in the making.</summary>
    /// <param name="found">All files there are now.</param>
    internal void Update(IReadOnlyDictionary<string, FoundFile> found)
    {
        var now = time.GetUtcNow();
        foreach (var file in _files.Values.Where(file => !found.ContainsKey(file.Path)).ToList())
        {
            Release(file);
            file.Check?.Dispose();
            _files.Remove(file.Path);
        }

        foreach (var each in found.Values)
        {
            if (!_files.TryGetValue(each.Path, out var file))
                _files.Add(each.Path, file = new TrackedFile(each));
            file.Update(each, now);
        }

        foreach (var file in _files.Values.Where(file => file.IsStale && file.Source is not null).ToList())
            Verify(file);
        foreach (var (key, _) in _new.Where(pair => pair.Value.Source is not { IsCommitted: false }).ToList())
            _new.Remove(key);
        var stale = _files.Values.Where(file => NeedsLook(file, now)).ToList();
        if (stale.Count == 0)
            return;
        TryLikely(stale);
        foreach (var file in stale.Where(file => file.Source is null).OrderBy(file => file.Path, StringComparer.Ordinal))
            Look(file, () => Place(file));
    }

    /// <summary>The log is not in the file any more: whatever was a copy of it may now be the only one.</summary>
    internal void Release(TrackedFile file)
    {
        if (file.Source is not { } source)
            return;
        file.Source = null;
        file.IsStale = true;
        source.File = null;
        source.ChangedAt = time.GetUtcNow();
        foreach (var copy in _files.Values.Where(copy => copy.CopyOf == source))
            copy.IsStale = true;
    }

    // Cut files and unreadable ones, and those with a check under way, are looked at although nothing about them changes.
    static bool NeedsLook(TrackedFile file, DateTimeOffset now) => file.Source is null
        && (file.IsStale || file.Check?.Task.IsCompleted == true || file.Condition == SourceCondition.Unreadable
            || (file.Condition == SourceCondition.Cut && now - file.ChangedAt >= TimeSpan.FromSeconds(Limits.CutIdleSeconds)));

    // A file that cannot be read is a fact about the file, and no reason to think that something else is in it.
    static void Look(TrackedFile file, Action look)
    {
        try
        {
            look();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file.Settle(SourceCondition.Unreadable, fault.Message);
            file.IsStale = file.Source is not null;
        }
    }

    // Does the file still hold what it held? A log of which nothing was committed is recognised anew, as its beginning may have changed.
    void Verify(TrackedFile file) => Look(file, () =>
    {
        var source = file.Source!;
        if (!source.IsCommitted || !Holds(file, source))
        {
            Release(file);
            return;
        }

        if (source.Reader is { } reader && (reader.IsGzip || !reader.Opened.IsSameFile(file.Stat)))
            source.Close();
        file.Settle(SourceCondition.Read);
    });

    // Where a log was, and which number its file had, is nearly always where it still is; it only has to be made sure of.
    void TryLikely(List<TrackedFile> stale)
    {
        var byNumber = new Dictionary<(ulong, ulong), TrackedFile>();
        foreach (var file in stale.Where(file => file.Stat.Inode != 0))
            byNumber[(file.Stat.Device, file.Stat.Inode)] = file;
        foreach (var source in table.All.Where(source => source.File is null))
        {
            if (_files.TryGetValue(source.State.Path, out var file) && stale.Contains(file))
                TryClaim(file, source);
            if (source.File is null && byNumber.TryGetValue((source.State.Device, source.State.Inode), out file))
                TryClaim(file, source);
        }
    }

    static void TryClaim(TrackedFile file, Source source) => Look(file, () =>
    {
        if (file.Source is null && Holds(file, source))
            Claim(file, source);
    });

    // Of compressed files only the beginning is looked at: the rest is when it is opened to be read.
    static bool Holds(TrackedFile file, Source source)
    {
        using var reader = ByteReader.Open(file.Path);
        var state = source.State;
        if (reader.IsGzip != state.IsGzip)
            return false;
        if (reader is PlainReader plain)
            return state.Fingerprint.Matches(plain);
        var head = new byte[state.HeadBytes];
        return reader.Read(head) == head.Length && Fingerprint.Extend(Fingerprint.NoBytes, head) == state.HeadHash;
    }

    static void Claim(TrackedFile file, Source source)
    {
        if (source.File is { } other)
        {
            other.Source = null;
            SetCopy(other, source, file.Path);
        }

        // What is open and not this file by its number is a file of before.
        if (source.Reader is { } reader && !reader.Opened.IsSameFile(file.Stat))
            source.Close();
        file.Check?.Dispose();
        file.Check = null;
        file.Source = source;
        source.File = file;
        file.Settle(SourceCondition.Read);
    }

    static void SetCopy(TrackedFile file, Source source, string path)
    {
        file.Settle(SourceCondition.Copy, $"it holds what was read from {path}");
        file.CopyOf = source;
    }

    void Place(TrackedFile file)
    {
        using var reader = ByteReader.Open(file.Path);
        var head = new byte[Limits.RecognitionBytesMax];
        var length = reader.Read(head.AsSpan(0, Limits.FingerprintHeadBytes));
        var candidates = table.WithHead(head.AsSpan(0, length));
        if (reader is PlainReader plain ? PlacePlain(file, plain, candidates) : PlaceGzip(file, reader, length, candidates))
            return;
        if (length == Limits.FingerprintHeadBytes)
            length += reader.Read(head.AsSpan(length));
        PlaceNew(file, reader, head.AsSpan(0, length));
    }

    /// <returns>Whether the file holds a log that is known.</returns>
    static bool PlacePlain(TrackedFile file, PlainReader reader, List<Source> candidates)
    {
        var size = reader.Length;
        var matching = candidates.Where(source => size >= source.State.Offset && source.State.Fingerprint.Matches(reader)).ToList();
        if (matching.Where(source => source.File is null).MaxBy(source => source.State.Offset) is { } lost)
        {
            Claim(file, lost);
            return true;
        }

        if (matching.MaxBy(source => source.State.Offset) is { File: { } read } known)
        {
            // A copy that has more of the log than the file that it was read from: the log goes on here.
            if (size > known.State.Offset && (known.State.IsGzip || read.Stat.Size == known.State.Offset))
                Claim(file, known);
            else
                SetCopy(file, known, read.Path);
            return true;
        }

        foreach (var source in candidates.Where(source => size < source.State.Offset))
        {
            if (source.File is { } whole ? !IsBeginningOf(reader, size, whole.Path) : !WasCopied(file, size, source.State))
                continue;
            SetCopy(file, source, source.File?.Path ?? source.State.Path);
            return true;
        }

        return false;
    }

    // What begins as a log that was read further and is gone: cut off in its place it is a new log, elsewhere an unfinished or older copy,
    // when enough of it is the same.
    static bool WasCopied(TrackedFile file, long size, SourceState state) =>
        file.Path != state.Path
        && !file.Stat.IsSameFile(new FileStat(state.Device, state.Inode, 0, 0))
        && (size >= Limits.FingerprintHeadBytes || state.Heads.Any(head => head.Bytes == size));

    // A copy in the making: its end so far is compared with the same place of the whole.
    static bool IsBeginningOf(PlainReader part, long size, string whole)
    {
        using var other = ByteReader.Open(whole);
        if (other is not PlainReader plain)
            return true;
        var end = new byte[(int)Math.Min(size, Limits.FingerprintTailBytes)];
        var same = new byte[end.Length];
        return part.ReadAt(size - end.Length, end) == end.Length
            && plain.ReadAt(size - end.Length, same) == same.Length
            && end.AsSpan().SequenceEqual(same);
    }
}
