using System.Diagnostics.CodeAnalysis;

namespace CloudAnalytics.Lake.DuckDb;

/// <summary>The rows of one statement, a chunk at a time as the engine makes them.</summary>
/// <remarks>A chunk is valid until the next <see cref="NextChunk"/> or <see cref="Dispose"/>. Belongs to one thread at a time.</remarks>
[SuppressMessage("Usage", "CA2216", Justification = "A finalizer would run beside the thread that still uses the connection.")]
public sealed class DuckDbResult : IDisposable
{
    readonly DuckDbStatement? _statement;
    readonly DuckDbColumnType[] _types;
    readonly string[] _names;
    NativeResult _result;
    nint _chunk;
    bool _disposed;

    internal unsafe DuckDbResult(NativeResult result, DuckDbStatement? statement)
    {
        (_result, _statement) = (result, statement);
        _types = new DuckDbColumnType[NativeMethods.duckdb_column_count(&result)];
        _names = new string[_types.Length];
        for (var i = 0; i < _types.Length; i++)
        {
            _types[i] = DuckDbColumnType.Take(NativeMethods.duckdb_column_logical_type(&result, (ulong)i));
            _names[i] = NativeMethods.Text(NativeMethods.duckdb_column_name(&result, (ulong)i));
        }
    }

    /// <summary>The columns' names as the statement gives them; a name may occur twice.</summary>
    public IReadOnlyList<string> ColumnNames => _names;

    public IReadOnlyList<DuckDbColumnType> ColumnTypes => _types;

    /// <summary>Rows in the current chunk, at most 2048; 0 before the first and after the last.</summary>
    public int RowCount { get; private set; }

    /// <summary>Moves to the next chunk that has rows; false at the end.</summary>
    /// <exception cref="DuckDbException">The statement failed or was interrupted while it made more rows.</exception>
    public unsafe bool NextChunk()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        do
        {
            ReleaseChunk();
            _chunk = NativeMethods.duckdb_fetch_chunk(_result);
            if (_chunk == 0)
            {
                fixed (NativeResult* result = &_result)
                    return NativeMethods.duckdb_result_error(result) is null ? false : throw Failure(result);
            }

            RowCount = (int)NativeMethods.duckdb_data_chunk_get_size(_chunk);
        }
        while (RowCount == 0);
        return true;
    }

    /// <summary>A column of the current chunk.</summary>
    public DuckDbColumn Column(int ordinal)
    {
        ObjectDisposedException.ThrowIf(_chunk == 0, this);
        return new DuckDbColumn(_types[ordinal], NativeMethods.duckdb_data_chunk_get_vector(_chunk, (ulong)ordinal));
    }

    public unsafe void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        ReleaseChunk();
        fixed (NativeResult* result = &_result)
            NativeMethods.duckdb_destroy_result(result);
        _statement?.Dispose();
    }

    /// <summary>What a failed result says.</summary>
    internal static unsafe DuckDbException Failure(NativeResult* result) =>
        new(NativeMethods.Text(NativeMethods.duckdb_result_error(result)), NativeMethods.duckdb_result_error_type(result));

    void ReleaseChunk()
    {
        RowCount = 0;
        if (_chunk != 0)
            NativeMethods.duckdb_destroy_data_chunk(ref _chunk);
        _chunk = 0;
    }
}
