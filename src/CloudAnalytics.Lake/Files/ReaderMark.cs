using System.Globalization;

namespace CloudAnalytics.Lake.Files;

/// <summary>
/// Says beside the lake's files that somebody reads them for longer than a file that no longer counts stays: the writer, which may be
/// another process, does not delete what a reader may have listed. The name of the mark says all: since when and until when at most.
/// </summary>
sealed class ReaderMark : IDisposable
{
    static long s_last;

    readonly string _path;

    ReaderMark(string path) => _path = path;

    /// <summary>Makes a mark; null where the folder may not be written, as for a reader without that right.</summary>
    /// <param name="folder">The lake.</param>
    /// <param name="now">The time before anything is listed.</param>
    /// <param name="timeMax">How long the reader may take.</param>
    internal static ReaderMark? Make(LakeFolder folder, DateTimeOffset now, TimeSpan timeMax)
    {
        var (from, to) = (now.ToUnixTimeMilliseconds(), (now + timeMax).ToUnixTimeMilliseconds());
        var path = Path.Combine(
            folder.Readers, FormattableString.Invariant($"{from}-{to}-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}"));
        try
        {
            if (!Directory.Exists(folder.Path))
                return null;
            Directory.CreateDirectory(folder.Readers);
            File.Create(path).Dispose();
            return new ReaderMark(path);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Since when the oldest reader reads; null when nobody does. Marks of readers that were killed are deleted.</summary>
    internal static DateTimeOffset? Oldest(LakeFolder folder, DateTimeOffset now)
    {
        long? oldest = null;
        if (!Directory.Exists(folder.Readers))
            return null;
        foreach (var path in Directory.EnumerateFiles(folder.Readers))
        {
            var parts = Path.GetFileName(path).Split('-');
            if (parts.Length < 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to))
                continue;
            if (to < now.ToUnixTimeMilliseconds())
                File.Delete(path);
            else
                oldest = Math.Min(from, oldest ?? from);
        }

        return oldest is { } millis ? DateTimeOffset.FromUnixTimeMilliseconds(millis) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // It ends by its time.
        }
    }
}
