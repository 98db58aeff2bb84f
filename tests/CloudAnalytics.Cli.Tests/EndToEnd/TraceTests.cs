using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Cli.Commands;
using CloudAnalytics.Cli.Investigation;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Cli.Samples.Unix;
using CloudAnalytics.Server.Tracing;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>Traces of a sample in words, their lines, and the bundle of an account's day.</summary>
public sealed class TraceTests(SampleLake sample) : IClassFixture<SampleLake>
{
    [Fact]
    public void AWayOverPostfixAndExchangeIsOneJourneyToTheMailbox()
    {
        var truths = sample.Truth.Unix.Journeys.Where(journey => journey.Kind == "exchange").ToList();
        Assert.NotEmpty(truths);
        foreach (var truth in truths)
        {
            var journey = Single(truth.MessageId);
            Assert.Equal(truth.Ends.Select(end => $"{end.Address} {end.State}"), journey.Recipients.Select(end =>
                $"{end.Address} {end.State}"));
            var (mx, edge) = (journey.Hops[0], journey.Hops[1]);
            Assert.Equal(truth.Queues[0], $"{mx.Server}/{mx.QueueId}");
            Assert.StartsWith("EDGE01", edge.Server, StringComparison.Ordinal);
            Assert.Contains(journey.Links, link => link is { From: 0, To: 1, Kind: "queue" });
            Assert.Contains(journey.Hops, hop => hop.Server.StartsWith("EX0", StringComparison.Ordinal));
            Assert.NotEmpty(journey.Subject);
            // Whatever is known of it leads to the same whole.
            foreach (var key in (string[])[truth.Queues[0], mx.QueueId, journey.NetworkMessageId])
                Assert.Equal(journey.Hops.Count, Single(key).Hops.Count);
        }
    }

