namespace CloudAnalytics.Lake.DuckDb;

/// <summary>A parsed statement that can be asked what it is, and run.</summary>
public sealed class DuckDbStatement : IDisposable
{
    nint _handle;

    internal DuckDbStatement(nint handle) => _handle = handle;

    /// <summary>What the statement does.</summary>
    public DuckDbStatementType Type => NativeMethods.duckdb_prepared_statement_type(Handle);

    /// <summary>How many parameters it wants.</summary>
    public int ParameterCount => (int)NativeMethods.duckdb_nparams(Handle);

    nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>Runs the statement and returns its rows as a stream.</summary>
    /// <exception cref="DuckDbException">It wants other parameters, or failed.</exception>
    public DuckDbResult Run(params ReadOnlySpan<SqlValue> parameters) => Run(parameters, null);

    /// <param name="parameters">The parameters' values in order.</param>
    /// <param name="owned">A statement that the result disposes with itself.</param>
    internal unsafe DuckDbResult Run(ReadOnlySpan<SqlValue> parameters, DuckDbStatement? owned)
    {
        Bind(parameters);
        NativeResult result;
        if (NativeMethods.duckdb_execute_prepared_streaming(Handle, &result) == 0)
            return new DuckDbResult(result, owned);
        var failure = DuckDbResult.Failure(&result);
        NativeMethods.duckdb_destroy_result(&result);
        throw failure;
    }

    public void Dispose()
    {
        if (_handle != 0)
            NativeMethods.duckdb_destroy_prepare(ref _handle);
        _handle = 0;
    }

    void Bind(ReadOnlySpan<SqlValue> parameters)
    {
        if (parameters.Length != ParameterCount)
            throw Wrong($"The statement has {ParameterCount} parameters, {parameters.Length} were given.");
        for (var i = 0; i < parameters.Length; i++)
        {
            var value = parameters[i].ToNative();
            var status = NativeMethods.duckdb_bind_value(Handle, (ulong)i + 1, value);
            NativeMethods.duckdb_destroy_value(ref value);
            if (status != 0)
                throw Wrong($"Parameter {i + 1} does not fit the statement.");
        }
    }

    static DuckDbException Wrong(FormattableString text) => new(FormattableString.Invariant(text), DuckDbErrorKind.InvalidInput);
}
