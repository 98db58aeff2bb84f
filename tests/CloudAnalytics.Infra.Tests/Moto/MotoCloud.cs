using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Infra.Tests.Moto;

/// <summary>A stand-in for AWS on a port of its own, and the command lines that talk to it.</summary>
sealed class MotoCloud : IAsyncDisposable
{
    const string Region = "eu-central-1";

    static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly TemporaryFolder _home = RepositoryRoot.Temporary();

    MotoCloud(Process process, int port)
    {
        _process = process;
        Endpoint = new Uri($"http://localhost:{port}");
    }

    /// <summary>Why it cannot be had, or null.</summary>
    public static string? Missing { get; } =
        Prerequisites.Program("moto_server") ?? Prerequisites.Program("aws") ?? Prerequisites.Program("node")
        ?? (File.Exists(Cdk) ? null : "the CDK's command line is not installed (npm ci in infra)");

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    static string Cdk => RepositoryRoot.Combine("infra", "node_modules", ".bin", "cdk");

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<MotoCloud> StartAsync()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var cloud = new MotoCloud(process, port);
        using var client = new HttpClient();
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(cloud.Endpoint, "moto-api/data.json"));
                if (answer.IsSuccessStatusCode) return cloud;
            }
            catch (HttpRequestException) when (deadline.Elapsed < s_startLimit && !process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Runs the CDK's command line, which must succeed.</summary>
    public async Task<string> CdkAsync(params string[] arguments)
    {
        var start = Signed(new ProcessStartInfo(Cdk, arguments) { WorkingDirectory = _home.Path });
        start.Environment["CDK_DISABLE_VERSION_CHECK"] = "1";
        start.Environment["HOME"] = _home.Path;
        var (code, output) = await ProcessRun.OfAsync(start);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>Runs a script of the checkout, which must succeed, as who is logged in here.</summary>
    public async Task<string> ScriptAsync(string name, params string[] arguments)
    {
        var (code, output) = await ProcessRun.OfAsync(Signed(new ProcessStartInfo(RepositoryRoot.Combine("scripts", name), arguments)));
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>Asks with the AWS command line.</summary>
    public async Task<JsonNode> AwsAsync(params string[] arguments)
    {
        var (code, output) = await ProcessRun.OfAsync(Signed(new ProcessStartInfo("aws", [.. arguments, "--output", "json"])));
        Assert.True(code == 0, output);
        return JsonNode.Parse(output)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _home.Dispose();
    }

    ProcessStartInfo Signed(ProcessStartInfo start)
    {
        start.Environment["AWS_ENDPOINT_URL"] = Endpoint.OriginalString;
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_REGION"] = Region;
        start.Environment["AWS_DEFAULT_REGION"] = Region;
        // Neither settings nor logins of who runs the tests.
        start.Environment["AWS_CONFIG_FILE"] = _home.Combine("none");
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = _home.Combine("none");
        // Names in front of localhost, where the CDK finds its bucket, without a line in /etc/hosts.
        start.Environment["NODE_OPTIONS"] =
            $"--no-warnings --require \"{RepositoryRoot.Combine("tests", "CloudAnalytics.Infra.Tests", "Moto", "localhost.cjs")}\"";
        start.Environment["CI"] = "1";
        return start;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
