using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Aws.Archive;

/// <summary>
/// Writes rows as Parquet objects of the raw zone, one per format and arrival day, under keys that the records determine. Not thread safe.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="folder">Where files are made before they are stored.</param>
/// <param name="keepRaw">Whether the original records are kept.</param>
public sealed class ArchiveSink(IObjectStore store, string folder, bool keepRaw) : IPlacedSink
{
    static int s_last;

    // Of its own: several sinks, or processes, may share the folder.
    readonly string _path = Path.Combine(
        folder, FormattableString.Invariant($"rows-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}.parquet"));

    /// <inheritdoc/>
    public string Name => "archive";

    /// <summary>Writes rows to a file that is kept nowhere, so that the writer's code is loaded before the first ones come.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="folder">Where files are made.</param>
    public static void Rehearse(RecordBatch batch, string folder)
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"rows-{Environment.ProcessId}-rehearsal.parquet"));
        ParquetWriter.Write(batch.Schema, [batch], path);
        File.Delete(path);
    }

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(RecordBatch batch, BatchOrigin origin, CancellationToken cancellationToken)
    {
        var days = DaysOf(batch);
        try
        {
            foreach (var number in days)
            {
                var day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(number));
                cancellationToken.ThrowIfCancellationRequested();
                ParquetWriter.Write(batch.Schema, [batch], _path, keepRaw, days.Length == 1 ? null : day);
                using var content = Read();
                await store.PutAsync(ObjectKeys.Rows(batch.Schema.Name, day, origin), content, cancellationToken);
            }

            return WriteResult.Written.Instance;
        }
        catch (IOException exception)
        {
            return new WriteResult.Failed(FailureKind.Transient, exception.Message, []);
        }
        finally
        {
            File.Delete(_path);
        }
    }

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken) =>
        throw new NotSupportedException("rows are archived under the name of their records");

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, BatchOrigin origin, CancellationToken cancellationToken) =>
        new(WriteResult.Written.Instance);

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        new(WriteResult.Written.Instance);

    // At once: to wait for it aside would take longer than to read it, and at a cold start much longer.
    MemoryStream Read() => new(File.ReadAllBytes(_path), writable: false);

    // Days since 1970; nearly always one.
    static unsafe long[] DaysOf(RecordBatch batch)
    {
        const long MicrosPerDay = 86_400_000_000;
        var arrived = (Int64Column)batch.Columns[batch.Schema.OrdinalOf(CommonFields.Arrived)];
        long[] days = [];
        var last = long.MinValue;
        for (var row = 0; row < batch.RowCount; row++)
        {
            var day = arrived.Values[row] / MicrosPerDay;
            if (day == last)
                continue;
            last = day;
            if (Array.IndexOf(days, day) < 0)
                days = [.. days, day];
        }

        if (days.Length > 1)
            Array.Sort(days);
        return days;
    }
}
