using System.Diagnostics;
using CloudAnalytics.Doubles.RuntimeApi;

namespace CloudAnalytics.Benchmarks;

/// <summary>
/// The published functions as processes: from start to first answer, beside a program that does nothing, and most memory at full events.
/// </summary>
static class FunctionStart
{
    // A full event of the service: 6 MB.
    const int FullEventBytes = 6 * 1024 * 1024;

    static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(1);

    internal static void Measure(Rounds rounds, byte[] full, byte[] small, int count)
    {
        var folder = Path.Combine(Rounds.RepositoryFolder(), "artifacts", "functions");
        var program = Path.Combine(folder, "linux-x64", "bootstrap.dll");
        var empty = Path.Combine(folder, "empty", "empty.dll");
        if (!File.Exists(program) || !File.Exists(empty))
        {
            Console.WriteLine("the functions are not published, so that their start and memory are not measured: scripts/bench lambda does both");
            return;
        }

        using var stub = new ServiceStub();
        foreach (var (function, goal) in (ReadOnlySpan<(string, double)>)[("index", 2.5), ("archive", 4)])
        {
            var mine = new List<double>();
            var theirs = new List<double>();
            for (var i = 0; i < count; i++)
            {
                theirs.Add(Rounds.Time(() => RunEmpty(empty)));
                mine.Add(FirstAnswerAsync(program, function, stub.Address, small).GetAwaiter().GetResult());
            }

            rounds.Line($"{function}: start to first answer / an empty program (goal: at most {goal} times)", 1 / goal, 0,
                Rounds.Median(mine), Rounds.Median(theirs));
            var peak = PeakAsync(program, function, stub.Address, full).GetAwaiter().GetResult();
            rounds.Note(FormattableString.Invariant(
                $"{function}: most memory over ten full events of {full.Length:N0} bytes: {peak / 1e6:N0} MB (goal: under 256 MB)"));
        }
    }

    /// <summary>As many records as a full event holds.</summary>
    internal static int RecordsOfFullEvent(int records, int bytes) => (int)((long)records * FullEventBytes / bytes);

    static void RunEmpty(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [path]))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"the empty program ended with {process.ExitCode}");
    }

    static async Task<double> FirstAnswerAsync(string program, string function, string services, byte[] json)
    {
        await using var process = await CreateAsync(program, function, services);
        var watch = Stopwatch.StartNew();
        Check(await process.InvokeAsync(json, s_timeLimit), process);
        return watch.Elapsed.TotalSeconds;
    }

    static async Task<long> PeakAsync(string program, string function, string services, byte[] json)
    {
        await using var process = await CreateAsync(program, function, services);
        for (var i = 0; i < 10; i++)
            Check(await process.InvokeAsync(json, s_timeLimit), process);
        return process.PeakMemory();
    }

    static Task<FunctionProcess> CreateAsync(string program, string function, string services) => FunctionProcess.CreateAsync(program,
    [
        new("CLOUDANALYTICS_FUNCTION", function), new("CLOUDANALYTICS_LAKE_BUCKET", "lake"), new("AWS_REGION", "eu-central-1"),
        new("CLOUDANALYTICS_OPENSEARCH_ENDPOINT", services), new("AWS_ENDPOINT_URL", services),
        new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"), new("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ]);

    static void Check(InvocationResult result, FunctionProcess process)
    {
        if (result.Text != "{\"batchItemFailures\":[]}")
            throw new InvalidOperationException($"the function failed: {result.Failure?.Message}{result.Text}\n{process.Output}");
    }
}
