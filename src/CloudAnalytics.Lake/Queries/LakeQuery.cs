using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Queries;

/// <summary>The rows of a query, a chunk at a time. Belongs to one thread at a time; dispose it to free the engine.</summary>
public sealed class LakeQuery : IDisposable
{
    readonly DuckDbConnection _connection;
    readonly DuckDbResult _result;
    readonly QueryWatch _watch;
    readonly ReaderMark? _mark;
    readonly int _rowsMax;
    int _rows;

    internal LakeQuery(DuckDbConnection connection, DuckDbResult result, QueryWatch watch, ReaderMark? mark, QueryLimits limits)
    {
        _connection = connection;
        _result = result;
        _watch = watch;
        _mark = mark;
        _rowsMax = limits.RowsMax;
    }

    /// <summary>The columns' names; a name may occur twice.</summary>
    public IReadOnlyList<string> ColumnNames => _result.ColumnNames;

    /// <summary>The columns' types.</summary>
    public IReadOnlyList<DuckDbColumnType> ColumnTypes => _result.ColumnTypes;

    /// <summary>Rows of the current chunk.</summary>
    public int RowCount { get; private set; }

    /// <summary>Whether the result was longer than its limit.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Moves to the next chunk; false at the end or at the limit.</summary>
    /// <exception cref="LakeSqlException">The statement failed or ran out of time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool NextChunk()
    {
        RowCount = 0;
        if (IsTruncated)
            return false;
        try
        {
            _watch.ThrowIfOver();
            if (!_result.NextChunk())
                return false;
        }
        catch (DuckDbException failure)
        {
            throw _watch.Explain(failure);
        }

        RowCount = Math.Min(_result.RowCount, _rowsMax - _rows);
        IsTruncated = RowCount < _result.RowCount;
        _rows += RowCount;
        return RowCount > 0;
    }

    /// <summary>A column of the current chunk; rows are numbered from 0 within it.</summary>
    public DuckDbColumn Column(int ordinal) => _result.Column(ordinal);

    /// <summary>A column of the current chunk by its name.</summary>
    public DuckDbColumn Column(string name)
    {
        for (var i = 0; i < ColumnNames.Count; i++)
        {
            if (ColumnNames[i] == name)
                return Column(i);
        }

        throw new ArgumentException($"the result has no column {name}", nameof(name));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch.Dispose();
        _result.Dispose();
        _connection.Dispose();
        _mark?.Dispose();
    }
}
