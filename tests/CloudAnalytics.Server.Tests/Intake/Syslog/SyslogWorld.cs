using System.Diagnostics;
using System.Globalization;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Intake.Syslog;

namespace CloudAnalytics.Server.Tests.Intake.Syslog;

/// <summary>A lake with listeners of syslog, and the programs that send to them.</summary>
sealed class SyslogWorld : IDisposable
{
    const int Messages = 50;
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly LakeWriter _writer;
    readonly Dictionary<string, SyslogListener> _listeners;

    /// <summary>Listens; addresses differ, so that each way has a name of its own.</summary>
    internal SyslogWorld(IEnumerable<string> addresses, Func<SyslogConfiguration, IntakeLake, SyslogConfiguration>? change = null)
    {
        _writer = LakeWriter.Open(Lake.Data, "a test", TimeProvider.System);
        var listeners = addresses.Select(address => new SyslogConfiguration(SyslogAddress.TryParse(address)!));
        Intake = new IntakeService(_writer, ServerConfiguration.Default with
        {
            Syslog = [.. listeners.Select(listener => change?.Invoke(listener, Lake) ?? listener)],
        }, TimeProvider.System);
        Intake.Listen();
        _listeners = Intake.Syslog.Listeners.ToDictionary(listener => listener.Configuration.Address.ToString());
        Lake.Write("lines", Lines());
    }

    internal IntakeLake Lake { get; } = new();

    internal IntakeService Intake { get; }

    /// <summary>An action of rsyslog that forwards to a listener.</summary>
    internal string Forward(string listener, string how)
    {
        var at = _listeners[listener].EndPoint!;
        return $"action(type=\"omfwd\" target=\"{at.Address}\" port=\"{at.Port}\" {how})";
    }

    /// <summary>Sends the lines to a listener with logger.</summary>
    internal Task LogAsync(string listener, string how)
    {
        var at = _listeners[listener].EndPoint!;
        return LogAsync(at.Address.ToString(), at.Port.ToString(CultureInfo.InvariantCulture), how);
    }

    /// <summary>Sends the lines to rsyslog, which does with them what the actions say, and waits for that.</summary>
    internal async Task ForwardAsync(string actions, Func<Task> done)
    {
        Lake.Write("rsyslog.conf", $$"""
            global(workDirectory="{{Lake.Logs}}" net.enableDNS="off" parser.permitSlashInProgramName="on")
            module(load="imtcp")
            input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="{{Lake.Path("port")}}")
            {{actions}}

            """);
        using var rsyslog = Process.Start(new ProcessStartInfo(
            Prerequisites.Find("rsyslogd")!, ["-n", "-f", Lake.Path("rsyslog.conf"), "-i", Lake.Path("pid")]))!;
        try
        {
            await UntilAsync(() => Task.FromResult(
                File.Exists(Lake.Path("port")) && File.ReadAllText(Lake.Path("port")).Length > 0 || rsyslog.HasExited));
            Assert.False(rsyslog.HasExited, "rsyslogd ended");
            await LogAsync("127.0.0.1", File.ReadAllText(Lake.Path("port")).Trim(), "--tcp --octet-count --rfc3164");
            await done();
        }
        finally
        {
            rsyslog.Kill();
            await rsyslog.WaitForExitAsync();
        }
    }

    /// <summary>Every listener has all lines, and each is the row that it should be.</summary>
    internal async Task TakenAsync()
    {
        await UntilAsync(async () =>
        {
            await Intake.RoundAsync();
            return Intake.Read().Listeners.All(listener => listener.Messages >= Messages);
        });
        await Intake.RoundAsync();
        var expected = _listeners.Keys.Order(StringComparer.Ordinal).SelectMany(listener => Enumerable.Range(0, Messages)
            .Select(i => $"syslog {listener} 4F2A83C{i:00} postfix/qmgr a@example.com {1000 + i} info"));
        Assert.Equal(expected, Lake.Ask(
            "SELECT concat_ws(' ', source_file, queue_id, program, sender, bytes, severity) FROM postfix ORDER BY 1"));
        Assert.Equal(["0"], Lake.Ask("SELECT count(*)::VARCHAR FROM postfix WHERE time_source = 'future' OR host IS NULL"));
    }

    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (!await isSo())
            await Task.Delay(20, deadline.Token);
    }

    public void Dispose()
    {
        Intake.Dispose();
        _writer.Dispose();
        Lake.Dispose();
    }

    static string Lines() => string.Concat(Enumerable.Range(0, Messages)
        .Select(i => $"4F2A83C{i:00}: from=<a@example.com>, size={1000 + i}, nrcpt=1 (queue active)\n"));

    async Task LogAsync(string address, string port, string how)
    {
        var (code, output) = await ProcessRun.OfAsync(new ProcessStartInfo(Prerequisites.Find("logger")!,
            ["--server", address, "--port", port, "--tag", "postfix/qmgr", "--id=77", "--priority", "mail.info",
                "--file", Lake.Path("lines"), .. how.Split(' ')]));
        Assert.True(code == 0, output);
    }
}
