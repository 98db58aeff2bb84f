using System.Collections.Immutable;
using System.Text;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>A column of a table in the AWS Glue catalogue.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Type">Hive type.</param>
/// <param name="Comment">What the column holds; at most 255 characters, as Glue takes no more.</param>
public sealed record GlueColumn(string Name, string Type, string Comment);

/// <summary>
/// Formats as tables over the lake's Parquet files in S3, for Athena. Each zone is a table; partitions are found by projection, so that no
/// crawler and no partition has to be kept.
/// </summary>
public static class GlueTable
{
    const int CommentCharactersMax = 255;

    /// <summary>A format's columns.</summary>
    public static ImmutableArray<GlueColumn> Columns(Schema schema) =>
        [.. schema.Fields.Select(f => new GlueColumn(f.Name, SqlDialect.Athena.TypeOf(f.Type), Shortened(f.Doc)))];

    /// <summary>The statements that make a format's two tables, <c>BUCKET</c> standing for the bucket's name.</summary>
    public static string Ddl(Schema schema) =>
        $"-- {schema.Doc}\n-- Compiled; do not edit. BUCKET stands for the bucket of the lake.\n"
        + Table(schema, "raw", "arrived", "arrived_day") + "\n" + Table(schema, "archive", "day", "day");

    // The partition of the raw zone cannot be called as its folder is, for that is a column's name.
    static string Table(Schema schema, string zone, string folder, string partition)
    {
        var text = new StringBuilder($"CREATE EXTERNAL TABLE IF NOT EXISTS `{schema.Name}_{zone}` (\n");
        var columns = Columns(schema);
        for (var i = 0; i < columns.Length; i++)
        {
            var separator = i == columns.Length - 1 ? "" : ",";
            text.Append($"    `{columns[i].Name}` {columns[i].Type} COMMENT {Literal(columns[i].Comment)}{separator}\n");
        }

        var location = $"s3://BUCKET/{zone}/{schema.Name}/";
        return text.Append($"""
            )
            COMMENT {Literal(Shortened(schema.Doc))}
            PARTITIONED BY (`{partition}` string)
            STORED AS PARQUET
            LOCATION '{location}'
            TBLPROPERTIES (
                'projection.enabled' = 'true',
                'projection.{partition}.type' = 'date',
                'projection.{partition}.format' = 'yyyy-MM-dd',
                'projection.{partition}.range' = '2010-01-01,NOW+2DAYS',
                'storage.location.template' = '{location}{folder}=${'{'}{partition}{'}'}/'
            );

            """).ToString();
    }

    static string Shortened(string text) =>
        text.Length <= CommentCharactersMax ? text : text[..(CommentCharactersMax - 3)] + "...";

    // Hive's literals know the backslash.
    static string Literal(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
