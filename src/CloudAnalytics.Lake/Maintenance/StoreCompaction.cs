using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Lake.Maintenance;

/// <summary>
/// Moves closed days of arrival of a lake in an object store from <c>raw</c> to <c>archive</c>. An object of the archive is never replaced:
/// what a run that was stopped has stored is part of the result, and the rows it has not stored go to further objects. The cut moves on
/// when all rows of a day are there; before, nobody reads them. Rows that come for a day behind the cut are added with the next run; a day
/// to which none came is not read again.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="folder">An empty folder for the files of one day; it is emptied after each.</param>
/// <param name="time">The clock that says which days are closed.</param>
public sealed class StoreCompaction(IObjectStore store, string folder, TimeProvider time)
{
    const string Expired = " expired";

    /// <summary>Bytes of raw files that one file of the archive stands for.</summary>
    internal long ArchiveFileBytes { get; init; } = Limits.ArchiveFileBytes;

    /// <summary>Compacts every closed day of a format, oldest first, and expires fresh objects that are not read any more.</summary>
    /// <param name="format">The format's name.</param>
    /// <param name="done">Takes each day when its rows are all in the archive.</param>
    /// <param name="cancellationToken">Ends it; what was stored is part of the next run's result.</param>
    /// <returns>The cut: fresh rows are read from that day on; null while nothing was compacted.</returns>
    /// <exception cref="IOException">The store failed; the days before are done.</exception>
    /// <exception cref="InvalidDataException">Counts do not agree; the cut stays.</exception>
    public async ValueTask<DateOnly?> RunAsync(string format, Action<CompactedDay> done, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime((time.GetUtcNow() - Limits.StoreDayCloseDelay).UtcDateTime);
        var cut = await ReadCutAsync(format, cancellationToken);
        var days = await ListRawAsync(format, cancellationToken);
        foreach (var (day, raw) in days.TakeWhile(each => each.Key < today))
        {
            var mark = MarkOf(raw);
            var isUnchanged = await ReadStateAsync(format, day, cancellationToken) is { } known
                && known.StartsWith(mark, StringComparison.Ordinal);
            if (isUnchanged && day < cut)
                continue;
            done(await CompactAsync(format, day, raw, cancellationToken));
            if (cut is null || cut <= day)
                cut = await MoveCutAsync(format, day.AddDays(1), cancellationToken);
            await WriteStateAsync(format, day, mark, cancellationToken);
        }

        // Only what this or an earlier run has listed, and found in the archive.
        foreach (var (day, raw) in days.TakeWhile(each => each.Key < today && each.Key < cut?.AddDays(-Limits.RawDaysKept)))
            await ExpireAsync(format, day, raw, cancellationToken);
        return cut;
    }

    /// <summary>The cut of a format, or null.</summary>
    /// <exception cref="InvalidDataException">The marker holds no day.</exception>
    public async ValueTask<DateOnly?> ReadCutAsync(string format, CancellationToken cancellationToken)
    {
        var stream = await store.OpenAsync(LakeNames.CutKey(format), cancellationToken);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        var text = (await reader.ReadToEndAsync(cancellationToken)).Trim();
        return LakeNames.ParseDay(text) ?? throw new InvalidDataException(
            $"{LakeNames.CutKey(format)} holds '{text}' where a day such as 2026-11-21 belongs: restore an older version of the object.");
    }

