using System.Globalization;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>Writes record batches to Parquet files through DuckDB.</summary>
/// <remarks>Owns one in-memory database with one thread; not thread safe. Memory is bounded by one row group and one batch.</remarks>
public sealed class ParquetWriter : IDisposable
{
    readonly DuckDbDatabase _database;
    readonly DuckDbConnection _connection;

    public ParquetWriter()
    {
        _database = DuckDbDatabase.OpenInMemory(ParquetSettings.WriterDatabase);
        _connection = _database.Connect();
        BatchFunction.Register(_connection);
    }

    /// <summary>Writes all rows to one file, in order; the columns are those of the schema, in its order.</summary>
    /// <param name="schema">The batches' schema.</param>
    /// <param name="batches">Read once; a batch may be cleared and filled again when the next one is asked for.</param>
    /// <param name="path">The file, replaced if it is there. It is not yet safe on disk.</param>
    /// <param name="keepRaw">Whether <c>raw</c>, the original record, is written; without, it is null. It triples the size.</param>
    /// <param name="onlyDay">Writes only rows that arrived on this day, UTC; null for all.</param>
    /// <returns>Rows written.</returns>
    /// <exception cref="DuckDbException">The file could not be written; what is there of it is garbage.</exception>
    public long Write(Schema schema, IEnumerable<RecordBatch> batches, string path, bool keepRaw = true, DateOnly? onlyDay = null)
    {
        using var scan = new BatchScan(schema, batches);
        var handle = BatchFunction.Open(scan);
        try
        {
            return _connection.Execute(Copy(schema, handle, path, keepRaw, onlyDay));
        }
        catch (DuckDbException exception) when (scan.Failure is not null)
        {
            throw new DuckDbException(exception.Message, scan.Failure);
        }
        finally
        {
            BatchFunction.Close(handle);
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    static string Copy(Schema schema, long handle, string path, bool keepRaw, DateOnly? onlyDay)
    {
        var sql = new StringBuilder("COPY (SELECT ");
        foreach (var field in schema.Fields)
        {
            if (field == CommonFields.Raw && !keepRaw)
                sql.Append("NULL::VARCHAR AS ");
            sql.Append(CultureInfo.InvariantCulture, $"{Sql.Name(field.Name)}, ");
        }

        sql.Length -= 2;
        sql.Append(CultureInfo.InvariantCulture, $" FROM {BatchFunction.Name}({handle})");
        if (onlyDay is { } day)
            sql.Append(CultureInfo.InvariantCulture, $" WHERE arrived::DATE = DATE '{day:yyyy-MM-dd}'");
        sql.Append(CultureInfo.InvariantCulture, $") TO {Sql.Text(path)} ");
        sql.Append(ParquetSettings.SegmentOf(schema));
        return sql.ToString();
    }
}
