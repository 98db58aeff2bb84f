using System.Diagnostics;
using System.Globalization;
using System.Text;
using CloudAnalytics.Catalogue;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>The command <c>ingest</c>, as an administrator calls it.</summary>
public sealed class IngestTests : IDisposable
{
    static ReadOnlySpan<byte> Log =>
        "#Log-type: Message Tracking Log\r\n#Fields: date-time,client-ip,message-subject\r\n2026-11-20T10:00:01.000Z,10.0.0.1,hello\r\n"u8;

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "gone.log")]
    [InlineData(1, "gone.log", "gone/deep/a.log", "gone*.log")]
    [InlineData(0, "gone.log", "logs")]
    [InlineData(1, "gone.log", "logs", "--strict")]
    [InlineData(0, "empty")]
    [InlineData(1, "empty", "--strict")]
    [InlineData(0, "logs", "--strict")]
    public async Task PathsThatAreNotThereAreNamedAndFailWhenThereIsNoOther(int expected, params string[] given)
    {
        _folder.Write("logs/a.log", Log);
        Directory.CreateDirectory(_folder.Combine("empty"));
        string[] arguments = [.. given.Select(name => name.StartsWith('-') ? name : _folder.Combine(name))];

        var (code, said) = await RunAsync(["ingest", .. arguments, "--data", _folder.Combine("data")]);

        Assert.True(expected == code, said);
        Assert.All(arguments.Where(path => path.Contains("gone", StringComparison.Ordinal)),
            path => Assert.Contains($"{path}: there is no such file or folder", said, StringComparison.Ordinal));
        Assert.Contains(given.Contains("logs") ? "1 rows from 1 files" : "0 rows from 0 files", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PanelsHaveTheirSummariesOnceTheCommandEnds()
    {
        const int Messages = 30_000;
        var random = new Random(1);
        var lines = new StringBuilder("#Log-type: Message Tracking Log\r\n"
            + "#Fields: date-time,client-ip,event-id,sender-address,recipient-address,message-id,total-bytes,message-subject\r\n");
        var subject = new byte[30];
        for (var i = 0; i < Messages; i++)
        {
            random.NextBytes(subject);
            lines.Append(CultureInfo.InvariantCulture, $"2026-11-20T10:{i / 60 % 60:00}:{i % 60:00}.000Z,10.0.0.1,RECEIVE,a{i % 3}@b.example,c@d.example,<{i}@b.example>,10,{Convert.ToHexString(subject)}\r\n");
        }

        _folder.Write("logs/a.log", Encoding.UTF8.GetBytes(lines.ToString()));
        string[] call = ["ingest", _folder.Combine("logs"), "--data", _folder.Combine("data")];
        var (code, said) = await RunAsync(call);
        Assert.True(code == 0, said);
        var made = Summaries();
        Assert.Equal(LogCatalogue.Summaries.Length, made.Length);

        (code, said) = await RunAsync([.. call, "--json"]);
        Assert.True(code == 0, said);
        Assert.Equal(made, Summaries());
        (_, said) = await RunAsync("show", "top-senders", "--from", "2026-11-20", "--to", "2026-11-21", "--data", _folder.Combine("data"));
        Assert.Contains("10,000", said, StringComparison.Ordinal);
    }

    (string Path, DateTime Written)[] Summaries() =>
    [
        .. Directory.EnumerateFiles(_folder.Combine("data", "summaries"), "*.parquet", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(path => (path, File.GetLastWriteTimeUtc(path))),
    ];

    static Task<(int Code, string Output)> RunAsync(params string[] arguments) =>
        ProcessRun.OfAsync(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cloudanalytics.dll"), .. arguments]));
}
