using System.IO.Compression;
using CloudAnalytics.Core;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;

namespace CloudAnalytics.Server.Tests.Intake;

public sealed class FileFollowerTests : IDisposable
{
    readonly IntakeLake _lake = new();
    readonly LakeWriter _writer;
    IntakeService _intake;

    public FileFollowerTests()
    {
        _writer = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);
        _intake = Restarted();
    }

    [Fact]
    public async Task RowsAreTakenOnceTheirLineEnds()
    {
        var line = IntakeLake.Lines("two halves");
        await AppendAsync("a.log", IntakeLake.Header + IntakeLake.Lines("1") + line[..^10]);
        Assert.Equal(["1"], _lake.Subjects());

        await AppendAsync("a.log", line[^10..]);

        Assert.Equal(["1", "two halves"], _lake.Subjects());
    }

    [Fact]
    public async Task ARecordOfSeveralLinesIsTakenOnceItsFileIsQuiet()
    {
        const string header = "2026-01-02 10:00:00,001 WARN  [qtp1-2] [name=anna@example.org;] soap - ";
        const string traces = "SELECT stack_trace FROM zimbra_mailbox ORDER BY time";
        await AppendAsync("mailbox.log", header + "first\n\tat x.Y\n");
        Assert.Empty(_lake.Ask(traces));

        _lake.Clock.Advance(Limits.RecordIdle - TimeSpan.FromSeconds(1));
        await AppendAsync("mailbox.log", "\tat x.Z\n");
        _lake.Clock.Advance(Limits.RecordIdle - TimeSpan.FromSeconds(1));
        await _intake.RoundAsync();
        Assert.Empty(_lake.Ask(traces));

        _lake.Clock.Advance(TimeSpan.FromSeconds(1));
        await _intake.RoundAsync();
        Assert.Equal(["\tat x.Y\n\tat x.Z"], _lake.Ask(traces));

        // The beginning of a line is no record, however long nothing comes.
        await AppendAsync("mailbox.log", header.Replace(",001", ",002", StringComparison.Ordinal) + "second\n\tat");
        _lake.Clock.Advance(Limits.RecordIdle);
        await _intake.RoundAsync();
        await _intake.RoundAsync();
        Assert.Single(_lake.Ask(traces));
        await AppendAsync("mailbox.log", " x.Q\n" + header + "third\n");
        Assert.Equal(["\tat x.Y\n\tat x.Z", "\tat x.Q"], _lake.Ask(traces));
    }

    [Fact]
    public async Task ASplitLineWhoseRestDoesNotComeIsARowOnceItsFileIsQuiet()
    {
        const string rows = "SELECT element_at(attributes, 'is_cut')[1] FROM amavis ORDER BY time";
        await AppendAsync("mail.log", "2026-01-02T10:00:00+00:00 mta1 amavis[7]: (7-01) Passed CLEAN {RelayedInbound}, "
            + "<a@example.org> -> <b@example.net>, Queue-ID: 4A1B2C3D4E, Message-ID...\n");
        Assert.Empty(_lake.Ask(rows));

        _lake.Clock.Advance(Limits.RecordIdle);
        await _intake.RoundAsync();
        Assert.Single(_lake.Ask(rows));

        // It is told once, also by a process that begins anew.
        _lake.Clock.Advance(Limits.RecordIdle);
        await _intake.RoundAsync();
        await AppendAsync("mail.log", "2026-01-02T10:00:09+00:00 mta1 amavis[7]: (7-02) Passed CLEAN {RelayedInbound}, <a@example.org> -> "
            + "<b@example.net>, Queue-ID: 4A1B2C3D4F, Message-ID: <x@y>, Hits: -, size: 1, 9 ms\n");
        Assert.Equal(2, _lake.Ask(rows).Count);
    }

    // Each story is told twice: by one process, and with a restart behind every step.
    public static TheoryData<string, bool> Stories()
    {
        var data = new TheoryData<string, bool>();
        foreach (var story in (string[])["rename", "rename+new", "copytruncate", "copytruncate, copy seen before", "compress",
            "truncate", "header"])
        {
            data.Add(story, false);
            data.Add(story, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task RotationLosesNoRowAndTakesNoneTwice(string story, bool restarts)
    {
        var first = IntakeLake.Header + IntakeLake.Lines(Enumerable.Range(0, 100).Select(i => (object)$"{i:000}"));
        await StepAsync(restarts, () => _lake.Append("a.log", first));
        var expected = Enumerable.Range(0, 100).Select(i => $"{i:000}").ToList();
        expected.Add("more");
        await TellAsync(story, restarts, expected);
        await StepAsync(restarts, () => _lake.Clock.Advance(TimeSpan.FromSeconds(Limits.RotatedIdleSeconds + 1)));
        await StepAsync(restarts, () => _lake.Clock.Advance(TimeSpan.FromSeconds(Limits.CutIdleSeconds + 1)));

        Assert.Equal(expected.Order(StringComparer.Ordinal), _lake.Subjects());
    }

    [Fact]
    public async Task LastLineOfARotatedFileNeedsNoLineEnd()
    {
        await AppendAsync("a.log", IntakeLake.Header + IntakeLake.Lines("1", "2").TrimEnd());
        File.Move(_lake.Path("a.log"), _lake.Path("a.log.1"));
        await _intake.RoundAsync();
        Assert.Equal(["1"], _lake.Subjects());

        _lake.Clock.Advance(TimeSpan.FromSeconds(Limits.RotatedIdleSeconds + 1));
        await _intake.RoundAsync();

        Assert.Equal(["1", "2"], _lake.Subjects());
    }

    [Fact]
    public async Task FileThatIsNotReadIsNamed()
    {
        _lake.Write("notes.txt", "call Bob about the mail server\n");
        await AppendAsync("a.log", IntakeLake.Header + IntakeLake.Lines("1"));

        var sources = _intake.Read().Sources;

        Assert.Equal([null, "exchange_message_tracking"], sources.Select(source => source.Format).OrderBy(f => f, StringComparer.Ordinal));
        Assert.Contains("no format has its header", sources.Single(source => source.Format is null).Fault, StringComparison.Ordinal);
    }

    async Task TellAsync(string story, bool restarts, List<string> expected)
    {
        switch (story)
        {
            case "rename":
                await StepAsync(restarts, () => _lake.Append("a.log", IntakeLake.Lines("more")));
                await StepAsync(restarts, () => File.Move(_lake.Path("a.log"), _lake.Path("a.log.1")));
                break;
            case "rename+new":
                _lake.Append("a.log", IntakeLake.Lines("more"));
                File.Move(_lake.Path("a.log"), _lake.Path("a.log.1"));
                await StepAsync(restarts, () => _lake.Append("a.log", IntakeLake.Header + IntakeLake.Lines("new")));
                await StepAsync(restarts, () => _lake.Append("a.log.1", IntakeLake.Lines("late")));
                expected.AddRange(["new", "late"]);
                break;
            case "copytruncate":
                _lake.Append("a.log", IntakeLake.Lines("more"));
                File.Copy(_lake.Path("a.log"), _lake.Path("a.log.1"));
                await StepAsync(restarts, () => File.WriteAllText(_lake.Path("a.log"), IntakeLake.Header + IntakeLake.Lines("new")));
                expected.Add("new");
                break;
            case "copytruncate, copy seen before":
                _lake.Append("a.log", IntakeLake.Lines("more"));
                await StepAsync(restarts, () => File.Copy(_lake.Path("a.log"), _lake.Path("a.log.1")));
                await StepAsync(restarts, () => File.WriteAllText(_lake.Path("a.log"), ""));
                await StepAsync(restarts, () => _lake.Append("a.log", IntakeLake.Header + IntakeLake.Lines("new")));
                expected.Add("new");
                break;
            case "compress":
                _lake.Append("a.log", IntakeLake.Lines("more"));
                var gzip = Gzip(File.ReadAllBytes(_lake.Path("a.log")));
                await StepAsync(restarts, () => _lake.Write("a.log.gz", gzip[..(gzip.Length / 2)]));
                _lake.Write("a.log.gz", gzip);
                await StepAsync(restarts, () => File.Delete(_lake.Path("a.log")));
                break;
            case "truncate":
                await StepAsync(restarts, () => _lake.Append("a.log", IntakeLake.Lines("more")));
                await StepAsync(restarts, () => File.WriteAllText(_lake.Path("a.log"), IntakeLake.Header + IntakeLake.Lines("new")));
                expected.Add("new");
                break;
            default:
                _lake.Append("a.log", "#Fields: message-subject,date-time,client-ip\r\nmore,2026-11-20T10:00:01.000Z,10.0.0.1\r\n");
                await StepAsync(restarts, () => { });
                await StepAsync(restarts, () => _lake.Append("a.log", "turned,2026-11-20T10:00:01.000Z,10.0.0.1\r\n"));
                expected.Add("turned");
                break;
        }
    }

    async Task StepAsync(bool restarts, Action step)
    {
        step();
        if (restarts)
            _intake = Restarted();
        for (var i = 0; i < 3; i++)
            Assert.True(await _intake.RoundAsync());
    }

    async Task AppendAsync(string name, string text)
    {
        _lake.Append(name, text);
        Assert.True(await _intake.RoundAsync());
    }

    IntakeService Restarted() => new(
        _writer, ServerConfiguration.Default with { Sources = [SourceConfiguration.Of(_lake.Logs)] }, _lake.Clock);

    static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(content);
        return stream.ToArray();
    }

    public void Dispose()
    {
        _intake.Dispose();
        _writer.Dispose();
        _lake.Dispose();
    }
}
