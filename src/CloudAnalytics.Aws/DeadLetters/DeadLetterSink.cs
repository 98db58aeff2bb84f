using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Aws.DeadLetters;

/// <summary>
/// Keeps dead letters as objects of JSON lines, one per arrival day and call, under keys that the records determine. The members are those
/// of a lake on disk and the place in the stream: time (when it arrived, UTC), format, source_file, offset (bytes), reason, raw_base64,
/// stream, shard, sequence, sub_sequence, arrived.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="function">Which function gives records up: index, archive.</param>
public sealed class DeadLetterSink(IObjectStore store, string function) : IPlacedSink
{
    /// <inheritdoc/>
    public string Name => "dead letters";

    /// <summary>Dead letters kept so far.</summary>
    public long Kept { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(
        IReadOnlyList<DeadLetter> letters, BatchOrigin origin, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var day in letters.GroupBy(letter => DayOf(letter.Place!)))
            {
                var lines = new ArrayBufferWriter<byte>();
                foreach (var letter in day)
                    Write(lines, letter);
                using var content = new MemoryStream(lines.WrittenMemory.ToArray(), writable: false);
                await store.PutAsync(ObjectKeys.DeadLetters(day.Key, origin, function), content, cancellationToken);
            }

            Kept += letters.Count;
            return WriteResult.Written.Instance;
        }
        catch (IOException exception)
        {
            return new WriteResult.Failed(FailureKind.Transient, exception.Message, []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        throw new NotSupportedException("dead letters are kept under the name of their records");

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken) => new(WriteResult.Written.Instance);

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(RecordBatch batch, BatchOrigin origin, CancellationToken cancellationToken) =>
        new(WriteResult.Written.Instance);

    static DateOnly DayOf(StreamPlace place) => DateOnly.FromDateTime(TimeOf(place));

    static DateTime TimeOf(StreamPlace place) => DateTime.UnixEpoch.AddMicroseconds(place.Arrived);

    static void Write(ArrayBufferWriter<byte> lines, DeadLetter letter)
    {
        var place = letter.Place!;
        var arrived = TimeOf(place).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        using (var json = new Utf8JsonWriter(lines, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            // When it was refused would differ from delivery to delivery, and so would the object.
            json.WriteString("time", arrived);
            json.WriteString("format", letter.Format);
            json.WriteString("source_file", letter.SourceFile);
            json.WriteNumber("offset", letter.Offset);
            json.WriteString("reason", letter.Reason);
            json.WriteBase64String("raw_base64", letter.Raw.Span);
            json.WriteString("stream", place.Stream);
            json.WriteString("shard", place.Shard);
            json.WriteString("sequence", place.Sequence);
            json.WriteNumber("sub_sequence", place.SubSequence);
            json.WriteString("arrived", arrived);
            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }
}
