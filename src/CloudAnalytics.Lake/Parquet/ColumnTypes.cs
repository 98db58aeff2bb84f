using System.Diagnostics;
using CloudAnalytics.Core.Schemas;

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
}
