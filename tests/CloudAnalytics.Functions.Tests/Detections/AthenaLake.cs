using System.Text.RegularExpressions;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Functions.Tests.Detections;

/// <summary>
/// Stands for Athena over a lake: the tables of the stack over the objects of its raw zone, the views that <c>compact</c> makes, and DuckDB
/// with what it spells otherwise, so that statements are run as they are sent.
/// </summary>
sealed partial class AthenaLake : IDisposable
{
    const string Functions = """
        CREATE MACRO date_add(unit, number, start) AS start + to_seconds(number);
        CREATE MACRO date_format(instant, form) AS strftime(instant, form);
        CREATE MACRO array_join(list, separator) AS array_to_string(list, separator);
        CREATE MACRO slice(list, first, count) AS list_slice(list, first, first + count - 1);
        CREATE MACRO cardinality(list) AS len(list);
        CREATE MACRO element_at(whole, which) AS whole[which];
        """;

    readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    readonly DuckDbConnection _connection;
    readonly string _folder;

    public AthenaLake(string folder)
    {
        _folder = folder;
        _connection = _database.Connect();
        _connection.Execute(Functions);
    }

    /// <summary>The statements that were run.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>A statement's header and rows as Athena returns them: all text.</summary>
    public List<string?[]> Ask(string sql)
    {
        Statements.Add(sql);
        _connection.Execute("SET integer_division = true");
        return Run(InDuckDb(sql));
    }

    /// <summary>The same of a statement in DuckDB's own words.</summary>
    public List<string?[]> AskDuckDb(string sql)
    {
        _connection.Execute("SET integer_division = false");
        return Run(sql);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    List<string?[]> Run(string sql)
    {
        foreach (var schema in LogFormats.Schemas.Where(s => sql.Contains(s.Name, StringComparison.Ordinal)))
            Define(schema);
        using var result = _connection.Query(sql);
        List<string?[]> rows = [[.. result.ColumnNames]];
        while (result.NextChunk())
        {
            for (var row = 0; row < result.RowCount; row++)
                rows.Add([.. Enumerable.Range(0, result.ColumnNames.Count).Select(c => result.Column(c).GetString(row))]);
        }

        return rows;
    }

    void Define(Schema schema)
    {
        var folder = Path.Combine(_folder, "raw", schema.Name);
        var nothing = string.Join(", ", schema.Fields.Select(f => $"CAST(NULL AS {SqlDialect.DuckDb.TypeOf(f.Type)}) AS \"{f.Name}\""));
        var rows = Directory.Exists(folder)
            ? $"SELECT *, regexp_extract(filename, 'arrived=([0-9-]+)', 1) AS arrived_day "
                + $"FROM read_parquet('{folder}/*/*.parquet', hive_partitioning = false, filename = true)"
            : $"SELECT {nothing}, '' AS arrived_day WHERE false";
        _connection.Execute($"CREATE OR REPLACE VIEW {schema.Name}_raw AS {rows}");
        _connection.Execute(AthenaView.Create(schema, cut: null));
    }

    static string InDuckDb(string athena) => FirstAndLast()
        .Replace(athena, match => match.Value[..^") IGNORE NULLS".Length] + " IGNORE NULLS)")
        .Replace("approx_percentile(", "quantile_disc(", StringComparison.Ordinal);

    [GeneratedRegex(@"(first|last)_value\(CASE .*?END\) IGNORE NULLS")]
    private static partial Regex FirstAndLast();
}
