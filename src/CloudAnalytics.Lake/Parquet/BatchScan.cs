using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>One reading of batches by the table function: which columns are wanted, and how far it is.</summary>
/// <remarks>DuckDB calls it from one thread at a time, which need not be the thread that started the statement.</remarks>
sealed class BatchScan(Schema schema, IEnumerable<RecordBatch> batches) : IDisposable
{
    readonly IEnumerator<RecordBatch> _batches = batches.GetEnumerator();
    readonly Arena _repaired = new();
    int[] _ordinals = [];
    RecordBatch? _batch;
    int _next;

    /// <summary>The columns that the function offers.</summary>
    internal Schema Schema { get; } = schema;

    /// <summary>What went wrong inside the enumeration; DuckDB sees its text, the writer rethrows it.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Remembers the failure.</summary>
    /// <returns>True, to stand in an exception filter.</returns>
    internal bool Keep(Exception failure)
    {
        Failure = failure;
        return true;
    }

    /// <summary>Sets which columns, by ordinal, the output vectors stand for.</summary>
    internal void Project(int[] ordinals) => _ordinals = ordinals;

    /// <summary>Fills the output with the next slice of rows; none is the end.</summary>
    internal void Fill(nint output)
    {
        while (_batch is null || _next == _batch.RowCount)
        {
            if (!_batches.MoveNext())
                return;
            _batch = _batches.Current;
            _next = 0;
            Check.That(_batch.Schema == Schema);
        }

        // The chunk before is consumed: DuckDB asks for the next one only then.
        _repaired.Clear();
        var count = Math.Min(Limits.VectorRows, _batch.RowCount - _next);
        for (var i = 0; i < _ordinals.Length; i++)
        {
            var vector = NativeMethods.duckdb_data_chunk_get_vector(output, (ulong)i);
            VectorCopy.Copy(_batch.Columns[_ordinals[i]], _next, count, vector, _repaired);
        }

        NativeMethods.duckdb_data_chunk_set_size(output, (ulong)count);
        _next += count;
    }

    public void Dispose() => _batches.Dispose();
}
