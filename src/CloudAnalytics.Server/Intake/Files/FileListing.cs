using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Intake.Files;

/// <summary>A file that was found.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Stat">What the file system says of it.</param>
/// <param name="Source">The source that names it, or lies beside it.</param>
/// <param name="IsWanted">
/// Whether the source names it; else it only lies in the same folder, where a file that was followed may have been renamed to.
/// </param>
readonly record struct FoundFile(string Path, FileStat Stat, SourceConfiguration Source, bool IsWanted);

/// <summary>Lists the files of the configured sources. Of several sources that name a file the first counts.</summary>
sealed class FileListing
{
    readonly List<(SourceConfiguration Source, PathPattern Pattern)> _sources;
    readonly string _dataFolder;

    /// <summary>A listing for sources.</summary>
    /// <param name="sources">What to list.</param>
    /// <param name="dataFolder">The lake's folder, which is never listed.</param>
    internal FileListing(IEnumerable<SourceConfiguration> sources, string dataFolder)
    {
        _sources = [.. sources.Select(source => (source, PathPattern.Of(source.Path)))];
        _dataFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
    }

    /// <summary>Folders that could not be listed the last time, with the reason.</summary>
    internal Dictionary<string, string> Problems { get; } = new(StringComparer.Ordinal);

    /// <summary>The files there are now, by path.</summary>
    internal Dictionary<string, FoundFile> List()
    {
        var found = new Dictionary<string, FoundFile>(StringComparer.Ordinal);
        Problems.Clear();
        foreach (var (source, pattern) in _sources)
            List(pattern.Folder, source, pattern, found);
        return found;
    }

    void List(string folder, SourceConfiguration source, PathPattern pattern, Dictionary<string, FoundFile> found)
    {
        if (folder == _dataFolder)
            return;
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                // Names that begin with a dot are unfinished copies of other programs (rsync), or not meant to be seen.
                if (entry.Name.StartsWith('.'))
                    continue;
                if ((entry.Attributes & FileAttributes.Directory) == 0)
                    Take(entry.FullName, source, pattern, found);
                else if (pattern.IsDeep && (entry.Attributes & FileAttributes.ReparsePoint) == 0)
                    List(entry.FullName, source, pattern, found);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Problems[folder] = fault.Message;
        }
    }

    static void Take(string path, SourceConfiguration source, PathPattern pattern, Dictionary<string, FoundFile> found)
    {
        var isWanted = pattern.Matches(path) && !source.Skip.Any(skip => PathPattern.NameMatches(skip, Path.GetFileName(path)));
        if (found.TryGetValue(path, out var known) && (known.IsWanted || !isWanted))
            return;
        if (FileStat.Of(path) is { } stat)
            found[path] = new FoundFile(path, stat, source, isWanted);
    }
}
