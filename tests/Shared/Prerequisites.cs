namespace CloudAnalytics.Testing;

/// <summary>What a test may need from the machine. Each property is null where it is there, else the reason to skip.</summary>
static class Prerequisites
{
    /// <summary>The real logs beside the checkout.</summary>
    public static string? Samples { get; } =
        Directory.Exists(RepositoryRoot.SamplesPath) ? null : "the real logs are not there: ../shared/samples beside the checkout";

    /// <summary>Chromium with Node.js and playwright-core, which drive the web UI, and axe-core, which judges it.</summary>
    public static string? Chromium { get; } =
        ChromiumPath is null ? "Chromium is not installed (Debian: apt-get install chromium)"
        : NodePath is null ? "Node.js is not installed"
        : Missing("playwright-core", "axe-core") is { } module ? $"{module} is not installed (npm ci)"
        : null;

    /// <summary>Long runs, asked for by <c>scripts/test --full</c>.</summary>
    public static string? Full { get; } = TestRun.IsFull ? null : "takes minutes: run scripts/test --full";

    /// <summary>A program that is not part of .NET, by its name on the PATH.</summary>
    public static string? Program(string name) => Find(name) is null ? $"{name} is not installed" : null;

    /// <summary>Chromium's executable, or null. The variable CHROMIUM overrides the search.</summary>
    public static string? ChromiumPath =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path && File.Exists(path) ? path
        : Find("chromium") ?? Find("chromium-browser") ?? Find("google-chrome");

    static string? Missing(params string[] modules) =>
        modules.FirstOrDefault(module => !Directory.Exists(RepositoryRoot.Combine("node_modules", module)));

    /// <summary>The executable of Node.js, or null.</summary>
    public static string? NodePath => Find("node");

    /// <summary>The first file of this name on the PATH, or null.</summary>
    public static string? Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
