using System.Diagnostics;
using System.Text;

namespace CloudAnalytics.Testing;

/// <summary>Runs a program to its end.</summary>
static class ProcessRun
{
    static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Exit code and all output, both streams in one. Input is empty. Past five minutes the program is killed and the test fails.
    /// </summary>
    public static async Task<(int Code, string Output)> OfAsync(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        void Add(string? line)
        {
            lock (output) output.Append(line is null ? "" : line + "\n");
        }

        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(s_timeLimit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} ran for over {s_timeLimit.TotalMinutes} minutes; so far it said:\n{output}");
        }

        lock (output) return (process.ExitCode, output.ToString());
    }
}
