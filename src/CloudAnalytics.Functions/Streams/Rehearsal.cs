using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Functions.Streams;

/// <summary>
/// Reads a record of message tracking, as an agent sends it, into nothing: by then what the first record takes is loaded. It needs no
/// settings and changes nothing, so that it can begin with the process.
/// </summary>
/// <param name="write">Makes of the rows what the function makes of them, and keeps nothing.</param>
/// <param name="derives">Whether the function writes rows that follow from others too.</param>
sealed class Rehearsal(Action<RecordBatch> write, bool derives) : IBatchSink
{
    // Enough for the record.
    const int InputBytes = 4096;

    /// <summary>The record as an event holds it: in base64, for to encode it would load what nothing else needs.</summary>
    internal static ReadOnlySpan<byte> Record =>
        "eyJkYXRlLXRpbWUiOiIyMDAwLTAxLTAxVDAwOjAwOjAwLjAwMFoiLCJjbGllbnQtaXAiOiIxOTIuMC4yLjEiLCJzZXJ2ZXItaG9zdG5hbWUi"u8
        + "OiJFWCIsInNvdXJjZSI6IlNNVFAiLCJldmVudC1pZCI6IlJFQ0VJVkUiLCJtZXNzYWdlLWlkIjoiPDFAZXhhbXBsZS5jb20+IiwicmVjaXBp"u8
        + "ZW50LWFkZHJlc3MiOiJhQGV4YW1wbGUuY29tO2JAZXhhbXBsZS5jb20iLCJyZWNpcGllbnQtc3RhdHVzIjoiVG87Q2MiLCJ0b3RhbC1ieXRl"u8
        + "cyI6IjEiLCJtZXNzYWdlLXN1YmplY3QiOiIiLCJzZW5kZXItYWRkcmVzcyI6ImNAZXhhbXBsZS5jb20iLCJjdXN0b20tZGF0YSI6IlM6QT0x"u8
        + "In0="u8;

    /// <inheritdoc/>
    public string Name => "rehearsal";

    /// <summary>Reads it.</summary>
    internal void Run()
    {
        RawRecord[] records =
        [
            new(new Position(Name, "1"u8.ToArray()), new Timestamp(0), Record.ToArray(), IsBase64: true),
        ];
        var pipeline = new IngestPipeline(new FormatRecognizer(LogFormats.All), Name, null, [this], InputBytes, derives);
        // Nothing in it waits.
        var reading = pipeline.ProcessAsync(records, CancellationToken.None);
        Check.That(reading.IsCompletedSuccessfully);
    }

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        write(batch);
        return new(WriteResult.Written.Instance);
    }

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        new(WriteResult.Written.Instance);
}
