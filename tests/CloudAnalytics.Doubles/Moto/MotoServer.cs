using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CloudAnalytics.Doubles.Moto;

/// <summary>
/// The moto server: a stand-in for the services of AWS, in memory, on a free port of this machine. One for all tests of a process, which
/// keep out of each other's way by names; it ends with the process.
/// </summary>
public sealed partial class MotoServer : IDisposable
{
    /// <summary>The program's name; a test that needs it is a <c>ProgramFact</c> of this.</summary>
    public const string Program = "moto_server";

    /// <summary>The region that tests use.</summary>
    public const string Region = "eu-central-1";

    // It loads all services of botocore before it listens.
    static readonly TimeSpan s_startMax = TimeSpan.FromSeconds(90);
    static readonly Lazy<MotoServer> s_shared = new(Start);
    static int s_lastName;

    readonly Process _process;

    MotoServer(Process process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    /// <summary>The server of this process, started with its first use.</summary>
    public static MotoServer Shared => s_shared.Value;

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>What a program of AWS's finds it and its account by.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL"] = Endpoint.ToString(),
        ["AWS_REGION"] = Region,
        ["AWS_DEFAULT_REGION"] = Region,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    /// <summary>A name that no other test of this process uses.</summary>
    public static string NewName(string what) => FormattableString.Invariant($"{what}-{Interlocked.Increment(ref s_lastName)}");

    /// <summary>Runs the <c>aws</c> command against the server, for reading back by other means than the product's.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is its own.</exception>
    public async Task<string> AwsAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", [.. arguments, "--output", "json"]);
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        var (code, output) = await ProcessRun.OfAsync(start);
        return code == 0 ? output : throw new InvalidOperationException($"aws {string.Join(' ', arguments)}: {output}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    static MotoServer Start()
    {
        // The shell ends the server when its input ends, as it does with this process, however that may end.
        var start = new ProcessStartInfo("sh", ["-c", $"{Program} -H 127.0.0.1 -p 0 </dev/null & server=$!; read -r _; kill $server"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // Parts of uploads may be small in tests; AWS wants 5 MB.
        start.Environment["S3_UPLOAD_PART_MIN_SIZE"] = "2048";
        var process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.StandardInput.Close();
        var found = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        void Read(string? line)
        {
            if (line is null)
                return;
            lock (said)
            {
                if (said.Count < 50)
                    said.Add(line);
            }

            if (Address().Match(line) is { Success: true } match)
                found.TrySetResult(new Uri(match.Value));
        }

        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (found.Task.Wait(s_startMax))
            return new MotoServer(process, found.Task.Result);
        process.Kill(entireProcessTree: true);
        lock (said)
            throw new InvalidOperationException($"{Program} did not start within {s_startMax.TotalSeconds} s: {string.Join('\n', said)}");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
