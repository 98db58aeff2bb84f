using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>The real process of <c>serve</c>: killed, stopped, started twice, asked over HTTP.</summary>
public sealed class ServeTests(ITestOutputHelper output) : IDisposable
{
    const string Header = "#Software: Microsoft Exchange Server\r\n#Log-type: Message Tracking Log\r\n"
        + "#Fields: date-time,client-ip,message-subject\r\n";

    const string Subjects = "SELECT subject FROM exchange_message_tracking ORDER BY subject";

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    int _rows;
    int _rotations;

    string Data => _folder.Combine("data");

    string Logs => Directory.CreateDirectory(_folder.Combine("logs")).FullName;

    string Log => Path.Combine(Logs, "a.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KilledServerLosesNothingAndTakesNothingTwice()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await File.WriteAllTextAsync(Log, Header);
        var unanswered = new List<string>();
        for (var kill = 0; kill < TestRun.Repeats(4, 40); kill++)
        {
            using var server = await ServeProcess.StartAsync(Data, Logs);
            var sending = SendAsync(server, unanswered, Enumerable.Range(0, 20).Select(_ => Record()).ToList());
            var life = Stopwatch.StartNew();
            for (var end = random.Next(1200); life.ElapsedMilliseconds < end; await Task.Delay(random.Next(10)))
                Happen(random);
            server.Kill();
            await sending;
        }

        using var last = await ServeProcess.StartAsync(Data, Logs);
        await SendAsync(last, unanswered, []);
        Assert.Empty(unanswered);
        Assert.Equal(Expected(), await last.AskUntilAsync(Subjects, _rows));
        Assert.Empty(await last.AskAsync("SELECT reason FROM dead_letters"));
    }

    [Fact]
    public async Task RowIsVisibleWithinFiveSeconds()
    {
        await File.WriteAllTextAsync(Log, Header);
        using var server = await ServeProcess.StartAsync(Data, Logs);
        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var written = Stopwatch.StartNew();
            Append(1);
            Assert.Equal(_rows, (await server.AskUntilAsync(Subjects, _rows)).Count);
            fastest = written.Elapsed < fastest ? written.Elapsed : fastest;
        }

        // The best of some: a machine that does much else at the time may take longer once.
        output.WriteLine($"{fastest.TotalMilliseconds:0} ms");
        Assert.True(fastest < TimeSpan.FromSeconds(5), $"{fastest}");
    }

    [Fact]
    public async Task TerminatedServerEndsWithZeroAndKeepsWhatItRead()
    {
        if (OperatingSystem.IsWindows())
            return;
        await File.WriteAllTextAsync(Log, Header);
        using (var server = await ServeProcess.StartAsync(Data, Logs))
        {
            Append(1);
            await server.AskUntilAsync(Subjects, _rows);
            Append(5000);
            Assert.Equal(0, await server.TerminateAsync());
        }

        // The last round took what was there: it is in the lake without anybody reading on.
        Directory.Move(Logs, _folder.Combine("elsewhere"));
        using var next = await ServeProcess.StartAsync(Data, Logs);
        Assert.Equal(Expected(), await next.AskAsync(Subjects));
    }

    [Fact]
    public async Task SecondServerOnTheSameDataIsRefused()
    {
        using var first = await ServeProcess.StartAsync(Data, Logs);
        var (code, text) = await ProcessRun.OfAsync(ServeProcess.Call(Data, Logs));
        Assert.True(code is not 0, text);
        Assert.Contains($"is in use by process {first.Id}, cloudanalytics serve", text, StringComparison.Ordinal);
        Assert.Empty(await first.AskAsync(Subjects));
    }

    static async Task SendAsync(ServeProcess server, List<string> unanswered, List<string> fresh)
    {
        unanswered.AddRange(fresh);
        foreach (var body in unanswered.ToList())
        {
            if (!await server.SendAsync(body))
                return;
            unanswered.Remove(body);
        }
    }

    void Happen(Random random)
    {
        switch (random.Next(20))
        {
            case 0:
                File.Move(Log, $"{Log}.{++_rotations}");
                File.WriteAllText(Log, Header);
                break;
            default:
                Append(random.Next(1, 40));
                break;
        }
    }

    void Append(int rows) => File.AppendAllText(Log, string.Concat(Enumerable.Range(0, rows)
        .Select(_ => $"2024-01-25T15:00:01.000Z,10.0.0.1,{Subject()}\r\n")));

    string Record() => $$"""{"date-time":"2024-01-25T15:00:01.000Z","client-ip":"10.0.0.1","message-subject":"{{Subject()}}"}""";

    string Subject() => (++_rows).ToString("000000", CultureInfo.InvariantCulture);

    IEnumerable<string> Expected() => Enumerable.Range(1, _rows).Select(row => row.ToString("000000", CultureInfo.InvariantCulture));
}
