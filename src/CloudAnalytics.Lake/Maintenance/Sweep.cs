using CloudAnalytics.Core;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Maintenance;

/// <summary>Deletes files that no longer count, once every reader that may have listed them is done.</summary>
sealed class Sweep(LakeWriter writer)
{
    // When each file was first found not to count. Lost at a restart, which only delays.
    readonly Dictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);

    /// <summary>Deletes what has not counted for the grace time.</summary>
    /// <returns>Files deleted.</returns>
    internal int Run()
    {
        var now = writer.Time.GetUtcNow();
        var cuts = writer.Folder.ReadCuts();
        var dead = LiveFiles.Dead(writer.Folder.List(), cuts.Of).Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var key in _since.Keys.Where(key => !dead.Contains(key)).ToList())
            _since.Remove(key);
        var deleted = 0;
        // A reader that began after a file had been found not to count has not listed it.
        var oldest = ReaderMark.Oldest(writer.Folder, now) ?? DateTimeOffset.MaxValue;
        foreach (var key in dead)
        {
            if (_since.TryAdd(key, now) || now - _since[key] < Limits.ReaderGrace || oldest <= _since[key])
                continue;
            writer.Delete(key);
            _since.Remove(key);
            deleted++;
        }

        return deleted;
    }
}
