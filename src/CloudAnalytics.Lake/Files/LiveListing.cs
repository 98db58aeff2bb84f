namespace CloudAnalytics.Lake.Files;

/// <summary>
/// The files that count, listed again and again by one reader: only what may have changed is read from the disk. Thread safe.
/// </summary>
/// <param name="folder">The lake.</param>
public sealed class LiveListing(LakeFolder folder)
{
    readonly Lock _gate = new();
    readonly Dictionary<string, Archive> _archives = new(StringComparer.Ordinal);

    /// <summary>The files that count now, with their sizes, by format; dead letters under the empty name.</summary>
    public ILookup<string, LakeFile> List()
    {
        // The cuts come first: what they take away from raw is in the archive before they move, and stays in raw for the grace time after.
        var cuts = folder.ReadCuts();
        lock (_gate)
        {
            var listing = folder.ListFormats(LakeNames.Archive).SelectMany(format => ListArchive(format, cuts.Of(format)))
                .Concat(folder.ListFormats(LakeNames.Raw).SelectMany(format => folder.List(LakeNames.Raw, format, cuts.Of(format))))
                .Concat(folder.ListZone(LakeNames.Dead));
            return LiveFiles.Of(listing, cuts.Of).ToLookup(FormatOf, StringComparer.Ordinal);
        }
    }

    /// <summary>The files of one format that count now; those of the others are not looked at.</summary>
    public IReadOnlyList<LakeFile> List(string format)
    {
        var cut = folder.ReadCut(format);
        lock (_gate)
            return LiveFiles.Of([.. ListArchive(format, cut), .. folder.List(LakeNames.Raw, format, cut)], _ => cut);
    }

    /// <summary>Reads everything anew with the next listing: a file of the last one turned out to be gone.</summary>
    public void Forget()
    {
        lock (_gate)
            _archives.Clear();
    }

    // Behind a cut the archive gains nothing, and retention takes away whole days, which changes the folder that holds them.
    IReadOnlyList<LakeFile> ListArchive(string format, DateOnly? cut)
    {
        if (cut is null)
            return [];
        var changed = folder.ChangedAt(LakeNames.Archive, format);
        if (!_archives.TryGetValue(format, out var archive) || archive.Cut != cut || archive.Changed != changed)
            _archives[format] = archive = new Archive(cut.Value, changed, [.. folder.List(LakeNames.Archive, format, null)]);
        return archive.Files;
    }

    static string FormatOf(LakeFile file) => file switch
    {
        LakeFile.Segment segment => segment.Format,
        LakeFile.Archived archived => archived.Format,
        _ => "",
    };

    sealed record Archive(DateOnly Cut, DateTime Changed, IReadOnlyList<LakeFile> Files);
}
