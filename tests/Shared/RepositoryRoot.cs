namespace CloudAnalytics.Testing;

/// <summary>Finds the checkout that the running tests were built from, and what lies beside it.</summary>
static class RepositoryRoot
{
    /// <summary>Absolute path of the folder that holds CloudAnalytics.sln.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    /// <summary>
    /// Real logs beside the checkout; they are never part of it, so they may be absent: see <see cref="SamplesFactAttribute"/>.
    /// </summary>
    public static string SamplesPath { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "..", "shared", "samples"));

    /// <summary>Absolute path of a file or folder of the repository.</summary>
    public static string Combine(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Absolute path of a file or folder among the real logs.</summary>
    public static string Sample(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([SamplesPath, .. parts]);

    /// <summary>A folder that is made for one test and deleted after it.</summary>
    public static TemporaryFolder Temporary() => new();

    static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "CloudAnalytics.sln"))) return folder.FullName;
        throw new InvalidOperationException($"no folder above {start} holds CloudAnalytics.sln: run the tests from a checkout");
    }
}
