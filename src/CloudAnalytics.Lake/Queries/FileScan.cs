using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet;

namespace CloudAnalytics.Lake.Queries;

/// <summary>Parquet files as tables of given columns.</summary>
static class FileScan
{
    /// <summary>A format's files; a column that an older file lacks is null there.</summary>
    internal static string Of(LakeFolder folder, Schema schema, IEnumerable<LakeFile> files) =>
        Of(folder, files.Select(file => file.Key), schema.Fields.Select(field => (field.Name, field.SqlType())));

    /// <summary>Files by their keys. The types are given, so that the engine opens no file before it reads rows.</summary>
    internal static string Of(LakeFolder folder, IEnumerable<string> keys, IEnumerable<(string Name, string Type)> columns)
    {
        var paths = string.Join(", ", keys.Select(key => Sql.Text(folder.Combine(key))));
        var types = string.Join(", ", columns.Select(column =>
            $"{Sql.Text(column.Name)}: {{name: {Sql.Text(column.Name)}, type: '{column.Type}', default_value: NULL}}"));
        return $"read_parquet([{paths}], schema = MAP {{{types}}}, hive_partitioning = false)";
    }

    /// <summary>Files of which each is known to have all columns: the engine is told nothing of them, which is quicker.</summary>
    internal static string OfComplete(LakeFolder folder, IEnumerable<LakeFile> files) =>
        $"read_parquet([{string.Join(", ", files.Select(file => Sql.Text(folder.Combine(file.Key))))}], hive_partitioning = false)";

    /// <summary>No rows of these columns, as a query.</summary>
    internal static string Empty(IEnumerable<(string Name, string Type)> columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"NULL::{column.Type} AS {Sql.Name(column.Name)}"))} WHERE false";
}
