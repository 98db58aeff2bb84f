using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Intake.Deliveries;

namespace CloudAnalytics.Server.Tests.Intake;

/// <summary>The same lines of a Unix host, however they come.</summary>
public sealed class SameLinesTests : IDisposable
{
    // What names the way itself; arrived is when it came, and severity stands before a line that came over syslog alone.
    const string Columns = "* EXCLUDE (id, source_file, raw, arrived, severity)";

    static readonly (string Program, int Pid, string Message)[] s_lines =
    [
        ("postfix/smtpd", 11, "4F2A83C1D2: client=client.example.net[192.0.2.7], sasl_method=LOGIN, sasl_username=a@example.com"),
        ("postfix/cleanup", 12, "4F2A83C1D2: message-id=<m1@example.com>"),
        ("postfix/qmgr", 13, "4F2A83C1D2: from=<a@example.com>, size=1234, nrcpt=1 (queue active)"),
        ("postfix/smtp", 14, "4F2A83C1D2: to=<b@example.net>, relay=mx.example.net[198.51.100.1]:25, delay=0.5, delays=0.1/0/0.2/0.2, "
            + "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9A8B7C6D5E)"),
        ("postfix/smtpd", 15, "warning: client.example.net[192.0.2.7]: SASL LOGIN authentication failed: \"UGFzc3dvcmQ6\""),
        ("saslauthd", 16, "auth_zimbra: a@example.com auth failed: authentication failed for [a@example.com]"),
        ("opendkim", 17, "4F2A83C1D2: DKIM-Signature field added (s=default, d=example.com)"),
        ("cron", 18, "(root) CMD (true)"),
    ];

    readonly IntakeLake _lake = new();
    readonly LakeWriter _writer;

    public SameLinesTests() => _writer = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);

    [Fact]
    public async Task AreTheSameRowsByFileByAgentsAndBySyslog()
    {
        _lake.Write("zimbra.log", string.Concat(s_lines.Select((line, i) => Line(line, i) + "\n")));
        using var intake = new IntakeService(_writer, ServerConfiguration.Default with
        {
            Sources = [SourceConfiguration.Of(_lake.Logs)],
            Syslog = [new SyslogConfiguration(SyslogAddress.TryParse("tcp://127.0.0.1:0")!)],
        }, _lake.Clock);
        var inbox = intake.Syslog.Listeners.Single().Inbox;
        foreach (var (line, i) in s_lines.Select((line, i) => (line, i)))
        {
            var message = Encoding.UTF8.GetBytes("<22>" + Line(line, i));
            Assert.True(inbox.TryAdd(message, message.Length, System.Net.IPAddress.Loopback, drops: false));
        }

        var syslog = LogFormats.All.Single(format => format.Name == "syslog");
        Assert.True(intake.Deliveries.TryAdd(new Delivery(syslog, "http:kinesis-agent", Objects(KinesisAgent))));
        Assert.True(intake.Deliveries.TryAdd(new Delivery(syslog, "http:fluent-bit", Objects(FluentBit))));
        Assert.True(await intake.RoundAsync());

        foreach (var (format, rows) in (ReadOnlySpan<(string, int)>)[("postfix", 5), ("saslauthd", 1), ("opendkim", 1), ("syslog", 1)])
        {
            Assert.Equal(Enumerable.Repeat($"{rows}", 4), _lake.Ask($"SELECT count(*)::VARCHAR FROM {format} GROUP BY source_file"));
            Assert.Equal([$"{rows}"], _lake.Ask(
                $"SELECT count(*)::VARCHAR FROM (SELECT DISTINCT to_json(r)::VARCHAR FROM (SELECT {Columns} FROM {format}) r)"));
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _lake.Dispose();
    }

    static string Stamp(int i) => $"Nov 20 11:59:{i:00}";

    static string Line((string Program, int Pid, string Message) line, int i) =>
        $"{Stamp(i)} mx1 {line.Program}[{line.Pid}]: {line.Message}";

    // Amazon Kinesis Agent, "optionName": "LOGTOJSON", "logFormat": "SYSLOG".
    static object KinesisAgent((string Program, int Pid, string Message) line, int i) => new
    {
        timestamp = Stamp(i),
        hostname = "mx1",
        program = line.Program,
        processid = line.Pid.ToString(CultureInfo.InvariantCulture),
        message = line.Message,
    };

    // Fluent Bit, parser syslog-rfc3164-local.
    static object FluentBit((string Program, int Pid, string Message) line, int i) => new
    {
        time = Stamp(i),
        host = "mx1",
        ident = line.Program,
        pid = line.Pid.ToString(CultureInfo.InvariantCulture),
        message = line.Message,
    };

    static byte[] Objects(Func<(string Program, int Pid, string Message), int, object> shape) =>
        Encoding.UTF8.GetBytes(string.Concat(s_lines.Select((line, i) => JsonSerializer.Serialize(shape(line, i)) + "\n")));
}
