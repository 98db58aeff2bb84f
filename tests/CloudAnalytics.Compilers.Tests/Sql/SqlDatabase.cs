using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Compilers.Tests.Sql;

/// <summary>
/// DuckDB with a table per format, filled with INSERT statements: another way than the lake's own, so that neither hides the other's
/// faults.
/// </summary>
sealed class SqlDatabase : IDisposable
{
    readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    readonly DuckDbConnection _connection;

    public SqlDatabase(IReadOnlyCollection<RecordBatch> batches)
    {
        _connection = _database.Connect();
        foreach (var schema in batches.Select(b => b.Schema).Distinct())
        {
            Add(schema);
            var rows = batches.Where(b => b.Schema == schema)
                .SelectMany(b => Enumerable.Range(0, b.RowCount).Select(i => Row(schema, new RowReader(b, i)))).ToList();
            if (rows.Count > 0)
                _connection.Execute($"INSERT INTO {schema.Name} VALUES {string.Join(",\n", rows)}");
        }
    }

    /// <summary>Adds an empty table.</summary>
    public void Add(Schema schema)
    {
        var columns = schema.Fields.Select(f => $"\"{f.Name}\" {SqlDialect.DuckDb.TypeOf(f.Type)}");
        _connection.Execute($"CREATE TABLE {schema.Name} ({string.Join(", ", columns)})");
    }

    public void Execute(string sql) => _connection.Execute(sql);

    public DuckDbResult Query(string sql, params ReadOnlySpan<SqlValue> parameters) => _connection.Query(sql, parameters);

    public ImmutableArray<PanelRow> Ask(PanelQuery query, string sql)
    {
        var rows = ImmutableArray.CreateBuilder<PanelRow>();
        using var result = _connection.Query(sql);
        var first = query.Step is null ? 0 : 1;
        var groups = query.Panel.By.Length;
        var names = query.Panel.By.Select(f => f.Name).Concat(query.Panel.Columns.Select(c => c.Name));
        Assert.Equal(query.Step is null ? names : names.Prepend("bucket"), result.ColumnNames);
        while (result.NextChunk())
        {
            for (var i = 0; i < result.RowCount; i++)
            {
                rows.Add(new PanelRow(
                    first == 0 ? null : Timestamp.From(result.Column(0).GetTime(i)!.Value),
                    [.. Enumerable.Range(first, groups).Select(c => Encoding.UTF8.GetString(result.Column(c).GetUtf8(i)))],
                    [.. Enumerable.Range(first + groups, query.Panel.Columns.Length).Select(c => Number(result.Column(c), i))]));
            }
        }

        return rows.ToImmutable();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    static double? Number(DuckDbColumn column, int row) => column.IsNull(row) ? null : column.GetDouble(row);

    static string Row(Schema schema, RowReader row)
    {
        var cells = new List<string>();
        foreach (var field in schema.Fields)
            cells.Add(Cell(field, row));
        return $"({string.Join(", ", cells)})";
    }

    static string Cell(Field field, RowReader row) => field switch
    {
        Field<Utf8Text> f => Text(row.Get(f)),
        Field<long> f => row.Get(f)?.ToString(CultureInfo.InvariantCulture) ?? "NULL",
        Field<double> f => row.Get(f)?.ToString("R", CultureInfo.InvariantCulture) ?? "NULL",
        Field<bool> f => row.Get(f)?.ToString() ?? "NULL",
        Field<Timestamp> f => row.Get(f) is { } t ? $"make_timestamp({t.Micros})" : "NULL",
        Field<Utf8List> f when row.Count(f) == 0 => "NULL",
        Field<Utf8List> f => List(f, row),
        _ => "NULL",
    };

    static string List(Field<Utf8List> field, RowReader row)
    {
        var items = new List<string>();
        for (var i = 0; i < row.Count(field); i++)
            items.Add(Text(row.ItemAt(field, i)));
        return $"[{string.Join(", ", items)}]";
    }

    static string Text(ReadOnlySpan<byte> text) => text.IsEmpty ? "NULL" : SqlText.Literal(Encoding.UTF8.GetString(text));
}
