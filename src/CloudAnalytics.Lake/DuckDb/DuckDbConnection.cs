namespace CloudAnalytics.Lake.DuckDb;

/// <summary>A client of a <see cref="DuckDbDatabase"/>: runs one statement at a time.</summary>
/// <remarks>Only <see cref="Interrupt"/> may be called while another thread is inside a call. One result is open at a time: read or
/// dispose it before the next statement.</remarks>
public sealed class DuckDbConnection : IDisposable
{
    readonly Lock _gate = new();
    nint _handle;

    internal DuckDbConnection(nint handle) => _handle = handle;

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>Runs one or several statements to their end and drops their rows.</summary>
    /// <returns>Rows that the last statement changed or wrote; 0 for one that changes nothing.</returns>
    /// <exception cref="DuckDbException">A statement is wrong or failed; those before it are done.</exception>
    public unsafe long Execute(string sql)
    {
        NativeResult result;
        var status = NativeMethods.duckdb_query(Handle, sql, &result);
        try
        {
            return status == 0 ? (long)NativeMethods.duckdb_rows_changed(&result) : throw DuckDbResult.Failure(&result);
        }
        finally
        {
            NativeMethods.duckdb_destroy_result(&result);
        }
    }

    /// <summary>Runs one statement and returns its rows as a stream.</summary>
    /// <param name="sql">Exactly one statement; parameters are <c>?</c> or <c>$1</c>, <c>$2</c>.</param>
    /// <param name="parameters">The parameters' values in order.</param>
    /// <exception cref="DuckDbException">The statement is wrong, is not one, wants other parameters, or failed.</exception>
    public DuckDbResult Query(string sql, params ReadOnlySpan<SqlValue> parameters)
    {
        var statement = Prepare(sql);
        try
        {
            var result = statement.Run(parameters, statement);
            statement = null;
            return result;
        }
        finally
        {
            statement?.Dispose();
        }
    }

    /// <summary>Runs one statement to its end and returns its rows, which the engine holds: for few rows quicker than a stream.</summary>
    /// <exception cref="DuckDbException">The statement is wrong, or failed.</exception>
    public unsafe DuckDbResult QueryWhole(string sql)
    {
        NativeResult result;
        if (NativeMethods.duckdb_query(Handle, sql, &result) == 0)
            return new DuckDbResult(result, null);
        var failure = DuckDbResult.Failure(&result);
        NativeMethods.duckdb_destroy_result(&result);
        throw failure;
    }

    /// <summary>Parses and binds one statement without running it.</summary>
    /// <exception cref="DuckDbException">The statement is wrong, or there are several, or none.</exception>
    public unsafe DuckDbStatement Prepare(string sql)
    {
        if (NativeMethods.duckdb_prepare(Handle, sql, out var statement) == 0)
            return new DuckDbStatement(statement);
        var text = NativeMethods.Text(NativeMethods.duckdb_prepare_error(statement));
        NativeMethods.duckdb_destroy_prepare(ref statement);
        throw new DuckDbException(text, KindOf(text));
    }

    /// <summary>Stops the statement that runs now, from any thread: it fails with <see cref="DuckDbErrorKind.Interrupt"/>.</summary>
    /// <remarks>Has no effect on a statement that has not started, so a canceller repeats it until the statement has ended.</remarks>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_handle != 0)
                NativeMethods.duckdb_interrupt(_handle);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_handle != 0)
                NativeMethods.duckdb_disconnect(ref _handle);
            _handle = 0;
        }
    }

    // A statement that cannot be prepared has a text only, which starts with the kind.
    static DuckDbErrorKind KindOf(string text) => text.Split(" Error:", 2)[0] switch
    {
        "Parser" => DuckDbErrorKind.Parser,
        "Syntax" => DuckDbErrorKind.Syntax,
        "Binder" => DuckDbErrorKind.Binder,
        "Catalog" => DuckDbErrorKind.Catalog,
        "Conversion" => DuckDbErrorKind.Conversion,
        "IO" => DuckDbErrorKind.Io,
        "INTERRUPT" => DuckDbErrorKind.Interrupt,
        "Permission" => DuckDbErrorKind.Permission,
        "Out of Memory" => DuckDbErrorKind.OutOfMemory,
        _ => DuckDbErrorKind.InvalidInput,
    };
}