    async ValueTask<CompactedDay> CompactAsync(
        string format, DateOnly arrived, List<StoredObject> raw, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        try
        {
            var archived = await ListArchivedAsync(format, arrived, cancellationToken);
            var rawFiles = await FetchAsync(raw.ConvertAll(each => each.Key), "raw", cancellationToken);
            var knownFiles = await FetchAsync(archived.ConvertAll(file => file.Key), "known", cancellationToken);
            using var engine = new MaintenanceEngine(new LakeFolder(folder), time, cancellationToken);
            var fresh = new List<(string Path, LakeFile.Archived File)>();
            var (rows, duplicates) = new DayCompaction(engine, ArchiveFileBytes).Run(
                rawFiles, knownFiles, raw.Sum(each => each.Bytes), (happened, part) =>
                {
                    var path = Path.Combine(folder, FormattableString.Invariant($"new-{fresh.Count}.parquet"));
                    fresh.Add((path, new LakeFile.Archived(format, happened, arrived, PartAfter(archived, happened, arrived, part))));
                    return path;
                });
            foreach (var (path, file) in fresh)
                await StoreAsync(path, file.Key, cancellationToken);
            return new CompactedDay(format, arrived, rows, duplicates, fresh.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What is there already keeps its name: the further ones are counted on.
    static int PartAfter(List<LakeFile.Archived> archived, DateOnly happened, DateOnly arrived, int part)
    {
        var last = archived.Where(file => file.Happened == happened && file.Arrived == arrived).Max(file => (int?)file.Part);
        return last is null ? part : last.Value + Math.Max(1, part);
    }

    async ValueTask StoreAsync(string path, string key, CancellationToken cancellationToken)
    {
        var content = new FileStream(path, FileMode.Open, FileAccess.Read);
        await using (content.ConfigureAwait(false))
        {
            // Somebody else's object of this name means that a second compaction runs: one of them gives up, and the next run sorts it out.
            if (!await store.PutNewAsync(key, content, cancellationToken))
                throw new IOException($"{key} was stored by somebody else meanwhile: one compaction at a time.");
        }
    }

    async ValueTask<DateOnly> MoveCutAsync(string format, DateOnly day, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(LakeNames.Text(day) + "\n"));
        await store.PutAsync(LakeNames.CutKey(format), content, cancellationToken);
        return day;
    }

    // What a day's rows were made of when they were last compacted: a day that is unchanged is not read again.
    static string StateKey(string format, DateOnly day) => $"state/compact/{format}/{LakeNames.Text(day)}";

    static string MarkOf(List<StoredObject> raw)
    {
        var text = string.Concat(raw.Select(each => FormattableString.Invariant($"{each.Key} {each.Bytes}\n")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    async ValueTask ExpireAsync(string format, DateOnly day, List<StoredObject> raw, CancellationToken cancellationToken)
    {
        if (await ReadStateAsync(format, day, cancellationToken) is { } state && state.EndsWith(Expired, StringComparison.Ordinal))
            return;
        foreach (var each in raw)
            await store.ExpireAsync(each.Key, cancellationToken);
        await WriteStateAsync(format, day, MarkOf(raw) + Expired, cancellationToken);
    }

    async ValueTask<string?> ReadStateAsync(string format, DateOnly day, CancellationToken cancellationToken)
    {
        var stream = await store.OpenAsync(StateKey(format, day), cancellationToken);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync(cancellationToken)).Trim();
    }

    async ValueTask WriteStateAsync(string format, DateOnly day, string text, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text + "\n"));
        await store.PutAsync(StateKey(format, day), content, cancellationToken);
    }

    async ValueTask<SortedDictionary<DateOnly, List<StoredObject>>> ListRawAsync(string format, CancellationToken cancellationToken)
    {
        var days = new SortedDictionary<DateOnly, List<StoredObject>>();
        await foreach (var each in store.ListAsync($"{LakeNames.Raw}/{format}/", cancellationToken))
        {
            if (each.Key.Split('/') is not [_, _, var day, var name] || !name.EndsWith(".parquet", StringComparison.Ordinal)
                || LakeNames.ParseDay(LakeNames.DayOf(day)) is not { } arrived)
                continue;
            if (!days.TryGetValue(arrived, out var objects))
                days.Add(arrived, objects = []);
            objects.Add(each);
        }

        return days;
    }

    // The days around it, as an event that is delivered twice may arrive on both sides of midnight.
    async ValueTask<List<LakeFile.Archived>> ListArchivedAsync(string format, DateOnly arrived, CancellationToken cancellationToken)
    {
        var files = new List<LakeFile.Archived>();
        await foreach (var each in store.ListAsync($"{LakeNames.Archive}/{format}/", cancellationToken))
        {
            if (LakeNames.Parse(each.Key) is LakeFile.Archived file
                && Math.Abs(file.Arrived.DayNumber - arrived.DayNumber) <= 1)
                files.Add(file);
        }

        return files;
    }

    async ValueTask<List<string>> FetchAsync(List<string> keys, string name, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var key in keys)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{paths.Count:000000}.parquet"));
            var content = await store.OpenAsync(key, cancellationToken) ?? throw new IOException($"{key} went away while it was needed.");
            await using (content.ConfigureAwait(false))
            {
                var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await using (file.ConfigureAwait(false))
                {
                    await content.CopyToAsync(file, cancellationToken);
                }
            }

            paths.Add(path);
        }

        return paths;
    }
}
