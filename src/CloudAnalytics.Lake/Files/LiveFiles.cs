namespace CloudAnalytics.Lake.Files;

/// <summary>Which files of a listing count, by their names alone. Pure.</summary>
/// <remarks>
/// A file counts unless the commits that it holds lie inside a larger file's of the same folder and kind (it was rolled up and waits to be
/// deleted), or the cut of its format says that the other zone is read. So a row counts exactly once at any instant: a roll-up appears with
/// one rename, a compaction with the cut, and what they replace is deleted only after every reader that listed it is done.
/// </remarks>
public static class LiveFiles
{
    /// <summary>The files that count, in the order of their keys.</summary>
    /// <param name="listing">Data files, listed after the cuts were read.</param>
    /// <param name="cutOf">The cut of a format: rows that arrived before that day are in the archive; null where nothing was
    /// compacted.</param>
    public static IReadOnlyList<LakeFile> Of(IEnumerable<LakeFile> listing, Func<string, DateOnly?> cutOf)
    {
        var live = new List<LakeFile>();
        foreach (var folder in listing.GroupBy(FolderOf).OrderBy(group => group.Key, StringComparer.Ordinal))
            live.AddRange(Uncovered(folder).Where(file => IsRightOfCut(file, cutOf)));
        return live;
    }

    /// <summary>
    /// The files whose rows are all in a larger file of the same folder, and the raw ones behind the cut: readers leave them out.
    /// </summary>
    public static IReadOnlyList<LakeFile> Dead(IEnumerable<LakeFile> listing, Func<string, DateOnly?> cutOf)
    {
        var files = listing.ToList();
        var live = Of(files, cutOf).ToHashSet();
        // An archive file before its cut has moved is on its way to count, and is written again when the compaction is repeated.
        return [.. files.Where(file => !live.Contains(file) && file is not LakeFile.Archived)];
    }

    static string FolderOf(LakeFile file) => file switch
    {
        LakeFile.Segment segment =>
            LakeNames.RawFolder(segment.Format, segment.Arrived) + (segment.IsAtLeastOnce ? LakeNames.AtLeastOnce : ""),
        LakeFile.Archived archived => LakeNames.ArchiveFolder(archived.Format, archived.Happened),
        _ => LakeNames.DeadFolder(file.Day),
    };

    // Sorted by start, the larger first, a file is covered by the last one that was not covered, or by none: ranges nest or are disjoint.
    static IEnumerable<LakeFile> Uncovered(IEnumerable<LakeFile> folder)
    {
        CommitRange? last = null;
        foreach (var file in folder.OrderBy(file => RangeOf(file)?.Lo).ThenByDescending(file => RangeOf(file)?.Hi)
            .ThenBy(file => file.Key, StringComparer.Ordinal))
        {
            if (RangeOf(file) is { } range)
            {
                if (last is { } covering && covering.Covers(range))
                    continue;
                last = range;
            }

            yield return file;
        }
    }

    static CommitRange? RangeOf(LakeFile file) => file switch
    {
        LakeFile.Segment segment => segment.Commits,
        LakeFile.DeadLetters letters => letters.Commits,
        _ => null,
    };

    static bool IsRightOfCut(LakeFile file, Func<string, DateOnly?> cutOf) => file switch
    {
        LakeFile.Segment segment => cutOf(segment.Format) is not { } cut || segment.Arrived >= cut,
        LakeFile.Archived archived => cutOf(archived.Format) is { } cut && archived.Arrived < cut,
        _ => true,
    };
}
