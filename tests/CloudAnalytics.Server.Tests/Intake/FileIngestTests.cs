using System.IO.Compression;
using System.Text;
using CloudAnalytics.Lake;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;

namespace CloudAnalytics.Server.Tests.Intake;

public sealed class FileIngestTests : IDisposable
{
    readonly IntakeLake _lake = new();

    [Fact]
    public async Task EverythingBelowAFolderIsTakenCompressedOrNot()
    {
        _lake.Write("a.LOG", IntakeLake.Header + IntakeLake.Lines("a1", "a2"));
        _lake.Write("deep/er/b.log", IntakeLake.Header + IntakeLake.Lines("b1"));
        _lake.Write("c.log.gz", [.. Gzip(IntakeLake.Header + IntakeLake.Lines("c1")), .. Gzip(IntakeLake.Lines("c2"))]);
        _lake.Write("d.json", "{\"date-time\":\"2026-11-20T10:00:01.000Z\",\"client-ip\":\"\",\"message-subject\":\"d1\"}");

        var summary = await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["a1", "a2", "b1", "c1", "c2", "d1"], _lake.Subjects());
        Assert.Equal(new LineCounts(6, 0, 0, 15), summary.Formats["exchange_message_tracking"]);
        Assert.Equal((4, 0, true), (summary.Files, summary.FilesUnchanged, summary.Problems.IsEmpty));
        Assert.Equal(["a.LOG", "b.log", "c.log.gz", "d.json"],
            _lake.Ask("SELECT DISTINCT parse_filename(source_file) FROM exchange_message_tracking ORDER BY 1"));
    }

    [Fact]
    public async Task TimesWithoutOffsetAreOfTheZoneThatIsConfigured()
    {
        _lake.Write("here/a.log", IntakeLake.Header + "2026-07-01T12:00:00,10.0.0.1,local\r\n2026-07-01T12:00:00Z,10.0.0.1,utc\r\n");
        _lake.Write("there/b.log", IntakeLake.Header + "2026-07-01T12:00:00,10.0.0.1,elsewhere\r\n");
        var source = SourceConfiguration.Of(_lake.Path("here")) with { Zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York") };
        using (var lake = LakeWriter.Open(_lake.Data, "a test", _lake.Clock))
        {
            var configuration = ServerConfiguration.Default with { Sources = [source] };
            await new FileIngest(lake, configuration, _lake.Clock).RunAsync([_lake.Logs], null, CancellationToken.None);
        }

        Assert.Equal(["elsewhere 12", "local 16", "utc 12"],
            _lake.Ask("SELECT subject || ' ' || hour(\"time\") FROM exchange_message_tracking ORDER BY 1"));
    }

    [Fact]
    public async Task SamePathTwiceAddsNothing()
    {
        _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("a1", "a2"));
        _lake.Write("b.log.gz", Gzip(IntakeLake.Header + IntakeLake.Lines("b1")));
        await _lake.IngestAsync(_lake.Logs);

        var again = await _lake.IngestAsync(_lake.Logs, _lake.Path("a.log"));

        Assert.Equal(["a1", "a2", "b1"], _lake.Subjects());
        Assert.Equal((2, 2, 0), (again.Files, again.FilesUnchanged, again.Total.Records));
    }

    [Fact]
    public async Task WhatCameSinceIsAdded()
    {
        _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("a1"));
        await _lake.IngestAsync(_lake.Logs);
        _lake.Append("a.log", IntakeLake.Lines("a2"));

        await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["a1", "a2"], _lake.Subjects());
    }

    // The content is what was read, wherever it lies.
    [Fact]
    public async Task CopiesRenamesAndCompressedCopiesAddNothing()
    {
        var text = IntakeLake.Header + IntakeLake.Lines(Enumerable.Range(0, 200).Select(i => (object)$"{i:000}"));
        _lake.Write("a.log", text);
        await _lake.IngestAsync(_lake.Logs);
        File.Move(_lake.Path("a.log"), _lake.Path("renamed.log"));
        _lake.Write("copy.log", text);
        _lake.Write("copy.log.gz", Gzip(text));
        _lake.Write("part.log", text[..^700]);
        _lake.Write("part.log.gz", Gzip(text[..^700]));

        var again = await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(200, _lake.Subjects().Count);
        Assert.Equal(4, again.Problems.Count(problem => problem is { Condition: SourceCondition.Copy, IsFault: false }));
    }

    [Fact]
    public async Task CopiesThatAreSeenTogetherForTheFirstTimeAreReadOnce()
    {
        var text = IntakeLake.Header + IntakeLake.Lines(Enumerable.Range(0, 200).Select(i => (object)$"{i:000}"));
        _lake.Write("a.log", text[..^700]);
        _lake.Write("b.log", text);
        _lake.Write("c.log", text);
        _lake.Write("d.log.gz", Gzip(text));
        _lake.Write("e.log", IntakeLake.Header + IntakeLake.Lines("other"));

        await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(201, _lake.Subjects().Count);
    }

    [Fact]
    public async Task LongerCopyGoesOnWhereTheLogWasLeft()
    {
        _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1", "2"));
        await _lake.IngestAsync(_lake.Logs);
        _lake.Write("b.log.gz", Gzip(IntakeLake.Header + IntakeLake.Lines("1", "2", "3")));
        await _lake.IngestAsync(_lake.Path("b.log.gz"));
        _lake.Write("c.log", IntakeLake.Header + IntakeLake.Lines("1", "2", "3", "4"));

        await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["1", "2", "3", "4"], _lake.Subjects());
    }

    [Fact]
    public async Task LastLineNeedsNoLineEndAndItsContinuationIsADeadLetter()
    {
        _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1").TrimEnd());
        await _lake.IngestAsync(_lake.Logs);
        _lake.Append("a.log", "23\r\n" + IntakeLake.Lines("4"));

        await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["1", "4"], _lake.Subjects());
        Assert.Equal(["it continues a line that was taken before its end"], _lake.Ask("SELECT reason FROM dead_letters"));
    }

    [Fact]
    public async Task LastLineThatOnlyGetsItsLineEndIsWhole()
    {
        _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1").TrimEnd());
        await _lake.IngestAsync(_lake.Logs);
        _lake.Append("a.log", "\r\n" + IntakeLake.Lines("2"));

        await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["1", "2"], _lake.Subjects());
        Assert.Empty(_lake.Ask("SELECT reason FROM dead_letters"));
    }

    [Fact]
    public async Task FilesThatAreNotTakenAreNamedAndTheRestGoesOn()
    {
        _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1"));
        _lake.Write("binary.log", [0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0, 4, 0]);
        _lake.Write("empty.log", "");
        _lake.Write("notes.txt", "call Bob about the mail server\n");
        var cut = Gzip(IntakeLake.Header + IntakeLake.Lines(Enumerable.Range(0, 50).Select(i => (object)$"cut{i:00}")));
        _lake.Write("cut.log.gz", cut[..^30]);

        var summary = await _lake.IngestAsync(_lake.Logs, _lake.Path("gone.log"));

        Assert.Equal(
            [("binary.log", SourceCondition.Binary), ("cut.log.gz", SourceCondition.Cut), ("empty.log", SourceCondition.Empty),
                ("gone.log", SourceCondition.Missing), ("notes.txt", SourceCondition.Unknown)],
            summary.Problems.Select(problem => (Path.GetFileName(problem.Path), problem.Condition)));
        Assert.All(summary.Problems, problem => Assert.True(problem.IsFault && problem.Reason.Length > 0));
        Assert.Contains("known formats: ", summary.Problems[^1].Reason, StringComparison.Ordinal);
        Assert.Contains("1", _lake.Subjects());
        Assert.Contains("cut00", _lake.Subjects());
    }

    [Fact]
    public async Task CutFileGoesOnWhereItWasCutOnceItIsWhole()
    {
        var subjects = Enumerable.Range(0, 500).Select(i => $"{i:000} {Guid.NewGuid()}").ToList();
        var whole = Gzip(IntakeLake.Header + IntakeLake.Lines(subjects));
        _lake.Write("a.log.gz", whole[..(whole.Length / 2)]);
        await _lake.IngestAsync(_lake.Logs);
        var half = _lake.Subjects().Count;
        _lake.Write("a.log.gz", whole);

        await _lake.IngestAsync(_lake.Logs);

        Assert.InRange(half, 1, 499);
        Assert.Equal(subjects, _lake.Subjects());
    }

    [Fact]
    public async Task BrokenLineIsADeadLetterWithItsPlaceInTheUnpackedFile()
    {
        _lake.Write("a.log.gz", Gzip(IntakeLake.Header + IntakeLake.Lines("1") + "broken,,\r\n" + IntakeLake.Lines("2")));

        var summary = await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["1", "2"], _lake.Subjects());
        Assert.Equal(1, summary.Total.Malformed);
        var offset = IntakeLake.Header.Length + IntakeLake.Lines("1").Length;
        Assert.Equal([$"{offset} a.log.gz broken,,"],
            _lake.Ask("SELECT concat_ws(' ', \"offset\", parse_filename(source_file), decode(from_base64(raw_base64))) FROM dead_letters"));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task OtherEncodingsAreReadInTheirOwnSteps(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var first = (byte[])[.. encoding.GetPreamble(),
            .. encoding.GetBytes(IntakeLake.Header + IntakeLake.Lines("Grüße 😀", "漢字"))];
        _lake.Write("a.log", first);
        await _lake.IngestAsync(_lake.Logs);
        _lake.Write("a.log", [.. first, .. encoding.GetBytes(IntakeLake.Lines("zwei"))]);

        await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["Grüße 😀", "zwei", "漢字"], _lake.Subjects());
        Assert.Equal(["3"], _lake.Ask("SELECT count(DISTINCT id)::VARCHAR FROM exchange_message_tracking"));
    }

    [Fact]
    public async Task EachFileLeavesARowOfHealth()
    {
        _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1", "2") + "broken,,\r\n");
        _lake.Write("b.log", IntakeLake.Header + IntakeLake.Lines("3"));

        await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["a.log exchange_message_tracking 2 1", "b.log exchange_message_tracking 1 0"], _lake.Ask(
            "SELECT concat_ws(' ', parse_filename(source_file), format, rows, dead_letters, lag_ms) FROM ingestion ORDER BY 1"));
    }

    [Fact]
    public async Task ProgressEndsWithAllBytesOfAllFiles()
    {
        var size = new FileInfo(_lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1", "2"))).Length
            + new FileInfo(_lake.Write("b.log.gz", Gzip(IntakeLake.Header + IntakeLake.Lines("3")))).Length;
        var steps = new List<IngestProgress>();
        using var lake = CloudAnalytics.Lake.LakeWriter.Open(_lake.Data, "a test", _lake.Clock);
        var ingest = new FileIngest(lake, CloudAnalytics.Server.Configuration.ServerConfiguration.Default, _lake.Clock);

        await ingest.RunAsync([_lake.Logs], steps.Add, CancellationToken.None);

        Assert.Equal((2, 2, size, size, 3L), (steps[^1].FilesDone, steps[^1].Files, steps[^1].BytesDone, steps[^1].Bytes, steps[^1].Rows));
    }

    [Fact]
    public async Task StampsWithoutAYearAreOfTheYearInWhichTheFileWasWritten()
    {
        const string lines = "Dec 31 10:00:00 mail postfix/smtpd[1]: connect from a.example.net[192.0.2.1]\n"
            + "Jan  1 10:00:00 mail postfix/smtpd[1]: connect from a.example.net[192.0.2.1]\n";
        File.SetLastWriteTimeUtc(_lake.Write("mail.log", lines), new DateTime(2019, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        var older = Gzip(lines.Replace("192.0.2.1", "192.0.2.2", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(_lake.Write("mail.log.1.gz", older), new DateTime(2017, 1, 2, 0, 0, 0, DateTimeKind.Utc));

        // gzip notes when the log itself was written; the archive may have been copied since.
        var noted = Gzip(lines.Replace("192.0.2.1", "192.0.2.3", StringComparison.Ordinal));
        BitConverter.TryWriteBytes(noted.AsSpan(4), (uint)new DateTimeOffset(2015, 1, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
        File.SetLastWriteTimeUtc(_lake.Write("mail.log.2.gz", noted), new DateTime(2020, 6, 1, 0, 0, 0, DateTimeKind.Utc));

        await _lake.IngestAsync(_lake.Logs);

        Assert.Equal(["2014-12-31", "2015-01-01", "2016-12-31", "2017-01-01", "2018-12-31", "2019-01-01"],
            _lake.Ask("SELECT strftime(time, '%Y-%m-%d') FROM postfix ORDER BY 1"));
    }

    public void Dispose() => _lake.Dispose();

    static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }
}
