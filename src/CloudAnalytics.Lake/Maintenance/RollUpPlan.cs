using CloudAnalytics.Core;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Maintenance;

/// <summary>Which neighbouring files of a folder are worth making one. Pure.</summary>
/// <remarks>
/// Files are rolled up with files of their size or smaller, <see cref="Limits.RollUpFilesMin"/> at a time: each row is rewritten about once
/// per size class, and a folder has at most about that many files of each class.
/// </remarks>
static class RollUpPlan
{
    // The size classes' upper bounds; a file beyond the last one is finished.
    static readonly long[] s_bounds = [Limits.RollUpBytesMax / 256, Limits.RollUpBytesMax / 16, Limits.RollUpBytesMax / 2];

    /// <summary>The groups to roll up, each a run of neighbours, no file in two; none when there is nothing to gain.</summary>
    /// <param name="folder">The files of one folder and kind that count, in the order of their commits.</param>
    internal static List<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> folder)
        where T : LakeFile
    {
        var groups = new List<IReadOnlyList<T>>();
        List<IReadOnlyList<T>> stretches = [folder];
        // Larger files first: smaller neighbours go with them, instead of being rewritten twice.
        for (var size = s_bounds.Length - 1; size >= 0; size--)
        {
            var lower = size == 0 ? 0 : s_bounds[size - 1];
            var rest = new List<IReadOnlyList<T>>();
            foreach (var run in stretches.SelectMany(stretch => Runs(stretch, s_bounds[size])))
                (IsWorthIt(run, lower) ? groups : rest).Add(run);
            stretches = rest;
        }

        return groups;
    }

    // Enough of the class, or enough to become a finished file.
    static bool IsWorthIt<T>(List<T> run, long lower)
        where T : LakeFile =>
        run.Count(file => file.Bytes >= lower) >= Limits.RollUpFilesMin
        || (run.Count > 1 && run.Sum(file => file.Bytes) >= s_bounds[^1]);

    // Runs of files below the bound, cut where one would become larger than a finished file or hold too many.
    static IEnumerable<List<T>> Runs<T>(IReadOnlyList<T> folder, long bound)
        where T : LakeFile
    {
        var run = new List<T>();
        var bytes = 0L;
        foreach (var file in folder)
        {
            var ends = file.Bytes >= bound || bytes + file.Bytes > Limits.RollUpBytesMax || run.Count == Limits.RollUpFilesMax;
            if (ends && run.Count > 0)
            {
                yield return run;
                (run, bytes) = ([], 0);
            }

            if (file.Bytes >= bound)
                continue;
            run.Add(file);
            bytes += file.Bytes;
        }

        if (run.Count > 0)
            yield return run;
    }
}
