using System.Buffers;
using System.Text.Json;
using CloudAnalytics.Aws.Replay;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Functions.Replay;

/// <summary>
/// Sends dead letters and batches that Lambda gave up once more, called by hand. The event <c>{"dryRun":false}</c> does it; without that it
/// only counts. Where the time does not suffice the answer says so, and the next call goes on.
/// </summary>
/// <param name="host">Settings, clock, log.</param>
/// <param name="lake">The lake.</param>
/// <param name="failed">The bucket of batches that Lambda gave up, from its root.</param>
/// <param name="documents">OpenSearch; null in a stack without it.</param>
sealed class ReplayFunction(FunctionHost host, IObjectStore lake, IObjectStore failed, IBatchSink? documents) : IFunction
{
    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
        ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken)
    {
        var isDryRun = IsDryRun(payload);
        var folder = Directory.CreateTempSubdirectory("replay-");
        try
        {
            var replay = new StoreReplay(lake, LogFormats.All, folder.FullName, host.Settings.KeepRaw)
            {
                Documents = documents,
                Declared = host.Settings.StreamFormat is { } name ? LogFormats.Find(name) : null,
                Proxies = host.Settings.TrustedProxies,
            };
            var counts = new List<ReplayCount>();
            await foreach (var source in new ReplaySource(lake, failed).ReadAsync(cancellationToken))
            {
                if (!invocation.HasTime(host.Time))
                    return Answer(counts, isDryRun, isComplete: false);
                counts.Add(await replay.RunAsync(source, isDryRun, cancellationToken));
            }

            return Answer(counts, isDryRun, isComplete: true);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new FunctionException("Replay.Failed", exception.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static bool IsDryRun(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            return !json.RootElement.TryGetProperty("dryRun", out var dryRun) || dryRun.GetBoolean();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FunctionException("Event.NotReplay", "the event must be {\"dryRun\":true}, which counts, or {\"dryRun\":false}");
        }
    }

    static ReadOnlyMemory<byte> Answer(List<ReplayCount> counts, bool isDryRun, bool isComplete)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteBoolean("dryRun", isDryRun);
        json.WriteBoolean("complete", isComplete);
        json.WriteNumber("objects", counts.Count);
        json.WriteNumber("found", counts.Sum(count => (long)count.Found));
        json.WriteNumber("replayed", counts.Sum(count => (long)count.Replayed));
        json.WriteNumber("refused", counts.Sum(count => (long)count.Refused));
        json.WriteNumber("alreadyThere", counts.Sum(count => (long)count.AlreadyThere));
        json.WriteNumber("left", counts.Sum(count => (long)count.Left));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
