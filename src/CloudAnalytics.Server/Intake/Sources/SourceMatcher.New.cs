using CloudAnalytics.Core;
using CloudAnalytics.Pipeline.Recognition;
using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>Files that hold no log that is known.</summary>
sealed partial class SourceMatcher
{
    // Logs that no commit holds yet, by how they begin: of files with the same content that are first seen together, only one is read.
    readonly Dictionary<(int Length, ulong Hash), TrackedFile> _new = [];

    void PlaceNew(TrackedFile file, ByteReader reader, ReadOnlySpan<byte> head)
    {
        if (!file.IsWanted)
        {
            file.Settle(SourceCondition.Undecided);
            return;
        }

        var beginning = head[..Math.Min(head.Length, Limits.FingerprintHeadBytes)];
        var key = (beginning.Length, Fingerprint.Extend(Fingerprint.NoBytes, beginning));
        if (_new.TryGetValue(key, out var twin) && twin.Source is { IsCommitted: false } && twin != file)
        {
            if (IsPartOf(file, reader, twin))
            {
                SetCopy(file, twin.Source, twin.Path);
                return;
            }

            if (IsPartOf(twin, file, reader))
            {
                Release(twin);
                twin.Settle(SourceCondition.Copy, $"it holds what is read from {file.Path}");
            }
        }

        var isWhole = head.Length < Limits.RecognitionBytesMax && !isFollowing;
        var what = recognizer.Recognize(file.Configuration, head, isWhole);
        if (what.Verdict == Verdict.Undecided)
        {
            // The file may still grow into something; until then it is described by what it is now.
            var now = recognizer.Recognize(file.Configuration, head, isWhole: true);
            file.Settle(now.Verdict == Verdict.Known ? SourceCondition.Undecided : ConditionOf(now.Verdict), now.Reason);
            return;
        }

        if (what.Verdict != Verdict.Known)
        {
            file.Settle(ConditionOf(what.Verdict), what.Reason);
            return;
        }

        var state = SourceRecognizer.StateOf(file, what, head, table.NewId(file.Path, beginning)) with { IsGzip = reader.IsGzip };
        Claim(file, new Source(state, isCommitted: false));
        _new[key] = file;
    }

    static SourceCondition ConditionOf(Verdict verdict) => verdict switch
    {
        Verdict.Empty => SourceCondition.Empty,
        Verdict.Binary => SourceCondition.Binary,
        Verdict.Unknown => SourceCondition.Unknown,
        _ => SourceCondition.Undecided,
    };

    // A compressed file that begins as a plain one is taken to be that one being compressed.
    static bool IsPartOf(TrackedFile file, ByteReader reader, TrackedFile whole) => reader is not PlainReader plain
        ? !whole.Source!.State.IsGzip
        : file.Stat.Size <= whole.Stat.Size && !whole.Source!.State.IsGzip && IsBeginningOf(plain, file.Stat.Size, whole.Path);

    static bool IsPartOf(TrackedFile file, TrackedFile whole, ByteReader wholeReader)
    {
        if (wholeReader.IsGzip)
            return false;
        using var reader = ByteReader.Open(file.Path);
        return reader is not PlainReader plain || (file.Stat.Size <= whole.Stat.Size && IsBeginningOf(plain, file.Stat.Size, whole.Path));
    }
}
