namespace CloudAnalytics.Lake.DuckDb;

/// <summary>One DuckDB instance: its settings, threads and memory. Connections to it see the same views.</summary>
/// <remarks>Connections may be used from several threads at once, each by one thread at a time; dispose them before the database.</remarks>
public sealed class DuckDbDatabase : IDisposable
{
    nint _handle;

    DuckDbDatabase(nint handle) => _handle = handle;

    /// <summary>The version of the native library, such as <c>v1.5.6</c>.</summary>
    public static unsafe string LibraryVersion
    {
        get
        {
            DuckDbLibrary.Register();
            return NativeMethods.Text(NativeMethods.duckdb_library_version());
        }
    }

    /// <summary>Opens an empty database in memory.</summary>
    /// <param name="settings">DuckDB's settings by name, such as <c>threads</c> or <c>memory_limit</c>.</param>
    /// <exception cref="DuckDbException">A setting is unknown or has a value that DuckDB does not take.</exception>
    public static DuckDbDatabase OpenInMemory(params IEnumerable<KeyValuePair<string, string>> settings)
    {
        DuckDbLibrary.Register();
        if (NativeMethods.duckdb_create_config(out var config) != 0)
            throw new DuckDbException("DuckDB could not allocate its configuration.", DuckDbErrorKind.OutOfMemory);
        try
        {
            // No extension is ever loaded from outside: what the product needs is linked into the library.
            Set(config, "autoinstall_known_extensions", "false");
            Set(config, "autoload_known_extensions", "false");
            foreach (var (name, value) in settings)
                Set(config, name, value);
            return Open(config);
        }
        finally
        {
            NativeMethods.duckdb_destroy_config(ref config);
        }
    }

    /// <summary>Makes a connection: one client that runs one statement at a time.</summary>
    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        return NativeMethods.duckdb_connect(_handle, out var connection) == 0
            ? new DuckDbConnection(connection)
            : throw new DuckDbException("DuckDB could not make a connection.", DuckDbErrorKind.Unknown);
    }

    public void Dispose()
    {
        if (_handle != 0)
            NativeMethods.duckdb_close(ref _handle);
        _handle = 0;
    }

    static unsafe DuckDbDatabase Open(nint config)
    {
        if (NativeMethods.duckdb_open_ext(null, out var database, config, out var error) == 0)
            return new DuckDbDatabase(database);
        throw new DuckDbException(NativeMethods.TakeText(error), DuckDbErrorKind.InvalidInput);
    }

    static void Set(nint config, string name, string value)
    {
        if (NativeMethods.duckdb_set_config(config, name, value) != 0)
            throw new DuckDbException($"DuckDB has no setting '{name}' that takes '{value}'.", DuckDbErrorKind.InvalidInput);
    }
}
