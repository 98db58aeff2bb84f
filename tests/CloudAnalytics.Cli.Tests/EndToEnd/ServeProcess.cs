using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Cli.Commands;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>A running <c>cloudanalytics serve</c>, as an administrator starts it.</summary>
sealed class ServeProcess : IDisposable
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly HttpClient _client;

    ServeProcess(Process process, string address) =>
        (_process, _client) = (process, new HttpClient { BaseAddress = new Uri(address), Timeout = s_patience });

    internal int Id => _process.Id;

    /// <summary>How to call it on a data folder and a folder of logs.</summary>
    internal static ProcessStartInfo Call(string data, string logs) => new("dotnet",
        [typeof(ServeCommand).Assembly.Location, "serve", "--data", data, "--watch", logs, "--listen", "127.0.0.1:0"]);

    /// <summary>Starts it and waits until it says where it listens.</summary>
    internal static async Task<ServeProcess> StartAsync(string data, string logs)
    {
        var start = Call(data, logs);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(s_patience);
        var line = await process.StandardOutput.ReadLineAsync(deadline.Token);
        if (line is null)
            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(deadline.Token));
        // Read on, so that it never waits for room to say something.
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        process.BeginErrorReadLine();
        return new ServeProcess(process, line.Split(' ').First(word => word.StartsWith("http://", StringComparison.Ordinal)));
    }

    /// <summary>The first column of an answer, as the SQL page gets it.</summary>
    internal async Task<List<string>> AskAsync(string sql)
    {
        using var answer = await _client.PostAsJsonAsync("api/sql", new { sql, limit = 100_000 });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row[0].ToString())];
    }

    /// <summary>Asks until the answer is long enough.</summary>
    internal async Task<List<string>> AskUntilAsync(string sql, int rows)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var answer = await AskAsync(sql);
            if (answer.Count >= rows || waited.Elapsed > s_patience)
                return answer;
            await Task.Delay(50);
        }
    }

    /// <summary>Sends records to /ingest.</summary>
    /// <returns>Whether it answered that they are safe.</returns>
    internal async Task<bool> SendAsync(string body)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await _client.PostAsync(new Uri("ingest/exchange_message_tracking", UriKind.Relative), content);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Ends it at once, as a power failure does.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to end, as systemd does.</summary>
    /// <returns>Its exit code.</returns>
    internal async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var deadline = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        _client.Dispose();
    }
}
