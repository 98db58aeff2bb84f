using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Compilers.Tests.Trino;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Compilers.Tests.Sql;

public sealed class AthenaViewTests : IDisposable
{
    static readonly Schema s_schema = new("logs", "Some rows.", Field.Keyword("word", "A word."));

    readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    readonly DuckDbConnection _connection;

    public AthenaViewTests()
    {
        _connection = _database.Connect();
        _connection.Execute("CREATE MACRO date_format(instant, form) AS strftime(instant, form)");
        var columns = string.Join(", ", s_schema.Fields.Select(f => $"\"{f.Name}\" {SqlDialect.DuckDb.TypeOf(f.Type)}"));
        _connection.Execute($"CREATE TABLE logs_raw ({columns}, arrived_day VARCHAR); CREATE TABLE logs_archive ({columns}, day VARCHAR)");
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [TrinoFact]
    public void ViewIsTrinosLanguage() =>
        Assert.All(
            TrinoGrammar.Check([AthenaView.Create(s_schema, null), AthenaView.Create(s_schema, new DateOnly(2026, 3, 2))]), Assert.Null);

    [TrinoFact]
    public void ViewsOfComputedRowsAreTrinosLanguage() =>
        Assert.All(
            TrinoGrammar.Check([.. LogCatalogue.Completed.Select(completed =>
                $"CREATE OR REPLACE VIEW {completed.Schema.Name} AS\n{CompletedView.Select(completed, SqlDialect.Athena)}")]),
            Assert.Null);

    [Fact]
    public void EveryRowIsThereOnceBeforeAndAfterTheCutMoves()
    {
        Fresh("a", 1);
        Fresh("a", 1);
        Fresh("b", 1);
        Fresh("c", 2);
        Fresh("b", 2);
        _connection.Execute(AthenaView.Create(s_schema, null));
        Assert.Equal("a 2026-02-28;b 2026-02-28;c 2026-02-28", Rows());

        // The compaction has stored the first day, and the cut has not moved.
        Archived("a", 1);
        Archived("b", 1);
        Assert.Equal("a 2026-02-28;b 2026-02-28;c 2026-02-28", Rows());
        _connection.Execute(AthenaView.Create(s_schema, new DateOnly(2026, 3, 2)));
        Assert.Equal("a 2026-02-28;b 2026-02-28;c 2026-02-28", Rows());

        // What comes for a day behind the cut is seen when it is in the archive.
        Archived("d", 1);
        Fresh("e", 3);
        Assert.Equal("a 2026-02-28;b 2026-02-28;c 2026-02-28;d 2026-02-28;e 2026-02-28", Rows());
    }

    void Fresh(string id, int day) => Insert("logs_raw", id, day, $"2026-03-{day:00}");

    void Archived(string id, int day) => Insert("logs_archive", id, day, "2026-02-28");

    void Insert(string table, string id, int day, string partition) => _connection.Execute(
        $"INSERT INTO {table} BY NAME SELECT '{id}' AS id, TIMESTAMP '2026-02-28 10:00:00' AS time, "
        + $"TIMESTAMP '2026-03-{day:00} 01:00:00' AS arrived, '{partition}' AS {(table == "logs_raw" ? "arrived_day" : "day")}");

    string Rows()
    {
        using var rows = _connection.Query("SELECT string_agg(id || ' ' || day, ';' ORDER BY id) FROM logs");
        Assert.True(rows.NextChunk());
        return rows.Column(0).GetString(0)!;
    }
}
