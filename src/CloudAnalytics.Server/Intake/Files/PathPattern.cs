namespace CloudAnalytics.Server.Intake.Files;

/// <summary>A path with wildcards: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders.</summary>
sealed class PathPattern
{
    static readonly char[] s_separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
    static readonly bool s_ignoreCase = OperatingSystem.IsWindows();

    readonly string[] _parts;

    PathPattern(string folder, string[] parts)
    {
        Folder = folder;
        _parts = parts;
    }

    /// <summary>The deepest folder that everything the pattern names lies below, absolute.</summary>
    internal string Folder { get; }

    /// <summary>Whether folders below <see cref="Folder"/> may hold something.</summary>
    internal bool IsDeep => _parts.Length > 1;

    /// <summary>A pattern for a path that the user gave: a folder means everything below it.</summary>
    internal static PathPattern Of(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            return new PathPattern(Path.TrimEndingDirectorySeparator(full), ["**", "*"]);
        var root = Path.GetPathRoot(full)!;
        var parts = full[root.Length..].Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
        var wild = Array.FindIndex(parts, IsWild);
        var plain = wild < 0 ? parts.Length - 1 : wild;
        return new PathPattern(Path.Combine([root, .. parts[..plain]]), parts[plain..]);
    }

    /// <summary>Whether the pattern names this absolute path.</summary>
    internal bool Matches(string path)
    {
        if (path.Length <= Folder.Length + 1 || !path.StartsWith(Folder, Comparison))
            return false;
        var parts = path[Folder.Length..].Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
        return Matches(_parts, parts);
    }

    /// <summary>Whether a name fits a pattern of <c>*</c> and <c>?</c>.</summary>
    internal static bool NameMatches(string pattern, string name) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, s_ignoreCase);

    static StringComparison Comparison => s_ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    static bool IsWild(string part) => part.AsSpan().ContainsAny('*', '?');

    static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> parts)
    {
        if (pattern.IsEmpty)
            return parts.IsEmpty;
        if (pattern[0] != "**")
            return !parts.IsEmpty && NameMatches(pattern[0], parts[0]) && Matches(pattern[1..], parts[1..]);
        for (var skipped = 0; skipped <= parts.Length; skipped++)
        {
            if (Matches(pattern[1..], parts[skipped..]))
                return true;
        }

        return false;
    }
}
