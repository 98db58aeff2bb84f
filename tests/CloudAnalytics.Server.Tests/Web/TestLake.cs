using System.Text;
using System.Text.Json;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Web;

namespace CloudAnalytics.Server.Tests.Web;

/// <summary>A lake on disk with the rows that a test puts into it.</summary>
sealed class TestLake : IDisposable
{
    readonly TemporaryFolder _data = RepositoryRoot.Temporary();
    long _commits;
    int _rows;

    public TestLake() => Sql = LakeSql.Open(
        _data.Path, LogFormats.Schemas, new LakeSqlSettings(2, 512L * 1024 * 1024), TimeProvider.System);

    /// <summary>The time that rows without one get.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public LakeSql Sql { get; }

    public string Path => _data.Path;

    /// <summary>The parts of a server over this lake.</summary>
    public WebParts Parts => new()
    {
        Lake = Sql,
        Formats = LogFormats.All,
        Schemas = LogFormats.Schemas,
        Panels = [],
    };

    /// <summary>Adds rows in a file of their own; the batch that was written is returned.</summary>
    public RecordBatch Add(Schema schema, params IReadOnlyCollection<TestRow> rows)
    {
        var batch = new RecordBatch(schema, Math.Max(64, rows.Count));
        foreach (var row in rows)
        {
            row.TryAdd(CommonFields.Time, Noon);
            row.TryAdd(CommonFields.Arrived, Noon);
            row.TryAdd(CommonFields.Id, $"row{_rows++:000000}");
            row.WriteTo(batch);
        }

        var file = new LakeFile.Segment(schema.Name, new DateOnly(2026, 11, 20), CommitRange.Of(++_commits), false);
        ParquetWriter.Write(schema, [batch], _data.Write(file.Key, []));
        return batch;
    }

    /// <summary>Adds dead letters.</summary>
    public void AddDead(params IEnumerable<(string Format, string Source, long Offset, string Reason, string Raw)> letters)
    {
        var file = new LakeFile.DeadLetters(new DateOnly(2026, 11, 20), CommitRange.Of(++_commits));
        var lines = letters.Select(letter => JsonSerializer.Serialize(new
        {
            time = Noon.UtcDateTime, format = letter.Format, source_file = letter.Source, offset = letter.Offset, reason = letter.Reason,
            raw_base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(letter.Raw)),
        }) + "\n");
        _data.Write(file.Key, Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    public void Dispose()
    {
        Sql.Dispose();
        _data.Dispose();
    }
}
