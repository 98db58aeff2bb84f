namespace CloudAnalytics.Testing;

/// <summary>An empty folder of its own for one test; disposing it deletes it with all it holds.</summary>
sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("cloudanalytics-").FullName;

    public string Path { get; }

    /// <summary>Absolute path of a file or folder in it; nothing is made.</summary>
    public string Combine(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file, with the folders above it, and returns its absolute path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Combine(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
