using CloudAnalytics.Core;
using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>Compressed files.</summary>
sealed partial class SourceMatcher
{
    /// <returns>Whether it is settled what the file is, for now.</returns>
    bool PlaceGzip(TrackedFile file, ByteReader reader, int headLength, List<Source> candidates)
    {
        var isIdle = !isFollowing || time.GetUtcNow() - file.ChangedAt >= TimeSpan.FromSeconds(Limits.CutIdleSeconds);
        if (headLength < Limits.FingerprintHeadBytes && reader.Damage is { } damage && !isIdle)
        {
            file.Settle(SourceCondition.Cut, damage);
            return true;
        }

        if (file.Check is { Task.IsCompleted: true })
            return TakeAnswer(file, isIdle);
        // While a log is compressed, it lies beside its copy; which of the two will stay is seen when one is gone.
        if (isFollowing && candidates.FirstOrDefault(source => source.File is not null) is { } placed)
        {
            SetCopy(file, placed, placed.File!.Path);
            return true;
        }

        if (candidates.Count == 0)
            return false;
        file.Check?.Dispose();
        file.Check = GzipCheck.Start((GzipReader)ByteReader.Open(file.Path), candidates, isFollowing);
        if (file.Check.Task.IsCompleted)
            return TakeAnswer(file, isIdle);
        file.Settle(SourceCondition.Undecided, "it is being compared with logs that were read");
        return true;
    }

    static bool TakeAnswer(TrackedFile file, bool isIdle)
    {
        using var check = file.Check!;
        file.Check = null;
        var answer = check.Task.GetAwaiter().GetResult();
        if (answer.Source is { } source)
        {
            if (source.File is null)
                Claim(file, source);
            else
                SetCopy(file, source, source.File.Path);
            return true;
        }

        if (answer.Damage is { } damage && !isIdle)
        {
            file.Settle(SourceCondition.Cut, damage);
            return true;
        }

        if (answer.ShortOf is not { } longer)
            return false;
        SetCopy(file, longer, longer.File?.Path ?? longer.State.Path);
        return true;
    }
}
