using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Detections;

/// <summary>
/// The table of places in files of this machine. It is read once, and a file again when another has taken its place; one that is wrong
/// then is told of, and what was read before goes on counting. Belongs to one thread at a time.
/// </summary>
public sealed class PlaceFiles : IPlaceSource
{
    readonly Entry[] _entries;
    readonly Action<string> _tell;
    PlaceTable _table;

    PlaceFiles(Entry[] entries, Action<string> tell)
    {
        (_entries, _tell) = (entries, tell);
        _table = TableOf(entries);
    }

    /// <summary>How many networks the files list.</summary>
    public int Networks => _entries.Sum(entry => entry.Read.Networks);

    /// <summary>Reads the files; null when there are none.</summary>
    /// <param name="paths">The files, those that count first in front.</param>
    /// <param name="tell">Told of a file that is wrong later on, in words for administrators.</param>
    /// <exception cref="ConfigurationException">A file is wrong or cannot be read.</exception>
    public static PlaceFiles? Open(ImmutableArray<string> paths, Action<string> tell)
    {
        if (paths.IsEmpty)
            return null;
        try
        {
            return new PlaceFiles([.. paths.Select(path => new Entry(path, StampOf(path), ReadFile(path)))], tell);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{fault.Message} (change the file, or setting 'detections.places')", fault);
        }
    }

    /// <inheritdoc/>
    public ValueTask<PlaceTable> ReadAsync(CancellationToken cancellationToken)
    {
        var isChanged = false;
        foreach (var entry in _entries)
            isChanged |= IsReadAgain(entry);
        if (isChanged)
            _table = TableOf(_entries);
        return ValueTask.FromResult(_table);
    }

    // A file that changed since the last look may still be in the middle of being copied.
    bool IsReadAgain(Entry entry)
    {
        var stamp = StampOf(entry.Path);
        var isStill = stamp == entry.Seen;
        entry.Seen = stamp;
        if (!isStill || stamp == entry.Tried)
            return false;
        entry.Tried = stamp;
        try
        {
            entry.Read = ReadFile(entry.Path);
            return true;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            _tell($"{fault.Message}; the places that were read before go on counting (setting 'detections.places')");
            return false;
        }
    }

    static PlaceTable TableOf(Entry[] entries) => new([.. entries.Select(entry => entry.Read)]);

    static PlaceFile ReadFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var file = PlaceFileReader.Read(stream, path);

        // Reading millions of networks leaves several times what is kept of them, which a server would hold on to for hours.
        if (stream.Position > Limits.PlaceCollectBytes)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return file;
    }

    static (long Bytes, DateTime Written) StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
    }

    sealed class Entry(string path, (long Bytes, DateTime Written) stamp, PlaceFile read)
    {
        internal string Path { get; } = path;

        /// <summary>As it was at the last look.</summary>
        internal (long Bytes, DateTime Written) Seen { get; set; } = stamp;

        /// <summary>As it was when it was read, well or not.</summary>
        internal (long Bytes, DateTime Written) Tried { get; set; } = stamp;

        internal PlaceFile Read { get; set; } = read;
    }
}
