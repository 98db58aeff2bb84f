using System.Diagnostics;
using System.Globalization;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Intake.Syslog;

namespace CloudAnalytics.Server.Tests.Intake.Syslog;

/// <summary>What logger sends, and what rsyslog forwards as a log host of Zimbra does, in every transport, framing and template.</summary>
public sealed class RsyslogTests : IDisposable
{
    const int Messages = 50;
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly IntakeLake _lake = new();
    readonly LakeWriter _writer;
    readonly IntakeService _intake;
    readonly Dictionary<string, SyslogListener> _listeners;

    public RsyslogTests()
    {
        _writer = LakeWriter.Open(_lake.Data, "a test", TimeProvider.System);
        // Addresses that differ, so that each way has a name of its own.
        string[] addresses = ["udp://127.0.0.1:0", "tcp://127.0.0.2:0", "tcp://127.0.0.3:0", "tcp://127.0.0.4:0"];
        _intake = new IntakeService(_writer, ServerConfiguration.Default with
        {
            Syslog = [.. addresses.Select(address => new SyslogConfiguration(SyslogAddress.TryParse(address)!))],
        }, TimeProvider.System);
        _intake.Listen();
        _listeners = _intake.Syslog.Listeners.ToDictionary(listener => listener.Configuration.Address.ToString());
    }

    [SyslogToolsFact]
    public async Task LoggerIsUnderstoodInEveryShape()
    {
        _lake.Write("lines", Lines());
        await LogAsync("udp://127.0.0.1:0", "--udp --rfc3164");
        await LogAsync("tcp://127.0.0.2:0", "--tcp --rfc3164");
        await LogAsync("tcp://127.0.0.3:0", "--tcp --octet-count --rfc5424");
        await LogAsync("tcp://127.0.0.4:0", "--tcp --octet-count --rfc5424=notime,notq,nohost");

        await TakenAsync(Messages);
    }

    [SyslogToolsFact]
    public async Task RsyslogForwardsInEveryShape()
    {
        _lake.Write("rsyslog.conf", $$"""
            global(workDirectory="{{_lake.Logs}}" net.enableDNS="off" parser.permitSlashInProgramName="on")
            module(load="imtcp")
            input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="{{_lake.Path("port")}}")
            {{Forward("udp://127.0.0.1:0", "protocol=\"udp\" template=\"RSYSLOG_TraditionalForwardFormat\"")}}
            {{Forward("tcp://127.0.0.2:0", "protocol=\"tcp\" template=\"RSYSLOG_TraditionalForwardFormat\"")}}
            {{Forward("tcp://127.0.0.3:0", "protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"RSYSLOG_ForwardFormat\"")}}
            {{Forward("tcp://127.0.0.4:0", "protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"RSYSLOG_SyslogProtocol23Format\"")}}

            """);
        _lake.Write("lines", Lines());
        using var rsyslog = Process.Start(new ProcessStartInfo(
            Prerequisites.Find("rsyslogd")!, ["-n", "-f", _lake.Path("rsyslog.conf"), "-i", _lake.Path("pid")]))!;
        try
        {
            await UntilAsync(() => Task.FromResult(
                File.Exists(_lake.Path("port")) && File.ReadAllText(_lake.Path("port")).Length > 0 || rsyslog.HasExited));
            Assert.False(rsyslog.HasExited, "rsyslogd ended");
            var port = File.ReadAllText(_lake.Path("port")).Trim();
            await LogAsync("127.0.0.1", port, "--tcp --octet-count --rfc3164");

            await TakenAsync(Messages);
        }
        finally
        {
            rsyslog.Kill();
            await rsyslog.WaitForExitAsync();
        }
    }

    public void Dispose()
    {
        _intake.Dispose();
        _writer.Dispose();
        _lake.Dispose();
    }

    static string Lines() => string.Concat(Enumerable.Range(0, Messages)
        .Select(i => $"4F2A83C{i:00}: from=<a@example.com>, size={1000 + i}, nrcpt=1 (queue active)\n"));

    string Forward(string listener, string how)
    {
        var at = _listeners[listener].EndPoint!;
        return $"action(type=\"omfwd\" target=\"{at.Address}\" port=\"{at.Port}\" {how})";
    }

    Task LogAsync(string listener, string how)
    {
        var at = _listeners[listener].EndPoint!;
        return LogAsync(at.Address.ToString(), at.Port.ToString(CultureInfo.InvariantCulture), how);
    }

    async Task LogAsync(string address, string port, string how)
    {
        var (code, output) = await ProcessRun.OfAsync(new ProcessStartInfo(Prerequisites.Find("logger")!,
            ["--server", address, "--port", port, "--tag", "postfix/qmgr", "--id=77", "--priority", "mail.info",
                "--file", _lake.Path("lines"), .. how.Split(' ')]));
        Assert.True(code == 0, output);
    }

    // Every listener has all of them, and each is the row that it should be.
    async Task TakenAsync(int messages)
    {
        await UntilAsync(async () =>
        {
            await _intake.RoundAsync();
            return _intake.Read().Listeners.All(listener => listener.Messages >= messages);
        });
        await _intake.RoundAsync();
        var expected = _listeners.Keys.Order(StringComparer.Ordinal).SelectMany(listener => Enumerable.Range(0, messages)
            .Select(i => $"syslog {listener} 4F2A83C{i:00} postfix/qmgr a@example.com {1000 + i} info"));
        Assert.Equal(expected, _lake.Ask(
            "SELECT concat_ws(' ', source_file, queue_id, program, sender, bytes, severity) FROM postfix ORDER BY 1"));
        Assert.Equal(["0"], _lake.Ask("SELECT count(*)::VARCHAR FROM postfix WHERE time_source = 'future' OR host IS NULL"));
    }

    static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (!await isSo())
            await Task.Delay(20, deadline.Token);
    }

    [AttributeUsage(AttributeTargets.Method)]
    sealed class SyslogToolsFactAttribute : FactAttribute
    {
        public SyslogToolsFactAttribute() => Skip = Prerequisites.Program("logger")
            ?? (Prerequisites.Program("rsyslogd") is { } missing ? missing + " (Debian: apt-get install rsyslog)" : null);
    }
}
