using System.Runtime.CompilerServices;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Stores;

/// <summary>Objects as files below a folder.</summary>
/// <remarks>A file being written has a name that is no key, and is renamed when it is whole and on the disk.</remarks>
public sealed class DirectoryStore : IObjectStore
{
    // No key contains it, so a file left over by a process that ended is never listed.
    const string Unfinished = ".unfinished~";

    readonly string _root;
    long _lastUnfinished;

    /// <summary>A store in this folder, which is made when it does not exist.</summary>
    public DirectoryStore(string root)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Directory.CreateDirectory(_root);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        // Names are sorted whole, since '/' sorts between other characters of names.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        var objects = new DirectoryInfo(_root).EnumerateFiles("*", options)
            .Select(file => (Key: Path.GetRelativePath(_root, file.FullName).Replace('\\', '/'), File: file))
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Where(entry => !entry.Key.EndsWith(Unfinished, StringComparison.Ordinal))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal);
        foreach (var (key, file) in objects)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Exists)
                yield return new StoredObject(key, file.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return new(new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new((Stream?)null);
        }
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken) =>
        await PutAsync(PathOf(key), content, (from, to) => Move(from, to, overwrite: true), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return !File.Exists(path) && await PutAsync(path, content, MoveNew, cancellationToken);
    }

    async ValueTask<bool> PutAsync(string path, Stream content, Func<string, string, bool> move, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _lastUnfinished);
        var unfinished = FormattableString.Invariant($"{path}.{Environment.ProcessId}.{number}{Unfinished}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, cancellationToken);
            }

            NativeFile.Flush(unfinished);
            if (!move(unfinished, path))
                return false;
        }
        finally
        {
            File.Delete(unfinished);
        }

        NativeFile.FlushFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    static bool Move(string from, string to, bool overwrite)
    {
        File.Move(from, to, overwrite);
        return true;
    }

    // The system gives the second name to the file only where nothing has it, so of several writers one gets it.
    static bool MoveNew(string from, string to)
    {
        try
        {
            return Move(from, to, overwrite: false);
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // No folder, no object.
        }

        return ValueTask.CompletedTask;
    }

    string PathOf(string key) => Path.Combine(_root, ObjectKey.Checked(key).Replace('/', Path.DirectorySeparatorChar));
}
