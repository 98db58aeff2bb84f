using System.Text;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Tests.Web;

namespace CloudAnalytics.Server.Tests.Intake;

/// <summary>A folder with logs and a lake, and what a test asks of them.</summary>
sealed class IntakeLake : IDisposable
{
    /// <summary>A short header of message tracking; rows under it have a time, an address and a subject.</summary>
    public const string Header = "#Software: Microsoft Exchange Server\r\n#Version: 15.02.1544.004\r\n#Log-type: Message Tracking Log\r\n"
        + "#Date: 2026-11-20T10:00:00.000Z\r\n#Fields: date-time,client-ip,message-subject\r\n";

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public SettableClock Clock { get; } = new();

    public string Logs => Directory.CreateDirectory(_folder.Combine("logs")).FullName;

    public string Data => _folder.Combine("data");

    public string Path(string name) => System.IO.Path.Combine(Logs, name);

    /// <summary>Rows with these subjects, as lines.</summary>
    public static string Lines(params IEnumerable<object> subjects) =>
        string.Concat(subjects.Select(subject => $"2026-11-20T10:00:01.000Z,10.0.0.1,{subject}\r\n"));

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), content);
        return Path(name);
    }

    public void Append(string name, string text) => File.AppendAllText(Path(name), text);

    /// <summary>Opens the lake, ingests, and closes it.</summary>
    public async Task<IngestSummary> IngestAsync(params string[] paths)
    {
        using var lake = LakeWriter.Open(Data, "a test", Clock);
        return await new FileIngest(lake, ServerConfiguration.Default, Clock).RunAsync(paths, null, CancellationToken.None);
    }

    /// <summary>The subjects of all rows, sorted; a row that is there twice stands here twice.</summary>
    public List<string> Subjects() => Ask("SELECT subject FROM exchange_message_tracking ORDER BY 1");

    /// <summary>The first column of an answer as text.</summary>
    public List<string> Ask(string sql)
    {
        using var lake = LakeSql.Open(
            Data, LogFormats.Schemas, new LakeSqlSettings(1, 500_000_000), Clock);
        using var query = lake.Query(sql, [], new QueryLimits(1_000_000, TimeSpan.FromMinutes(1)), CancellationToken.None);
        var values = new List<string>();
        while (query.NextChunk())
            values.AddRange(Enumerable.Range(0, query.RowCount).Select(row => Text(query.Column(0), row)));
        return values;
    }

    public void Dispose() => _folder.Dispose();

    static string Text(DuckDbColumn column, int row) => column.IsNull(row) ? "null" : column.GetString(row) ?? "null";
}
