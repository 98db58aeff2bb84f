namespace CloudAnalytics.Lake.Files;

/// <summary>A lake on disk: where its parts lie, and what is in them.</summary>
/// <remarks>Holds no state and needs no lock; any number of readers may use it beside the one writer.</remarks>
public sealed class LakeFolder
{
    /// <summary>A lake in this folder, which need not exist.</summary>
    /// <param name="path">The data folder, absolute or below the current directory.</param>
    public LakeFolder(string path) => Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    /// <summary>The data folder's absolute path.</summary>
    public string Path { get; }

    internal string Tmp => Combine("tmp");

    internal string Checkpoints => Combine("checkpoints");

    internal string Lock => Combine("lock");

    internal string Readers => Combine("readers");

    /// <summary>Absolute path of a key.</summary>
    public string Combine(string key) => System.IO.Path.Combine(Path, key.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>The data files that count now, with their sizes, in the order of their keys.</summary>
    public IReadOnlyList<LakeFile> ListLive()
    {
        // In this order: what a cut takes away from raw is in the archive before the cut moves, and stays in raw for the grace time after
        // it.
        var cuts = ReadCuts();
        return LiveFiles.Of(List(), cuts.Of);
    }

    /// <summary>All data files, whether they count or not.</summary>
    public IReadOnlyList<LakeFile> List() => [.. ListZone(LakeNames.Raw), .. ListZone(LakeNames.Archive), .. ListZone(LakeNames.Dead)];

    /// <summary>The data files of one zone.</summary>
    /// <param name="zone"><see cref="LakeNames.Raw"/>, <see cref="LakeNames.Archive"/> or <see cref="LakeNames.Dead"/>.</param>
    public IEnumerable<LakeFile> ListZone(string zone) =>
        zone == LakeNames.Dead ? ListDays(zone) : Folders(zone).SelectMany(ListDays);

    /// <summary>The data files of one format in one zone.</summary>
    public IEnumerable<LakeFile> List(string zone, string format) => List(zone, format, null);

    /// <summary>The data files of one format in one zone, of the days from a first one on.</summary>
    internal IEnumerable<LakeFile> List(string zone, string format, DateOnly? first) => Folders($"{zone}/{format}")
        .Where(day => first is null || string.CompareOrdinal(LakeNames.DayOf(day), LakeNames.Text(first.Value)) >= 0)
        .SelectMany(ListFiles);

    /// <summary>The folders of summaries.</summary>
    internal IEnumerable<string> ListSummaryFolders() => Folders(LakeNames.Summaries);

    /// <summary>Keys of the summaries in a folder of theirs, whether their data files are there or not.</summary>
    internal IEnumerable<string> ListSummaries(string folder) => Names(folder, Directory.EnumerateFiles);

    /// <summary>The formats that have a folder in a zone.</summary>
    internal IEnumerable<string> ListFormats(string zone) => Folders(zone).Select(key => key[(zone.Length + 1)..]);

    /// <summary>When a day was last added to or taken from a format's folder.</summary>
    internal DateTime ChangedAt(string zone, string format) => Directory.GetLastWriteTimeUtc(Combine($"{zone}/{format}"));

    /// <summary>The cuts of all formats.</summary>
    public Cuts ReadCuts()
    {
        var cuts = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        foreach (var key in Names(LakeNames.Cut, Directory.EnumerateFiles))
        {
            var format = key[(key.LastIndexOf('/') + 1)..];
            if (LakeNames.IsFormat(format) && ReadCut(format) is { } cut)
                cuts[format] = cut;
        }

        return new Cuts(cuts);
    }

    /// <summary>The cut of one format; null where nothing of it was compacted.</summary>
    internal DateOnly? ReadCut(string format)
    {
        var path = Combine(LakeNames.CutKey(format));
        if (!File.Exists(path))
            return null;
        var text = File.ReadAllText(path).Trim();
        return LakeNames.ParseDay(text)
            ?? throw new InvalidDataException(
                $"{path} holds '{text}' where a day such as 2026-11-21 belongs: restore it from a backup.");
    }

    IEnumerable<LakeFile> ListDays(string folder) => Folders(folder).SelectMany(ListFiles);

    IEnumerable<LakeFile> ListFiles(string folder)
    {
        foreach (var file in Entries(folder, path => new DirectoryInfo(path).EnumerateFiles()))
        {
            if (LakeNames.Parse($"{folder}/{file.Name}") is { } parsed)
                yield return parsed with { Bytes = file.Length };
        }
    }

    IEnumerable<string> Folders(string folder) => Names(folder, Directory.EnumerateDirectories);

    IEnumerable<string> Names(string folder, Func<string, IEnumerable<string>> list) =>
        Entries(folder, list).Select(path => $"{folder}/{System.IO.Path.GetFileName(path)}");

    // A folder may go away at any time: retention and compaction delete those that have become empty.
    List<T> Entries<T>(string folder, Func<string, IEnumerable<T>> list)
    {
        try
        {
            return [.. list(Combine(folder))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
