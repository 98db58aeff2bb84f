using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Testing;
using Xunit.Abstractions;

namespace CloudAnalytics.Lake.Tests.Queries;

/// <summary>What is asked by key must be what the view of all files gives.</summary>
public sealed class QueryByKeyTests(ITestOutputHelper output) : IDisposable
{
    static readonly Field<Utf8Text> s_node = Field.Keyword("node", "What a row is about.");
    static readonly Field<long> s_number = Field.Int64("number", "A number.");
    static readonly Field<Utf8Text> s_rare = Field.Keyword("rare", "A text that most files have in no row.");
    static readonly Schema s_schema = new("ways", "A row.", s_node, s_number, s_rare) { SortedBy = s_node };
    static readonly DateOnly s_day = new(2026, 1, 20);

    readonly TemporaryFolder _data = RepositoryRoot.Temporary();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void RowsAreThoseThatAllFilesHave()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < TestRun.Repeats(4, 60); round++)
        {
            Fill(random, round);
            using var lake = Open();
            for (var i = 0; i < 12; i++)
            {
                var count = i % 4 == 3 ? Limits.KeysApart + random.Next(1, 30) : random.Next(1, 6);
                var keys = Enumerable.Range(0, count).Select(_ => Key(random.Next(90))).Distinct(StringComparer.Ordinal).ToList();
                Assert.Equal(OfView(lake, keys), ByKey(lake, keys));
            }

            foreach (var folder in Directory.GetDirectories(_data.Path))
                Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void OnlyFilesThatMayHaveAKeyAreRead()
    {
        for (var back = 0; back < 30; back++)
            Archive(s_day.AddDays(-back), ParquetSettings.ArchiveSortedBy("node"), Enumerable.Range(0, 2000).Select(i =>
                (FormattableString.Invariant($"queue:{i:0000}/{back}"), (long)i)));
        SetCut();
        var views = new LakeViews(_data.Path, [s_schema], []);
        var selects = views.SelectByKey("ways", ["number"], ["queue:1000/7", "queue:1000/8", "queue:none", "queue:1000/99"]);
        // Of thirty days whose keys lie between one another the two that have them; a Bloom filter errs once in a hundred times.
        var days = selects.Where(select => select.Keys[0] is "queue:1000/7" or "queue:1000/8").ToList();
        Assert.Equal(2, days.Count);
        Assert.Contains("day=2026-01-13", days[0].Sql, StringComparison.Ordinal);
        Assert.Contains("day=2026-01-12", days[1].Sql, StringComparison.Ordinal);
        Assert.InRange(selects.Sum(select => select.Sql.Split("/archive/").Length - 1), 2, 5);
    }

    [Fact]
    public void FileThatWasDeletedSinceItWasListedIsForgotten()
    {
        Archive(s_day, ParquetSettings.ArchiveSortedBy("node"), [("a", 1)]);
        Archive(s_day.AddDays(-1), ParquetSettings.ArchiveSortedBy("node"), [("a", 2)]);
        SetCut();
        using var lake = Open();
        Assert.Equal(["a 1 ", "a 2 "], ByKey(lake, ["a"]));
        var folder = Path.Combine(_data.Path, "archive", "ways");
        var changed = Directory.GetLastWriteTimeUtc(folder);
        Directory.Delete(Path.Combine(folder, "day=2026-01-19"), recursive: true);
        // As where the clock of the file system is too coarse to show the change.
        Directory.SetLastWriteTimeUtc(folder, changed);
        Assert.Equal(["a 1 "], ByKey(lake, ["a"]));
    }

    [Fact]
    public void ResultEndsAtItsLimit()
    {
        Archive(s_day, ParquetSettings.ArchiveSortedBy("node"), Enumerable.Range(0, 100).Select(i => ("ab"[i % 2].ToString(), (long)i)));
        SetCut();
        using var lake = Open();
        var rows = lake.QueryByKey("ways", ["number"], ["a", "b"], (query, row) => query.Column(0).GetInt64(row),
            QueryLimits.Default with { RowsMax = 70 }, default);
        Assert.Equal(70, rows.Count);
    }

    [Fact]
    public void CancelledQuestionIsStopped()
    {
        Archive(s_day, ParquetSettings.ArchiveSortedBy("node"), [("a", 1)]);
        SetCut();
        using var lake = Open();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            lake.QueryByKey("ways", ["number"], ["a"], (_, row) => row, QueryLimits.Default, new CancellationToken(canceled: true)));
    }

    // Keys with all that SQL and Parquet could stumble over.
    static string Key(int number) => number switch
    {
        0 => "",
        1 => "it's",
        2 => "a\0b",
        3 => "żółw",
        4 => new string('k', 300),
        _ => FormattableString.Invariant($"queue:mx{number % 3}/{number:00}"),
    };

    // A month of archives in the new form and in older ones, fresh files, and some that may be repeated.
    void Fill(Random random, int round)
    {
        string[] layouts =
        [
            ParquetSettings.ArchiveSortedBy("node"), ParquetSettings.Archive,
            "(FORMAT parquet, ROW_GROUP_SIZE 2048, WRITE_BLOOM_FILTER false)",
        ];
        IEnumerable<(string, long)> Rows() =>
            Enumerable.Range(0, random.Next(1, 60)).Select(_ => (Key(random.Next(60)), random.NextInt64(50)));
        for (var back = 0; back < 12; back++)
            Archive(s_day.AddDays(-back), layouts[random.Next(layouts.Length)], Rows(), hasNumber: random.Next(5) > 0);
        SetCut();
        // A row that comes again is the same in all.
        var repeated = Rows().ToList();
        for (var commit = 1; commit < 6; commit++)
        {
            var rows = Rows().Select((row, i) => random.Next(2) == 0 && i < repeated.Count
                ? Fresh($"again-{i}", repeated[i]) : Fresh($"fresh-{round}-{commit}-{i}", row)).ToList();
            var file = new LakeFile.Segment("ways", s_day.AddDays(1), CommitRange.Of(commit), random.Next(2) == 0);
            ParquetWriter.Write(s_schema, Some.Batches(rows, schema: s_schema), PathOf(file));
        }
    }

    static Row Fresh(FormattableString id, (string Node, long Number) row) => new()
    {
        [CommonFields.Id] = FormattableString.Invariant(id), [CommonFields.Arrived] = Some.Noon, [CommonFields.Time] = Some.Noon,
        [s_node] = row.Node, [s_number] = row.Number,
    };

    static List<string> ByKey(LakeSql lake, IReadOnlyList<string> keys) =>
    [
        .. lake.QueryByKey("ways", ["node", "number", "rare"], keys, Text, QueryLimits.Default with { RowsMax = int.MaxValue }, default)
            .Order(StringComparer.Ordinal),
    ];

    static List<string> OfView(LakeSql lake, IReadOnlyList<string> keys)
    {
        using var query = lake.Query("SELECT node, number, rare FROM ways WHERE list_contains($1, node)", [(string[])[.. keys]],
            QueryLimits.Default with { RowsMax = int.MaxValue }, default);
        var rows = new List<string>();
        while (query.NextChunk())
            rows.AddRange(Enumerable.Range(0, query.RowCount).Select(row => Text(query, row)));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    static string Text(LakeQuery query, int row) =>
        $"{query.Column(0).GetString(row)} {(query.Column(1).IsNull(row) ? "" : query.Column(1).GetInt64(row).ToString(CultureInfo.InvariantCulture))} "
        + query.Column(2).GetString(row);

    LakeSql Open() => LakeSql.Open(_data.Path, [s_schema], LakeSqlSettings.Default with { Threads = 2 }, TimeProvider.System);

    void Archive(DateOnly day, string layout, IEnumerable<(string Node, long Number)> rows, bool hasNumber = true)
    {
        using var database = DuckDbDatabase.OpenInMemory([new("threads", "1"), new("preserve_insertion_order", "false")]);
        using var connection = database.Connect();
        var columns = s_schema.Fields.Where(field => hasNumber || field != s_number).Select(field => field.Name switch
        {
            "id" => $"'{LakeNames.Text(day)}-' || row_number() OVER () AS id",
            "node" or "number" or "rare" => field.Name,
            _ => $"NULL::{field.SqlType()} AS \"{field.Name}\"",
        });
        var values = rows.Select(row => FormattableString.Invariant(
            $"({string.Join(" || chr(0) || ", row.Node.Split('\0').Select(Sql.Text))}, {row.Number}::BIGINT)"));
        connection.Execute($"""
            COPY (SELECT {string.Join(", ", columns)}
                FROM (SELECT *, CASE WHEN number = 7 THEN 'seven' END AS rare FROM (VALUES {string.Join(", ", values)}) rows(node, number)) ORDER BY node)
            TO {Sql.Text(PathOf(new LakeFile.Archived("ways", day, s_day, 0)))} {layout}
            """);
    }

    string PathOf(LakeFile file)
    {
        var path = Path.Combine(_data.Path, file.Key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    void SetCut()
    {
        Directory.CreateDirectory(Path.Combine(_data.Path, LakeNames.Cut));
        File.WriteAllText(Path.Combine(_data.Path, LakeNames.CutKey("ways")), LakeNames.Text(s_day.AddDays(1)) + "\n");
    }
}
