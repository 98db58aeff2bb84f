using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Aggregate;

/// <summary>A window that is not published yet.</summary>
/// <param name="Range">The window.</param>
/// <param name="Claims">How often it was taken before.</param>
readonly record struct OpenWindow(TimeRange Range, int Claims);

/// <summary>
/// Which windows are published, as objects: <c>state/aggregate/2026-03-01T12.05.json</c> is written by the run that takes the window, and
/// only where it is not there; <c>-done.json</c> behind the publication. A run that was killed in between has a lease that ends with its
/// deadline, after which the next one takes the window by <c>-2.json</c>, <c>-3.json</c> and so on.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="step">Length of the windows.</param>
sealed class WindowState(IObjectStore store, TimeSpan step)
{
    internal const string Folder = "state/aggregate/";

    const string Done = "done";

    /// <summary>
    /// The closed windows that are not published, oldest first. Where nothing is known, which is at the beginning and after a very long
    /// outage, only the last one.
    /// </summary>
    internal async ValueTask<List<OpenWindow>> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = TimeRange.BucketOf(Timestamp.From(now - Limits.WindowLateness - step), step);
        var first = TimeRange.BucketOf(Timestamp.From(now - Limits.WindowsBack), step);
        var known = new SortedDictionary<long, (int Claims, bool IsDone)>();
        for (var day = first.ToDateTimeOffset().UtcDateTime.Date; day <= now.UtcDateTime.Date; day = day.AddDays(1))
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"{Folder}{day:yyyy-MM-dd}T");
            await foreach (var (key, _) in store.ListAsync(prefix, cancellationToken))
            {
                if (Read(key) is not var (start, mark) || start.Micros < first.Micros)
                    continue;
                var (claims, isDone) = known.GetValueOrDefault(start.Micros);
                known[start.Micros] = mark == Done ? (claims, true)
                    : (Math.Max(claims, int.Parse(mark, CultureInfo.InvariantCulture)), isDone);
            }
        }

        var open = new List<OpenWindow>();
        var micros = step.Ticks / TimeSpan.TicksPerMicrosecond;
        for (var start = known.Count == 0 ? last.Micros : known.Keys.First(); start <= last.Micros; start += micros)
        {
            var (claims, isDone) = known.GetValueOrDefault(start);
            if (!isDone)
                open.Add(new OpenWindow(new TimeRange(new Timestamp(start), new Timestamp(start + micros)), claims));
        }

        return open;
    }

    /// <summary>Takes a window for this run.</summary>
    /// <returns>False when another run has it.</returns>
    internal async ValueTask<bool> TryClaimAsync(
        OpenWindow window, Invocation invocation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (window.Claims > 0 && await LeaseAsync(KeyOf(window.Range, window.Claims), cancellationToken) > now)
            return false;
        var claim = new JsonObject
        {
            ["run"] = invocation.RequestId,
            ["until"] = (invocation.Deadline + Limits.WindowLeaseSlack).ToString("O", CultureInfo.InvariantCulture),
        };
        using var content = Content(claim);
        return await store.PutNewAsync(KeyOf(window.Range, window.Claims + 1), content, cancellationToken);
    }

    /// <summary>Says that a window is published.</summary>
    internal async ValueTask FinishAsync(OpenWindow window, Invocation invocation, int values, CancellationToken cancellationToken)
    {
        using var content = Content(new JsonObject { ["run"] = invocation.RequestId, ["values"] = values });
        await store.PutAsync(KeyOf(window.Range, Done), content, cancellationToken);
    }

    internal static MemoryStream Content(JsonObject value) => new(Encoding.UTF8.GetBytes(value.ToJsonString() + "\n"), writable: false);

    /// <summary>The object of that key; null where there is none, or it is no JSON object.</summary>
    internal static async ValueTask<JsonObject?> ReadAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        var stream = await store.OpenAsync(key, cancellationToken);
        if (stream is null)
            return null;
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                return await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken) as JsonObject;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    async ValueTask<DateTimeOffset> LeaseAsync(string key, CancellationToken cancellationToken)
    {
        var claim = await ReadAsync(store, key, cancellationToken);
        return DateTimeOffset.TryParse(
            claim?["until"]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var until) ? until : default;
    }

    static string KeyOf(TimeRange window, int claim) =>
        KeyOf(window, claim == 1 ? null : claim.ToString(CultureInfo.InvariantCulture));

    static string KeyOf(TimeRange window, string? mark) => string.Create(CultureInfo.InvariantCulture,
        $"{Folder}{window.From.ToDateTimeOffset().UtcDateTime:yyyy-MM-ddTHH.mm}{(mark is null ? "" : "-" + mark)}.json");

    static (Timestamp Start, string Mark)? Read(string key)
    {
        const int Stamp = 16;
        var name = key[Folder.Length..];
        if (name.Length < Stamp || !name.EndsWith(".json", StringComparison.Ordinal)
            || !DateTimeOffset.TryParseExact(name[..Stamp], "yyyy-MM-ddTHH.mm", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var start))
            return null;
        var mark = name[Stamp..^".json".Length];
        mark = mark.Length == 0 ? "1" : mark[1..];
        return mark == Done || int.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? (Timestamp.From(start), mark) : null;
    }
}
