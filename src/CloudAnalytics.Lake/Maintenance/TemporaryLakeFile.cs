namespace CloudAnalytics.Lake.Maintenance;

/// <summary>A file being written in <c>tmp</c> that becomes part of the lake, or is deleted.</summary>
sealed class TemporaryLakeFile(string path, Action<string> install, Action<string> delete) : IDisposable
{
    bool _installed;

    /// <summary>Where it is written.</summary>
    internal string Path { get; } = path;

    /// <summary>Gives it its name, with its content on the disk.</summary>
    internal void Install(string key)
    {
        install(key);
        _installed = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_installed)
            delete(Path);
    }
}
