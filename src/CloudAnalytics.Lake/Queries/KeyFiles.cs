using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet.Reading;
using Microsoft.Win32.SafeHandles;

namespace CloudAnalytics.Lake.Queries;

/// <summary>
/// Finds the files that may have rows with a value in the column that the archive is sorted by. The engine would open every file for each
/// question, and look at each row group of it; here a file's description is read once, and a Bloom filter costs two small reads. Thread
/// safe.
/// </summary>
/// <param name="folder">The lake.</param>
/// <param name="column">The column, of texts.</param>
sealed class KeyFiles(LakeFolder folder, string column)
{
    readonly ConcurrentDictionary<LakeFile, KeyRanges> _ranges = new();

    /// <summary>For each value the files that may have it, in their order; a file of which nothing is known is among them.</summary>
    internal List<KeyFile>[] Find(IReadOnlyList<LakeFile> files, IReadOnlyList<string> keys)
    {
        Forget(files);
        var values = new (byte[] Bytes, ulong Hash)[keys.Count];
        for (var i = 0; i < keys.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(keys[i]);
            values[i] = (bytes, XxHash64.HashToUInt64(bytes));
        }

        // To share out what one value takes would take longer.
        var answers = new KeyFile?[files.Count][];
        if (values.Length > 1 || files.Any(file => !_ranges.ContainsKey(file)))
            Parallel.For(0, files.Count, i => answers[i] = Ask(files[i], values));
        else
            answers = [.. files.Select(file => Ask(file, values))];
        return [.. keys.Select((_, key) => answers.Select(of => of[key]).OfType<KeyFile>().ToList())];
    }

    /// <summary>Whether all these files are known to have these columns.</summary>
    internal bool Have(IEnumerable<KeyFile> files, IReadOnlyCollection<string> columns) =>
        files.All(of => _ranges.TryGetValue(of.File, out var ranges) && columns.All(ranges.Has));

    KeyFile?[] Ask(LakeFile file, (byte[] Bytes, ulong Hash)[] values)
    {
        SafeFileHandle? handle = null;
        SafeFileHandle Open() =>
            handle ??= File.OpenHandle(folder.Combine(file.Key), share: FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (!_ranges.TryGetValue(file, out var ranges))
                _ranges[file] = ranges = KeyRanges.Read(Open(), column);
            return Array.ConvertAll(values, value =>
                ranges.MayHold(value.Bytes, value.Hash, Open, out var filled) ? new KeyFile(file, filled) : (KeyFile?)null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Gone since it was listed, or damaged: the engine finds that out too, and says it, or its caller lists anew.
            return Array.ConvertAll(values, _ => (KeyFile?)new KeyFile(file, null));
        }
        finally
        {
            handle?.Dispose();
        }
    }

    // Fresh files come and go: what is known of those that are gone must not add up.
    void Forget(IReadOnlyCollection<LakeFile> files)
    {
        if (_ranges.Count <= 2 * files.Count)
            return;
        var live = files.ToHashSet();
        foreach (var file in _ranges.Keys.Where(file => !live.Contains(file)))
            _ranges.TryRemove(file, out _);
    }
}

/// <summary>A file that may have rows with a value of the key.</summary>
/// <param name="File">The file.</param>
/// <param name="Filled">The columns in which such rows may have values; null when nothing is known of the file.</param>
readonly record struct KeyFile(LakeFile File, IReadOnlyList<string>? Filled);
