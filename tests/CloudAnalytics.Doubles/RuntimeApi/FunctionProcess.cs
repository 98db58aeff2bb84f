using System.Diagnostics;
using System.Text;

namespace CloudAnalytics.Doubles.RuntimeApi;

/// <summary>
/// A function as the service runs it: a real process that is started with the first invocation, kept for the next ones, killed when it is
/// out of time, and started again after it has ended.
/// </summary>
public sealed class FunctionProcess : IAsyncDisposable
{
    readonly ProcessStartInfo _start;
    readonly StringBuilder _output = new();
    Process? _process;

    FunctionProcess(RuntimeEndpoint endpoint, ProcessStartInfo start) => (Endpoint, _start) = (endpoint, start);

    /// <summary>What the process talks to.</summary>
    public RuntimeEndpoint Endpoint { get; }

    /// <summary>All that its processes have printed.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Processes started so far.</summary>
    public int Starts { get; private set; }

    /// <summary>Prepares a function; nothing is started yet.</summary>
    /// <param name="program">The published executable, or an assembly (<c>.dll</c>) that <c>dotnet</c> runs.</param>
    /// <param name="environment">Its environment variables beside those of this process.</param>
    public static async Task<FunctionProcess> CreateAsync(string program, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var endpoint = await RuntimeEndpoint.StartAsync();
        var start = program.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [program])
            : new ProcessStartInfo(program);
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = endpoint.Address;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new FunctionProcess(endpoint, start);
    }

    /// <summary>Starts the process, as the service does before the first invocation; nothing where it runs.</summary>
    public void Start()
    {
        if (_process is { HasExited: false })
            return;
        _process?.Dispose();
        _process = new Process { StartInfo = _start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Starts++;
    }

    /// <summary>Invokes the function. Past the time limit its process is killed and the invocation has failed.</summary>
    public async Task<InvocationResult> InvokeAsync(ReadOnlyMemory<byte> payload, TimeSpan timeLimit, TimeProvider? time = null)
    {
        using var deadline = new CancellationTokenSource(timeLimit);
        if (_process is not { HasExited: false })
            await Endpoint.Disconnected.WaitAsync(deadline.Token);
        var result = Endpoint.InvokeAsync(payload, (time ?? TimeProvider.System).GetUtcNow() + timeLimit);
        while (true)
        {
            Start();
            var end = _process!.WaitForExitAsync(deadline.Token);
            if (await Task.WhenAny(result, end) == result)
                return await result;
            var isOut = deadline.IsCancellationRequested;
            Kill();
            await Endpoint.Disconnected.WaitAsync(timeLimit);
            if (Endpoint.Abandon(isOut ? "Sandbox.Timedout" : "Runtime.ExitError") || result.IsCompleted)
                return await result;
            if (isOut || Endpoint.InitError.IsCompleted)
                throw new TimeoutException($"the process did not ask for the invocation: {Output}");
        }
    }

    /// <summary>Kills the process, whatever it is doing.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan timeLimit)
    {
        using var deadline = new CancellationTokenSource(timeLimit);
        await _process!.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Most memory that the process has had, in bytes (VmHWM of Linux); 0 elsewhere.</summary>
    public long PeakMemory()
    {
        var path = $"/proc/{_process?.Id}/status";
        if (!File.Exists(path))
            return 0;
        var line = File.ReadLines(path).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        _process?.Dispose();
        await Endpoint.DisposeAsync();
    }

    void Add(string? line)
    {
        lock (_output) _output.Append(line is null ? "" : line + "\n");
    }
}
