using System.Diagnostics;

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

    static Task<(int Code, string Output)> RunAsync(params string[] arguments) =>
        ProcessRun.OfAsync(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cloudanalytics.dll"), .. arguments]));
}
