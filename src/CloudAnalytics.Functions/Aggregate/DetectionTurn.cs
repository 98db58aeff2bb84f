using System.Globalization;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Aggregate;

/// <summary>
/// Whose turn it is: detections are evaluated round and round, some in each run. Until when each was judged, and which was the last, is
/// remembered in <c>state/aggregate/detections.json</c>.
/// </summary>
/// <param name="store">The lake.</param>
sealed class DetectionTurn(IObjectStore store)
{
    const string Key = WindowState.Folder + "detections.json";
    const string Last = "last";
    const string Judged = "judged";

    JsonObject _judged = [];
    string? _last;

    /// <summary>Reads what is remembered.</summary>
    internal async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        var state = await WindowState.ReadAsync(store, Key, cancellationToken);
        _judged = state?[Judged]?.DeepClone() as JsonObject ?? [];
        _last = state?[Last]?.ToString();
    }

    /// <summary>All of them, beginning behind the last one.</summary>
    internal IEnumerable<Detection> InTurn(IReadOnlyList<Detection> all)
    {
        var next = 0;
        while (next < all.Count && all[next].Name != _last)
            next++;
        next = next == all.Count ? 0 : next + 1;
        return all.Skip(next).Concat(all.Take(next));
    }

    /// <summary>Until when a detection was judged; null before its first time.</summary>
    internal DateTimeOffset? JudgedUntil(Detection detection) => DateTimeOffset.TryParse(
        _judged[detection.Name]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var until) ? until : null;

    /// <summary>Notes that it was a detection's turn, and until when it is judged if it could be.</summary>
    internal void Note(Detection detection, DateTimeOffset? until)
    {
        _last = detection.Name;
        if (until is { } time)
            _judged[detection.Name] = time.ToString("O", CultureInfo.InvariantCulture);
    }

    /// <summary>Remembers it.</summary>
    internal async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        using var content = WindowState.Content(new JsonObject { [Last] = _last, [Judged] = _judged.DeepClone() });
        await store.PutAsync(Key, content, cancellationToken);
    }
}
