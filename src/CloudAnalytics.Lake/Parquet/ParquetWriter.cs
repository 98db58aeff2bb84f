using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Parquet.Writing;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>Writes record batches to fresh Parquet files.</summary>
/// <remarks>Memory is bounded by one row group.</remarks>
public static class ParquetWriter
{
    const long MicrosPerDay = 86_400_000_000;

    // Bytes of pages and row groups are counted so often.
    const int RowsPerLook = Limits.VectorRows / 8;

    /// <summary>Writes all rows to one file, in order; the columns are those of the schema, in its order.</summary>
    /// <param name="schema">The batches' schema.</param>
    /// <param name="batches">Read once; a batch may be cleared and filled again when the next one is asked for.</param>
    /// <param name="path">The file, replaced if it is there. It is not yet safe on disk.</param>
    /// <param name="keepRaw">Whether <c>raw</c>, the original record, is written; without, it is null. It triples the size.</param>
    /// <param name="onlyDay">Writes only rows that arrived on this day, UTC; null for all.</param>
    /// <returns>Rows written.</returns>
    /// <exception cref="IOException">The file could not be written; what is there of it is garbage.</exception>
    /// <exception cref="RowSourceException">The rows' source broke.</exception>
    public static long Write(Schema schema, IEnumerable<RecordBatch> batches, string path, bool keepRaw = true, DateOnly? onlyDay = null)
    {
        using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var file = new ParquetFile(schema, output);
        file.Begin();
        long rows = 0;
        foreach (var batch in Guarded(batches))
        {
            Check.That(batch.Schema == schema);
            foreach (var (first, count) in Wanted(batch, onlyDay))
            {
                Add(file, batch, first, count, keepRaw);
                rows += count;
            }
        }

        file.End();
        return rows;
    }

    static IEnumerable<RecordBatch> Guarded(IEnumerable<RecordBatch> batches)
    {
        using var source = batches.GetEnumerator();
        while (true)
        {
            try
            {
                if (!source.MoveNext())
                    yield break;
            }
            catch (Exception exception)
            {
                // Whatever it is, it is no failure of the file.
                throw new RowSourceException(exception.Message, exception);
            }

            yield return source.Current;
        }
    }

    static void Add(ParquetFile file, RecordBatch batch, int first, int count, bool keepRaw)
    {
        while (count > 0)
        {
            var some = Math.Min(count, Math.Min(RowsPerLook, file.Room));
            for (var i = 0; i < file.Columns.Length; i++)
            {
                if (file.Columns[i].Field == CommonFields.Raw && !keepRaw)
                    file.Columns[i].AddNulls(some);
                else
                    file.Columns[i].Add(batch.Columns[i], first, some);
            }

            file.EndRows(some);
            first += some;
            count -= some;
        }
    }

    // Runs of rows of the day.
    static List<(int First, int Count)> Wanted(RecordBatch batch, DateOnly? onlyDay)
    {
        if (onlyDay is not { } day)
            return [(0, batch.RowCount)];
        var from = (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * MicrosPerDay;
        var runs = new List<(int First, int Count)>();
        var at = 0;
        while (at < batch.RowCount)
        {
            var first = at;
            while (at < batch.RowCount && IsWithin(batch, at, from))
                at++;
            if (at > first)
                runs.Add((first, at - first));
            else
                at++;
        }

        return runs;
    }

    static bool IsWithin(RecordBatch batch, int row, long from) =>
        new RowReader(batch, row).Get(CommonFields.Arrived)?.Micros is { } arrived && arrived >= from && arrived < from + MicrosPerDay;
}

/// <summary>The source of the rows broke while they were written.</summary>
public sealed class RowSourceException : Exception
{
    public RowSourceException()
    {
    }

    public RowSourceException(string message)
        : base(message)
    {
    }

    public RowSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
