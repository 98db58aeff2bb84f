using System.Diagnostics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>How a field's type is stored in the lake and named in SQL.</summary>
public static class ColumnTypes
{
    /// <summary>The type as DuckDB's SQL names it.</summary>
    public static string SqlType(this Field field) => field.Type switch
    {
        FieldType.Timestamp => "TIMESTAMP",
        FieldType.Keyword or FieldType.Text or FieldType.Ip => "VARCHAR",
        FieldType.Int64 => "BIGINT",
        FieldType.Float64 => "DOUBLE",
        FieldType.Boolean => "BOOLEAN",
        FieldType.KeywordList => "VARCHAR[]",
        FieldType.Map => "MAP(VARCHAR, VARCHAR)",
        _ => throw new UnreachableException(),
    };

    /// <summary>The type as a <c>duckdb_logical_type</c> that the caller destroys.</summary>
    internal static nint NativeType(this Field field) => field.Type switch
    {
        FieldType.Timestamp => NativeMethods.duckdb_create_logical_type(DuckDbType.Timestamp),
        FieldType.Keyword or FieldType.Text or FieldType.Ip => NativeMethods.duckdb_create_logical_type(DuckDbType.Varchar),
        FieldType.Int64 => NativeMethods.duckdb_create_logical_type(DuckDbType.BigInt),
        FieldType.Float64 => NativeMethods.duckdb_create_logical_type(DuckDbType.Double),
        FieldType.Boolean => NativeMethods.duckdb_create_logical_type(DuckDbType.Boolean),
        FieldType.KeywordList => OfText(text => NativeMethods.duckdb_create_list_type(text)),
        FieldType.Map => OfText(text => NativeMethods.duckdb_create_map_type(text, text)),
        _ => throw new UnreachableException(),
    };

    static nint OfText(Func<nint, nint> nest)
    {
        var text = NativeMethods.duckdb_create_logical_type(DuckDbType.Varchar);
        var nested = nest(text);
        NativeMethods.duckdb_destroy_logical_type(ref text);
        return nested;
    }
}