    [Fact]
    public void EveryKindOfWayIsSaidInWords()
    {
        var words = new Dictionary<string, string>
        {
            ["inbound"] = "delivered to folder Inbox", ["junk"] = "delivered to folder Junk", ["discarded"] = "discarded by a filter",
            ["quarantined"] = "quarantined by a filter", ["bounce"] = "bounced, the sender is told", ["held"] = "held in the queue",
            ["milter"] = "refused by a filter", ["outbound"] = "handed over to mx1.", ["queued"] = "deferred once",
        };
        foreach (var (kind, expected) in words)
        {
            var text = Text(Truth(kind).MessageId);
            Assert.Contains(expected, text, StringComparison.Ordinal);
            if (kind is "discarded" or "quarantined")
                Assert.DoesNotContain("      delivered", text, StringComparison.Ordinal);
        }

        // A filter's re-injection is no server of its own: it stands under the server that it came back to.
        var inbound = Truth("inbound");
        var lines = Text(inbound.MessageId).Split('\n');
        Assert.Equal(2, lines.Count(line =>
            line.StartsWith("  mx", StringComparison.Ordinal) || line.StartsWith("  zmta", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith($"    back from a filter as {inbound.Queues[2].Split('/')[1]}",
            StringComparison.Ordinal));
        Assert.Contains("  report: zmta", Text(Truth("bounce").MessageId), StringComparison.Ordinal);
    }

    [Fact]
    public void AWayBeginsWithThePersonAndTheDevice()
    {
        foreach (var truth in sample.Truth.Unix.Journeys.Where(journey => journey.Kind != "reject").GroupBy(journey => journey.Kind)
            .SelectMany(kind => kind.Take(8)))
        {
            var lines = Text(truth.MessageId).Split('\n');
            var at = Array.FindIndex(lines, line => line.StartsWith("  handed in by ", StringComparison.Ordinal));
            if (truth.Submission is not { } by)
            {
                Assert.True(at < 0, $"{truth.Kind} {truth.MessageId}");
                continue;
            }

            Assert.StartsWith($"  handed in by {by.Account}  ", lines[at], StringComparison.Ordinal);
            Assert.EndsWith($" at {by.Server}", lines[at], StringComparison.Ordinal);
            Assert.EndsWith($" from {by.ClientIp}", lines[at + 1], StringComparison.Ordinal);
            var next = at + 2;
            if (by.UserAgent.Length > 0)
                Assert.Equal($"    {by.UserAgent}", lines[next++]);
            var first = truth.Queues[0].Replace("/", " as ", StringComparison.Ordinal);
            Assert.StartsWith($"  {first}  arrived", lines[next], StringComparison.Ordinal);
            Assert.StartsWith($"    <- from {by.Account}", lines[next + 1], StringComparison.Ordinal);
            var json = Json(truth.MessageId).GetProperty("submission");
            Assert.Equal((by.Account, by.ClientIp, by.UserAgent, by.Protocol, by.Server),
                (Of("user"), Of("clientIp"), Of("userAgent"), Of("protocol"), Of("server")));
            string Of(string name) => json.GetProperty(name).GetString()!;
        }
    }

    [Fact]
    public void ARefusalIsFoundByItsRecipient()
    {
        var truth = Truth("reject");
        Assert.Contains("refused at SMTP, it never was in a queue", Text(truth.Ends[0].Address), StringComparison.Ordinal);
    }

    [Fact]
    public void ATextWithoutAMessageNamesAllKeys()
    {
        var text = Text("<nothing@nowhere.example>");
        foreach (var key in (string[])["Message-ID", "queue id", "mx1/", "address", "sender and recipient", "network message id",
            "subject"])
            Assert.Contains(key, text, StringComparison.Ordinal);
    }

    [Fact]
    public void LinesAreThoseOfTheFilesAtTheirPlaces()
    {
        var checkedLines = 0;
        foreach (var truth in (UnixJourneyTruth[])[Truth("exchange"), Truth("junk"), Truth("webmail")])
        {
            var journey = new LineReader(sample.Lake).WithLines(Single(truth.MessageId), CancellationToken.None);
            Assert.NotNull(journey.Lines);
            foreach (var queue in truth.Queues)
                Assert.Contains(journey.Lines, line => line.Raw.Contains(queue.Split('/')[1] + ": client=", StringComparison.Ordinal));
            foreach (var line in journey.Lines.Where(line => line.Offset is not null))
            {
                var raw = Encoding.UTF8.GetBytes(line.Raw);
                Assert.Equal(line.Raw, Encoding.UTF8.GetString(Content(line.SourceFile).AsSpan((int)line.Offset!.Value, raw.Length)));
                checkedLines++;
            }
        }

        Assert.True(checkedLines > 20, $"{checkedLines} lines have a place");
        Assert.Contains("mail.log", Text(Truth("junk").MessageId, withLines: true), StringComparison.Ordinal);
    }

    [Fact]
    public void ABundleHoldsTheAccountsDayAndShowsALaterChange()
    {
        using var folder = RepositoryRoot.Temporary();
        var truth = Truth("webmail");
        var day = DateOnly.FromDateTime(truth.First.UtcDateTime);
        var question = new AccountQuestion([truth.Sender.ToUpperInvariant()], day, TimeZoneInfo.Utc, "J. Doe", "Ticket 4711",
            Path.Combine(folder.Path, "bundle"));
        Assert.Equal(CommandRunner.Done, AccountCommand.Run(sample.Lake, question, CancellationToken.None));

        var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(question.Folder, "manifest.json"))).RootElement;
        Assert.Equal(("J. Doe", "Ticket 4711"), (manifest.GetProperty("by").GetString(), manifest.GetProperty("case").GetString()));
        var journeys = File.ReadAllText(Path.Combine(question.Folder, "journeys.json"));
        foreach (var own in sample.Truth.Unix.Journeys.Where(journey => journey.MessageId.Length > 0 && journey.Kind != "reject"
            && DateOnly.FromDateTime(journey.First.UtcDateTime) == day
            && (journey.Sender == truth.Sender || journey.Ends.Any(end => end.Address == truth.Sender))))
            Assert.Contains(own.MessageId, journeys, StringComparison.Ordinal);
        foreach (var file in manifest.GetProperty("files").EnumerateArray().Where(file =>
            file.GetProperty("format").GetString() is not null))
        {
            var name = file.GetProperty("name").GetString()!;
            var content = File.ReadAllText(Path.Combine(question.Folder, name));
            if (name.EndsWith(".json", StringComparison.Ordinal))
                Assert.Equal(file.GetProperty("rows").GetInt64(), JsonDocument.Parse(content).RootElement.GetArrayLength());
            else
                Assert.Contains("byte_offset", content, StringComparison.Ordinal);
        }

        var postfix = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(question.Folder,
            "postfix.json"))).RootElement.EnumerateArray().ToList();
        Assert.All(postfix, row => Assert.Contains(truth.Sender, row.GetProperty("raw").GetString(), StringComparison.OrdinalIgnoreCase));
        Assert.All(postfix, row => Assert.True(row.GetProperty("byte_offset").GetInt64() >= 0));
        Assert.Equal(
            sample.Truth.Formats.Count(format => format.Rows > 0),
            manifest.GetProperty("evidence").EnumerateArray().Select(one => one.GetProperty("format").GetString()).Distinct().Count());

        Assert.Equal(0, Check(question.Folder).Code);
        foreach (var file in Directory.GetFiles(question.Folder).Where(file => Path.GetFileName(file) != AccountBundle.SumsName))
        {
            var bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
            var (code, output) = Check(question.Folder);
            Assert.True(code != 0 && output.Contains(Path.GetFileName(file) + ": FAILED", StringComparison.Ordinal), output);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        Assert.Throws<CommandException>(() => AccountCommand.Run(sample.Lake, question, CancellationToken.None));
    }

    [Fact]
    public void ABundleHoldsNoFormulas()
    {
        using var folder = RepositoryRoot.Temporary();
        using var query = sample.Lake.Query(
            "SELECT sender, time FROM exchange_message_tracking WHERE subject LIKE '=cmd%' OR subject LIKE '@SUM%' OR subject LIKE '=HYPER%' LIMIT 1",
            [], Lake.Queries.QueryLimits.Default, CancellationToken.None);
        Assert.True(query.NextChunk());
        var question = new AccountQuestion([query.Column(0).GetString(0)!],
            DateOnly.FromDateTime(query.Column(1).GetTime(0)!.Value.UtcDateTime),
            TimeZoneInfo.Utc, "J. Doe", "=1+1", Path.Combine(folder.Path, "bundle"));
        Assert.Equal(CommandRunner.Done, AccountCommand.Run(sample.Lake, question, CancellationToken.None));
        var text = File.ReadAllText(Path.Combine(question.Folder, "exchange_message_tracking.csv"));
        Assert.Matches(",\"'[=@]", text);
        Assert.DoesNotMatch("(^|,)\"?(=cmd|=HYPER|@SUM)", text);
    }

    [Fact]
    public void NothingOfAnAccountSaysSoAndWhatWasLookedAt()
    {
        using var folder = RepositoryRoot.Temporary();
        var question = new AccountQuestion(["nobody@nowhere.example"], DateOnly.FromDateTime(sample.Truth.LastDay.From.UtcDateTime),
            TimeZoneInfo.Utc, "J. Doe", "Ticket 4711", Path.Combine(folder.Path, "bundle"));
        Assert.Equal(CommandRunner.Failed, AccountCommand.Run(sample.Lake, question, CancellationToken.None));
        var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(question.Folder, "manifest.json"))).RootElement;
        Assert.Equal(0, manifest.GetProperty("files").GetArrayLength());
        Assert.NotEqual(0, manifest.GetProperty("evidence").GetArrayLength());
        Assert.Equal(0, Check(question.Folder).Code);
    }

    [Theory]
    [InlineData("UTC", "2026-03-29", "2026-03-29T00:00:00Z", 24)]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", 25)]
    public void ADayIsThatOfItsZone(string zone, string day, string from, int hours)
    {
        var question = new AccountQuestion(["a"], DateOnly.Parse(day, null), TimeZoneInfo.FindSystemTimeZoneById(zone), "b", "c", "d");
        Assert.Equal(DateTimeOffset.Parse(from, null), question.From);
        Assert.Equal(TimeSpan.FromHours(hours), question.To - question.From);
    }

    UnixJourneyTruth Truth(string kind) => sample.Truth.Unix.Journeys.First(journey => journey.Kind == kind);

    Journey Single(string key) => Assert.Single(new MessageTracer(sample.Lake).Trace(key, null, null, CancellationToken.None).Journeys);

    JsonElement Json(string key)
    {
        using var stream = new MemoryStream();
        TraceWriter.WriteJson(new MessageTracer(sample.Lake).Trace(key, null, null, CancellationToken.None), stream);
        return JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("journeys")[0];
    }

    string Text(string key, bool withLines = false)
    {
        var found = new MessageTracer(sample.Lake).Trace(key, null, null, CancellationToken.None);
        if (withLines)
            found = found with { Journeys = [.. found.Journeys.Select(one =>
                new LineReader(sample.Lake).WithLines(one, CancellationToken.None))] };
        var writer = new StringWriter { NewLine = "\n" };
        TraceWriter.WriteText(found, writer);
        return writer.ToString();
    }

    static byte[] Content(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var memory = new MemoryStream();
        plain.CopyTo(memory);
        return memory.ToArray();
    }

    static (int Code, string Output) Check(string folder)
    {
        var (code, output) = ProcessRun.OfAsync(new ProcessStartInfo("sha256sum", ["-c",
            AccountBundle.SumsName]) { WorkingDirectory = folder })
            .GetAwaiter().GetResult();
        return (code, output);
    }
}
