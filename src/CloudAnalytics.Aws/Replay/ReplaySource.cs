using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CloudAnalytics.Aws.Kinesis;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Aws.Replay;

/// <summary>An object with records that can be sent again: dead letters of a function, or a batch that Lambda gave up.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Stream">The stream that they came from.</param>
/// <param name="Format">The format of dead letters; null for a batch, whose records tell theirs.</param>
/// <param name="Function">The function that gave them up: index, archive; null where that is not known.</param>
/// <param name="Records">The records, with the places that they had.</param>
public sealed record ReplayObject(
    string Key, string Stream, string? Format, string? Function, IReadOnlyList<RawRecord> Records)
{
    /// <summary>The function that writes to OpenSearch; the other one writes to the archive.</summary>
    public const string Index = "index";

    /// <summary>Whether it is a batch that Lambda gave up.</summary>
    public bool IsBatch => Format is null;
}

/// <summary>Finds what can be sent again.</summary>
/// <param name="lake">The lake, with its <c>dead/</c>.</param>
/// <param name="failed">The bucket of failed batches from its root, with Lambda's <c>aws/lambda/</c>.</param>
public sealed class ReplaySource(IObjectStore lake, IObjectStore failed)
{
    /// <summary>Where Lambda puts batches that it gave up.</summary>
    public const string Batches = "aws/lambda/";

    const string Letters = "dead/";

    /// <summary>Everything that can be sent again; objects are read when they are reached.</summary>
    /// <exception cref="InvalidDataException">An object is neither; the message names it.</exception>
    /// <exception cref="IOException">The store failed.</exception>
    public async IAsyncEnumerable<ReplayObject> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var each in lake.ListAsync(Letters, cancellationToken))
        {
            if (!each.Key.EndsWith(".jsonl", StringComparison.Ordinal))
                continue;
            foreach (var found in ReadLetters(each.Key, await ContentAsync(lake, each.Key, cancellationToken)))
                yield return found;
        }

        await foreach (var each in failed.ListAsync(Batches, cancellationToken))
            yield return ReadBatch(each.Key, await ContentAsync(failed, each.Key, cancellationToken));
    }

    // Letters of one object may be of several formats.
    static IEnumerable<ReplayObject> ReadLetters(string key, byte[] content)
    {
        var function = Known(Path.GetFileNameWithoutExtension(key));
        var letters = new List<(string Stream, string Format, RawRecord Record)>();
        var number = 0;
        foreach (var range in content.AsSpan().Split((byte)'\n'))
        {
            number++;
            if (range.Start.Equals(range.End))
                continue;
            letters.Add(ReadLetter(content.AsMemory(range))
                ?? throw new InvalidDataException(FormattableString.Invariant($"{key}, line {number}, is no dead letter of a stream")));
        }

        return letters.GroupBy(letter => (letter.Stream, letter.Format)).Select(group =>
            new ReplayObject(key, group.Key.Stream, group.Key.Format, function, [.. group.Select(letter => letter.Record)]));
    }

    static (string Stream, string Format, RawRecord Record)? ReadLetter(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var arrived = DateTimeOffset.Parse(root.GetProperty("arrived").GetString()!, CultureInfo.InvariantCulture);
            var record = new RawRecord(
                new Position(root.GetProperty("shard").GetString()!, root.GetProperty("sequence").GetString()!),
                Timestamp.From(arrived),
                root.GetProperty("raw_base64").GetBytesFromBase64(),
                SubSequence: root.GetProperty("sub_sequence").GetInt32(),
                Offset: root.GetProperty("offset").GetInt64());
            return (root.GetProperty("stream").GetString()!, root.GetProperty("format").GetString()!, record);
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException
                or ArgumentNullException)
        {
            return null;
        }
    }

    // docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html: the event stands in payload, as text or as it is.
    static ReplayObject ReadBatch(string key, byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            if (!json.RootElement.TryGetProperty("payload", out var payload))
                throw new InvalidDataException($"{key} has no payload: only a destination in S3 keeps the records");
            var batch = new KinesisEvent();
            batch.Read(System.Text.Encoding.UTF8.GetBytes(
                payload.ValueKind == JsonValueKind.String ? payload.GetString()! : payload.GetRawText()));
            return new ReplayObject(key, batch.Stream, null, FunctionOf(json.RootElement), batch.Records.ToArray());
        }
        catch (Exception exception) when (exception is JsonException or EventException or InvalidOperationException)
        {
            throw new InvalidDataException($"{key} is no batch that Lambda gave up: {exception.Message}", exception);
        }
    }

    // arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION, of which the name ends as the stack's functions do.
    static string? FunctionOf(JsonElement root) =>
        root.TryGetProperty("requestContext", out var context) && context.TryGetProperty("functionArn", out var arn)
            && arn.GetString()?.Split(':') is [_, _, _, _, _, _, var name, ..] ? Known(name) : null;

    static string? Known(string name) => name[(name.LastIndexOf('-') + 1)..] is ReplayObject.Index or "archive"
        ? name[(name.LastIndexOf('-') + 1)..] : null;

    static async ValueTask<byte[]> ContentAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        var stream = await store.OpenAsync(key, cancellationToken) ?? throw new IOException($"{key} went away while it was read");
        await using (stream.ConfigureAwait(false))
        {
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, Limits.StreamCopyBytes, cancellationToken);
            return content.ToArray();
        }
    }
}
