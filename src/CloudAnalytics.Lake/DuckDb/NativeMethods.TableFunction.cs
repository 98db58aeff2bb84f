using System.Runtime.InteropServices;

namespace CloudAnalytics.Lake.DuckDb;

/// <summary>The functions of duckdb.h (1.5) that register a table function and serve its callbacks.</summary>
static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint duckdb_create_table_function();

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_table_function(ref nint function);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_table_function_set_name(nint function, string name);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_add_parameter(nint function, nint type);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_bind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_init(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_function(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> fill);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_supports_projection_pushdown(
        nint function, [MarshalAs(UnmanagedType.U1)] bool pushdown);

    [LibraryImport(Library)]
    internal static partial int duckdb_register_table_function(nint connection, nint function);

    [LibraryImport(Library)]
    internal static partial nint duckdb_bind_get_parameter(nint info, ulong index);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_bind_add_result_column(nint info, string name, nint type);

    [LibraryImport(Library)]
    internal static partial void duckdb_bind_set_bind_data(nint info, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library)]
    internal static partial void duckdb_bind_set_cardinality(nint info, ulong rows, [MarshalAs(UnmanagedType.U1)] bool exact);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_bind_set_error(nint info, string error);

    [LibraryImport(Library)]
    internal static partial nint duckdb_init_get_bind_data(nint info);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_init_get_column_count(nint info);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_init_get_column_index(nint info, ulong column);

    [LibraryImport(Library)]
    internal static partial void duckdb_init_set_init_data(nint info, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library)]
    internal static partial void duckdb_init_set_max_threads(nint info, ulong threads);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_init_set_error(nint info, string error);

    [LibraryImport(Library)]
    internal static partial nint duckdb_function_get_init_data(nint info);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_function_set_error(nint info, string error);
}
