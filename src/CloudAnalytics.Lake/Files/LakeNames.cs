using System.Globalization;

namespace CloudAnalytics.Lake.Files;

/// <summary>The names of the lake's files and folders: the only place that knows them. Pure.</summary>
public static class LakeNames
{
    /// <summary>Folder of fresh rows.</summary>
    public const string Raw = "raw";

    /// <summary>Folder of compacted rows.</summary>
    public const string Archive = "archive";

    /// <summary>Folder of dead letters.</summary>
    public const string Dead = "dead";

    /// <summary>Folder of partial aggregates; derived, may be deleted at any time.</summary>
    public const string Summaries = "summaries";

    /// <summary>Folder of the markers that say up to which day rows are read from the archive.</summary>
    public const string Cut = "cut";

    internal const string AtLeastOnce = ".alo";

    const int DayLength = 10;

    const string ArrivedIs = "arrived=";
    const string DayIs = "day=";

    /// <summary>Folder of a format's rows that arrived on a day.</summary>
    public static string RawFolder(string format, DateOnly arrived) => $"{Raw}/{format}/{ArrivedIs}{Text(arrived)}";

    /// <summary>Folder of a format's compacted rows that happened on a day.</summary>
    public static string ArchiveFolder(string format, DateOnly happened) => $"{Archive}/{format}/{DayIs}{Text(happened)}";

    /// <summary>Folder of the dead letters that arrived on a day.</summary>
    public static string DeadFolder(DateOnly arrived) => $"{Dead}/{ArrivedIs}{Text(arrived)}";

    /// <summary>The marker of a format's cut.</summary>
    public static string CutKey(string format) => $"{Cut}/{format}";

    /// <summary>Name of the summary of a data file: the file's key in one word, and its size.</summary>
    /// <param name="file">The file as listed.</param>
    internal static string SummaryOf(LakeFile file)
    {
        var stem = file.Key[..file.Key.LastIndexOf('.')].Replace('/', '+');
        return string.Create(CultureInfo.InvariantCulture, $"{stem}+{file.Bytes}.parquet");
    }

    /// <summary>A day as names have it: <c>2026-11-21</c>.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Text"/> writes; null for anything else.</summary>
    public static DateOnly? ParseDay(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>What a key names; null for anything that is not a data file of the lake.</summary>
    /// <param name="key">Path below the data folder, with <c>/</c>.</param>
    public static LakeFile? Parse(string key)
    {
        var parts = key.Split('/');
        return parts switch
        {
            [Raw, var format, var folder, var name] when IsFormat(format) => ParseSegment(format, folder, name),
            [Archive, var format, var folder, var name] when IsFormat(format) => ParseArchived(format, folder, name),
            [Dead, var folder, var name] when DayOf(folder, ArrivedIs) is { } arrived && Stem(name, ".jsonl") is { } stem
                && CommitRange.Parse(stem) is { } commits => new LakeFile.DeadLetters(arrived, commits),
            _ => null,
        };
    }

    /// <summary>The end of a day folder's name, where the day stands; something else where it is no day folder.</summary>
    internal static string DayOf(string folder) => folder[^Math.Min(folder.Length, DayLength)..];

    /// <summary>Whether a text can be a format's name: snake case.</summary>
    internal static bool IsFormat(string text) =>
        text.Length > 0 && char.IsAsciiLetterLower(text[0])
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    static LakeFile.Segment? ParseSegment(string format, string folder, string name)
    {
        if (DayOf(folder, ArrivedIs) is not { } arrived || Stem(name, ".parquet") is not { } stem)
            return null;
        var isAtLeastOnce = stem.EndsWith(AtLeastOnce, StringComparison.Ordinal);
        var range = CommitRange.Parse(isAtLeastOnce ? stem[..^AtLeastOnce.Length] : stem);
        return range is { } commits ? new LakeFile.Segment(format, arrived, commits, isAtLeastOnce) : null;
    }

    static LakeFile.Archived? ParseArchived(string format, string folder, string name)
    {
        if (DayOf(folder, DayIs) is not { } happened || Stem(name, ".parquet")?.Split('.', 2) is not { } stem
            || ParseDay(stem[0]) is not { } arrived)
            return null;
        if (stem.Length == 1)
            return new LakeFile.Archived(format, happened, arrived, 0);
        return int.TryParse(stem[1], NumberStyles.None, CultureInfo.InvariantCulture, out var part) && part > 0 && stem[1][0] != '0'
            ? new LakeFile.Archived(format, happened, arrived, part)
            : null;
    }

    static DateOnly? DayOf(string folder, string prefix) =>
        folder.StartsWith(prefix, StringComparison.Ordinal) ? ParseDay(folder.AsSpan(prefix.Length)) : null;

    static string? Stem(string name, string extension) =>
        name.EndsWith(extension, StringComparison.Ordinal) ? name[..^extension.Length] : null;
}
