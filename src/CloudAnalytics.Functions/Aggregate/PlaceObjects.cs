using System.Collections.Immutable;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Aggregate;

/// <summary>
/// The table of places in objects of the lake, below <c>places/</c>. It is read with the first question, and an object again when its size
/// has changed: another table has another.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="names">The objects' names, those that count first in front.</param>
sealed class PlaceObjects(IObjectStore lake, ImmutableArray<string> names) : IPlaceSource
{
    internal const string Folder = "places/";

    readonly Dictionary<string, (long Bytes, PlaceFile File)> _read = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    /// <exception cref="IOException">An object is missing, wrong, or cannot be read: what needs places cannot be evaluated.</exception>
    public async ValueTask<PlaceTable> ReadAsync(CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var each in lake.ListAsync(Folder, cancellationToken))
            sizes[each.Key] = each.Bytes;
        foreach (var key in names.Select(name => Folder + name))
        {
            if (!sizes.TryGetValue(key, out var bytes))
                throw new IOException($"there is no {key} in the lake; put it there, or change the setting 'detections.places'");
            if (!_read.TryGetValue(key, out var known) || known.Bytes != bytes)
                _read[key] = (bytes, await ReadAsync(key, cancellationToken));
        }

        return new PlaceTable([.. names.Select(name => _read[Folder + name].File)]);
    }

    async ValueTask<PlaceFile> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using var stream = await lake.OpenAsync(key, cancellationToken) ?? throw new IOException($"{key} is gone from the lake");
        try
        {
            return PlaceFileReader.Read(stream, key);
        }
        catch (InvalidDataException fault)
        {
            throw new IOException($"{fault.Message} (change the object, or the setting 'detections.places')", fault);
        }
    }
}
