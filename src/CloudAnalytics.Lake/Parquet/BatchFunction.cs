using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>
/// The table function <c>batch(handle)</c>: the rows of record batches as a table, without a copy in between. A handle is a number that
/// <see cref="Open"/> gives out; any other number is an error of the statement, so no number reaches memory.
/// </summary>
static unsafe class BatchFunction
{
    internal const string Name = "batch";

    static readonly ConcurrentDictionary<long, BatchScan> s_scans = new();
    static long s_lastHandle;

    /// <summary>Makes the function known to a database; once per database, before the first use.</summary>
    internal static void Register(DuckDbConnection connection)
    {
        var function = NativeMethods.duckdb_create_table_function();
        var handle = NativeMethods.duckdb_create_logical_type(DuckDbType.BigInt);
        NativeMethods.duckdb_table_function_set_name(function, Name);
        NativeMethods.duckdb_table_function_add_parameter(function, handle);
        NativeMethods.duckdb_table_function_set_bind(function, &Bind);
        NativeMethods.duckdb_table_function_set_init(function, &Init);
        NativeMethods.duckdb_table_function_set_function(function, &Fill);
        NativeMethods.duckdb_table_function_supports_projection_pushdown(function, true);
        var status = NativeMethods.duckdb_register_table_function(connection.Handle, function);
        NativeMethods.duckdb_destroy_logical_type(ref handle);
        NativeMethods.duckdb_destroy_table_function(ref function);
        if (status != 0)
            throw new DuckDbException($"DuckDB refused the table function {Name}.", DuckDbErrorKind.Internal);
    }

    /// <summary>Gives out the handle of a scan until <see cref="Close"/>.</summary>
    internal static long Open(BatchScan scan)
    {
        var handle = Interlocked.Increment(ref s_lastHandle);
        s_scans[handle] = scan;
        return handle;
    }

    internal static void Close(long handle) => s_scans.TryRemove(handle, out _);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Bind(nint info)
    {
        var parameter = NativeMethods.duckdb_bind_get_parameter(info, 0);
        var handle = NativeMethods.duckdb_get_int64(parameter);
        NativeMethods.duckdb_destroy_value(ref parameter);
        if (!s_scans.TryGetValue(handle, out var scan))
        {
            NativeMethods.duckdb_bind_set_error(info, "batch: there is no batch with this handle");
            return;
        }

        foreach (var field in scan.Schema.Fields)
        {
            var type = ColumnTypes.NativeType(field);
            NativeMethods.duckdb_bind_add_result_column(info, field.Name, type);
            NativeMethods.duckdb_destroy_logical_type(ref type);
        }

        NativeMethods.duckdb_bind_set_bind_data(info, (nint)handle, null);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Init(nint info)
    {
        var handle = NativeMethods.duckdb_init_get_bind_data(info);
        if (!s_scans.TryGetValue(handle, out var scan))
        {
            NativeMethods.duckdb_init_set_error(info, "batch: the batch is closed");
            return;
        }

        var ordinals = new int[NativeMethods.duckdb_init_get_column_count(info)];
        for (var i = 0; i < ordinals.Length; i++)
            ordinals[i] = (int)NativeMethods.duckdb_init_get_column_index(info, (ulong)i);
        scan.Project(ordinals);
        NativeMethods.duckdb_init_set_init_data(info, handle, null);
        // One thread: rows keep their order.
        NativeMethods.duckdb_init_set_max_threads(info, 1);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Fill(nint info, nint output)
    {
        if (!s_scans.TryGetValue(NativeMethods.duckdb_function_get_init_data(info), out var scan))
        {
            NativeMethods.duckdb_function_set_error(info, "batch: the batch is closed");
            return;
        }

        try
        {
            scan.Fill(output);
        }
        catch (Exception exception) when (scan.Keep(exception))
        {
            // No exception may cross into native code: the statement fails, and the writer throws this one on.
            NativeMethods.duckdb_function_set_error(info, exception.Message);
        }
    }
}
