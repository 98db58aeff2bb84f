using System.IO.Compression;
using CloudAnalytics.Core;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;

namespace CloudAnalytics.Server.Tests.Intake;

/// <summary>Logs of Zimbra while they are followed, through the ways in which its logrotate and log4j rotate them.</summary>
public sealed class UnixRotationTests : IDisposable
{
    const string Log = "mailbox.log";

    readonly IntakeLake _lake = new();
    readonly LakeWriter _writer;
    IntakeService _intake;

    public UnixRotationTests()
    {
        _writer = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);
        _intake = Restarted();
    }

    public static TheoryData<string, bool> Rotations()
    {
        var data = new TheoryData<string, bool>();
        foreach (var rotation in (string[])["rename", "gzip", "copytruncate"])
        {
            data.Add(rotation, false);
            data.Add(rotation, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Rotations))]
    public async Task RecordOverSeveralLinesSurvivesARotationInItsMiddle(string rotation, bool restarts)
    {
        _lake.Append(Log, Record(1, "first") + Record(2, "failed", "java.lang.Exception: x", "\tat a.B.c(B.java:1)"));
        await StepAsync(restarts);
        // The rest of the trace and the next record come as the log is rotated.
        _lake.Append(Log, "\tat a.B.d(B.java:2)\n" + Record(3, "third", "java.lang.Exception: y"));
        if (rotation != "rename")
            await StepAsync(restarts);
        switch (rotation)
        {
            case "rename":
                File.Move(_lake.Path(Log), _lake.Path("mailbox.log.2026-11-20"));
                _lake.Append("mailbox.log.2026-11-20", "\tat a.B.e(B.java:3)\n");
                break;
            case "gzip":
                _lake.Append(Log, "\tat a.B.e(B.java:3)\n");
                _lake.Write("mailbox.log.2026-11-20.gz", Gzip(File.ReadAllBytes(_lake.Path(Log))));
                File.Delete(_lake.Path(Log));
                break;
            default:
                _lake.Append(Log, "\tat a.B.e(B.java:3)\n");
                File.Copy(_lake.Path(Log), _lake.Path("mailbox.log.1"));
                File.WriteAllText(_lake.Path(Log), "");
                break;
        }

        _lake.Append(Log, Record(4, "fourth"));
        await StepAsync(restarts);
        _lake.Append(Log, Record(5, "fifth"));
        await StepAsync(restarts);
        foreach (var pause in (int[])[Limits.RotatedIdleSeconds, Limits.CutIdleSeconds])
        {
            _lake.Clock.Advance(TimeSpan.FromSeconds(pause + 1));
            await StepAsync(restarts: false);
        }

        Assert.Equal(["1 1", "2 4", "3 3", "4 1", "5 1"], _lake.Ask(
            "SELECT concat_ws(' ', second(time), length(raw) - length(replace(raw, chr(10), '')) + 1) FROM zimbra_mailbox ORDER BY time"));
    }

    public void Dispose()
    {
        _intake.Dispose();
        _writer.Dispose();
        _lake.Dispose();
    }

    static string Record(int second, string text, params string[] trace) =>
        $"2026-11-20 10:00:0{second},000 ERROR [qtp-1:https://mail/service/soap/SearchRequest] [name=a@example.com;] soap - {text}\n"
        + string.Concat(trace.Select(line => line + "\n"));

    static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(content);
        return stream.ToArray();
    }

    async Task StepAsync(bool restarts)
    {
        if (restarts)
        {
            _intake.Dispose();
            _intake = Restarted();
        }

        for (var i = 0; i < 3; i++)
            Assert.True(await _intake.RoundAsync());
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        // What is compressed is compared beside the rounds.
        while (_intake.Read().Sources.Any(source => source.Fault?.Contains("compared", StringComparison.Ordinal) == true))
        {
            await Task.Delay(5, deadline.Token);
            for (var i = 0; i < 3; i++)
                Assert.True(await _intake.RoundAsync());
        }
    }

    IntakeService Restarted() => new(
        _writer, ServerConfiguration.Default with { Sources = [SourceConfiguration.Of(_lake.Logs)] }, _lake.Clock);
}
