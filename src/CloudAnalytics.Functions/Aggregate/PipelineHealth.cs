using System.Globalization;
using System.Text.Json.Nodes;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Core;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Aggregate;

/// <summary>
/// Counts what the pipeline has put aside since the run before: objects with dead letters, and batches that Lambda gave up. What was
/// counted is remembered in <c>state/aggregate/health.json</c>.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="failed">The bucket that Lambda puts batches into, from its root.</param>
sealed class PipelineHealth(IObjectStore lake, IObjectStore failed)
{
    const string Key = WindowState.Folder + "health.json";
    const string Batches = "aws/lambda/";
    const string Until = "until";
    const string Letters = "dead_letter_objects";

    JsonObject? _next;

    /// <summary>Counts.</summary>
    /// <param name="now">The instant of the run.</param>
    /// <param name="step">How far back the first run looks for batches.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async ValueTask<PublishedValue[]> CountAsync(DateTimeOffset now, TimeSpan step, CancellationToken cancellationToken)
    {
        var before = await WindowState.ReadAsync(lake, Key, cancellationToken);
        var to = now - Limits.FailedBatchDelay;
        var from = DateTimeOffset.TryParse(
            before?[Until]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var last) ? last : to - step;
        var counts = new JsonObject();
        var letters = 0L;
        for (var day = now.UtcDateTime.Date.AddDays(1 - Limits.DeadLetterDaysBack); day <= now.UtcDateTime.Date; day = day.AddDays(1))
        {
            var name = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var count = 0L;
            await foreach (var _ in lake.ListAsync($"dead/arrived={name}/", cancellationToken))
                count++;
            counts[name] = count;

            // What lay there before the first run is no news.
            if (before is not null)
                letters += Math.Max(0, count - ((long?)before[Letters]?[name] ?? 0));
        }

        var batches = 0L;
        await foreach (var (key, _) in failed.ListAsync(Batches, cancellationToken))
            if (TimeOf(key) is { } time && time >= from && time < to) batches++;
        _next = new JsonObject { [Until] = to.ToString("O", CultureInfo.InvariantCulture), [Letters] = counts };
        return [new(MetricTable.DeadLetterObjects, null, letters), new(MetricTable.FailedBatches, null, batches)];
    }

    /// <summary>Remembers what was counted, once it is published: a run that is killed before counts it again.</summary>
    internal async ValueTask RememberAsync(CancellationToken cancellationToken)
    {
        using var content = WindowState.Content(_next!);
        await lake.PutAsync(Key, content, cancellationToken);
    }

    // docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html: <shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>.
    static DateTimeOffset? TimeOf(string key)
    {
        const string Format = "yyyy-MM-ddTHH.mm.ss";
        var name = key[(key.LastIndexOf('/') + 1)..];
        return name.Length >= Format.Length && DateTimeOffset.TryParseExact(
            name[..Format.Length], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
