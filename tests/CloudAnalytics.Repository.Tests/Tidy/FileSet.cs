using System.Diagnostics;

namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>The files that a rule looks at: those that git tracks, or texts that stand for them.</summary>
sealed class FileSet
{
    readonly Dictionary<string, TextFile> _files;

    public FileSet(params IEnumerable<TextFile> files)
    {
        _files = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var path in _files.Keys)
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
                Folders.Add(path[..slash]);
    }

    public IEnumerable<TextFile> Files => _files.Values;

    public HashSet<string> Folders { get; } = new(StringComparer.Ordinal);

    public TextFile? Find(string path) => _files.GetValueOrDefault(path);

    public bool Holds(string path) => _files.ContainsKey(path) || Folders.Contains(path);

    /// <summary>
    /// The repository: what git tracks and what it would add. Null outside a git checkout, where nothing tells the product's files from
    /// others.
    /// </summary>
    public static FileSet? Repository { get; } = Read();

    static FileSet? Read()
    {
        var tracked = Git("ls-files", "--stage", "-z");
        var added = Git("ls-files", "--others", "--exclude-standard", "-z");
        if (tracked is null || added is null) return null;
        var files = new List<TextFile>();
        foreach (var entry in tracked)
        {
            // <mode> <object> <stage>TAB<path>
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            if (Load(entry[(tab + 1)..], entry.StartsWith("100755", StringComparison.Ordinal)) is { } file) files.Add(file);
        }

        foreach (var path in added)
            if (Load(path, IsExecutable(path)) is { } file) files.Add(file with { IsTracked = false });
        return new FileSet(files.DistinctBy(file => file.Path));
    }

    static bool IsExecutable(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(RepositoryRoot.Combine(path)) & UnixFileMode.UserExecute) != 0;

    // Deleted but not yet committed: not there. Bytes that are no text (pictures): there, with no content to look at.
    static TextFile? Load(string path, bool isExecutable)
    {
        var full = RepositoryRoot.Combine(path);
        if (!File.Exists(full)) return null;
        var bytes = File.ReadAllBytes(full);
        var isText = !bytes.AsSpan(0, Math.Min(bytes.Length, 8000)).Contains((byte)0);
        return new TextFile(path, isText ? System.Text.Encoding.UTF8.GetString(bytes) : "", isExecutable);
    }

    static string[]? Git(params string[] arguments)
    {
        if (Prerequisites.Find("git") is not { } git) return null;
        // A checkout of another user is read, never run from.
        var start = new ProcessStartInfo(git, ["-c", "safe.directory=*", "-C", RepositoryRoot.Path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
    }
}
