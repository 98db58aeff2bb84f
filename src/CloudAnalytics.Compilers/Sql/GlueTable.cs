using System.Collections.Immutable;
using System.Text;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>A column of a table in the AWS Glue catalogue.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Type">Hive type.</param>
/// <param name="Comment">What the column holds; at most 255 characters, as Glue takes no more.</param>
public sealed record GlueColumn(string Name, string Type, string Comment);

/// <summary>A zone of the lake, which is one table per format.</summary>
/// <param name="Name">Its folder at the lake's root, and the end of the table's name.</param>
/// <param name="Folder">What the folders of its days begin with.</param>
/// <param name="Partition">
/// The partition's column; that of the raw zone cannot be called as its folder is, for that is a column's name.
/// </param>
public sealed record GlueZone(string Name, string Folder, string Partition);

/// <summary>
/// Formats as tables over the lake's Parquet files in S3, for Athena. Each zone is a table; partitions are found by projection, so that no
/// crawler and no partition has to be kept.
/// </summary>
public static class GlueTable
{
    const int CommentCharactersMax = 255;

    /// <summary>The zones.</summary>
    public static ImmutableArray<GlueZone> Zones { get; } = [new("raw", "arrived", "arrived_day"), new("archive", "day", "day")];

    /// <summary>Name of a format's table over a zone.</summary>
    public static string NameOf(Schema schema, GlueZone zone) => $"{schema.Name}_{zone.Name}";

    /// <summary>What a table says about itself.</summary>
    public static string CommentOf(Schema schema) => Shortened(schema.Doc);

    /// <summary>Where a table's files lie.</summary>
    /// <param name="schema">The format.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="bucket">Name of the lake's bucket, or what stands for it.</param>
    public static string LocationOf(Schema schema, GlueZone zone, string bucket) => $"s3://{bucket}/{zone.Name}/{schema.Name}/";

    /// <summary>The properties by which Athena finds the partitions; a range of days, in UTC.</summary>
    public static ImmutableArray<(string Name, string Value)> Projection(GlueZone zone, string location) =>
    [
        ("projection.enabled", "true"),
        ($"projection.{zone.Partition}.type", "date"),
        ($"projection.{zone.Partition}.format", "yyyy-MM-dd"),
        ($"projection.{zone.Partition}.range", "2010-01-01,NOW+2DAYS"),
        ("storage.location.template", $"{location}{zone.Folder}=${'{'}{zone.Partition}{'}'}/"),
    ];

    /// <summary>A format's columns.</summary>
    public static ImmutableArray<GlueColumn> Columns(Schema schema) =>
        [.. schema.Fields.Select(f => new GlueColumn(f.Name, SqlDialect.Athena.TypeOf(f.Type), Shortened(f.Doc)))];

    /// <summary>The statements that make a format's two tables, <c>BUCKET</c> standing for the bucket's name.</summary>
    public static string Ddl(Schema schema) =>
        $"-- {schema.Doc}\n-- Compiled; do not edit. BUCKET stands for the bucket of the lake.\n"
        + string.Join('\n', Zones.Select(zone => Table(schema, zone)));

    static string Table(Schema schema, GlueZone zone)
    {
        var text = new StringBuilder($"CREATE EXTERNAL TABLE IF NOT EXISTS `{NameOf(schema, zone)}` (\n");
        var columns = Columns(schema);
        for (var i = 0; i < columns.Length; i++)
        {
            var separator = i == columns.Length - 1 ? "" : ",";
            text.Append($"    `{columns[i].Name}` {columns[i].Type} COMMENT {Literal(columns[i].Comment)}{separator}\n");
        }

        var location = LocationOf(schema, zone, "BUCKET");
        var properties = Projection(zone, location).Select(p => $"    '{p.Name}' = '{p.Value}'");
        return text.Append($"""
            )
            COMMENT {Literal(CommentOf(schema))}
            PARTITIONED BY (`{zone.Partition}` string)
            STORED AS PARQUET
            LOCATION '{location}'
            TBLPROPERTIES (
            {string.Join(",\n", properties)}
            );

            """).ToString();
    }

    static string Shortened(string text) =>
        text.Length <= CommentCharactersMax ? text : text[..(CommentCharactersMax - 3)] + "...";

    // Hive's literals know the backslash.
    static string Literal(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
