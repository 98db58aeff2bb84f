using System.Text;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DeadLetters;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Replay;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Server.Tests.Replay;

public sealed class DeadLetterReplayTests : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ALetterThatCanBeReadNowBecomesARowAndTheOthersStay()
    {
        using var writer = LakeWriter.Open(_folder.Path, "test", TimeProvider.System);
        using (var commit = await writer.BeginAsync(CancellationToken.None))
        {
            commit.AddDeadLetters(
            [
                Letter(1, """{"date-time":"2024-01-25T15:16:09.840Z","client-ip":"10.0.0.1","message-subject":"readable"}"""),
                Letter(2, "garbage"),
            ]);
            Assert.IsType<LakeWriteResult.Written>(commit.Complete());
        }

        var store = new DeadLetterStore(writer.Folder);
        var replay = new DeadLetterReplay(writer, AddressRanges.None, TimeProvider.System);
        var (dry, none) = await replay.RunAsync([.. store.Read()], isDryRun: true, CancellationToken.None);
        Assert.Equal(new ReplayOutcome(2, 1, 1), dry);
        Assert.Null(none);
        Assert.Equal(2, store.Read().Count());

        var (outcome, result) = await replay.RunAsync([.. store.Read()], isDryRun: false, CancellationToken.None);
        Assert.Equal(new ReplayOutcome(2, 1, 1), outcome);
        Assert.IsType<LakeWriteResult.Written>(result);
        Assert.Equal([2L], store.Read().Select(letter => letter.Letter.Offset));

        using var lake = LakeSql.Open(_folder.Path, LogFormats.Schemas, LakeSqlSettings.Default, TimeProvider.System);
        using var query = lake.Query("SELECT subject FROM exchange_message_tracking", ReadOnlySpan<SqlValue>.Empty, QueryLimits.Default,
            CancellationToken.None);
        Assert.True(query.NextChunk());
        Assert.Equal("readable", query.Column(0).GetString(0));
    }

    [Fact]
    public async Task LocalTimesAndTheHostOfTheSourceAreThoseOfTheFirstReading()
    {
        const string Line = "2026-01-25T15:16:09.840,EX1\\Default,08DE,0,10.0.0.1:25,10.0.0.2:3000,+,,";
        var path = _folder.Write("logs/RECV.LOG", Encoding.UTF8.GetBytes(
            "#Log-type: SMTP Receive Protocol Log\r\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,"
            + $"remote-endpoint,event,data,context\r\n{Line}\r\nbroken,\r\nand this,\r\n"));
        var source = new SourceConfiguration(path, null, "ex1.contoso.com", [])
        {
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
        };
        var configuration = ServerConfiguration.Default with { Sources = [source] };
        using var writer = LakeWriter.Open(_folder.Combine("data"), "test", TimeProvider.System);
        await new FileIngest(writer, configuration, TimeProvider.System).RunAsync([path], null, CancellationToken.None);

        // As a later version would read it: here the line itself is mended.
        var store = new DeadLetterStore(writer.Folder);
        var stored = store.Read().First();
        var readable = stored with { Letter = stored.Letter with { Raw = Encoding.UTF8.GetBytes(Line) } };
        var (outcome, _) = await new DeadLetterReplay(writer, AddressRanges.None, TimeProvider.System)
            .RunAsync([readable], isDryRun: false, CancellationToken.None);

        Assert.Equal(new ReplayOutcome(1, 1, 1), outcome);
        // The one that stays is written anew, and loses nothing by it.
        Assert.Equal(("Europe/Berlin", "ex1.contoso.com"), (Assert.Single(store.Read()).Letter.Zone, stored.Letter.Host));
        var rows = Ask("""SELECT concat_ws(' ', "time", host, action, raw) FROM exchange_smtp_protocol""");
        Assert.Equal([$"2026-01-25 14:16:09.84 ex1.contoso.com connect {Line}"], rows.Distinct());
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task ALetterFromAZoneThatIsNotKnownHereStays()
    {
        using var writer = LakeWriter.Open(_folder.Combine("data"), "test", TimeProvider.System);
        var letter = Letter(1, """{"date-time":"2024-01-25T15:16:09.840","message-subject":"readable"}""") with { Zone = "Mars/Olympus" };
        var (outcome, _) = await new DeadLetterReplay(writer, AddressRanges.None, TimeProvider.System)
            .RunAsync([new StoredDeadLetter("1", default, letter)], isDryRun: true, CancellationToken.None);
        Assert.Equal(new ReplayOutcome(1, 0, 0), outcome);
    }

    [Theory]
    [InlineData("10.0.0.5", "198.51.100.9")]
    [InlineData("10.0.0.6", "10.0.0.5")]
    public async Task WhatAProxySaysOfTheClientCountsAsInTheFirstReading(string proxy, string client)
    {
        const string Line = "2025-11-20 08:00:00,001 INFO  [qtp1-10:https://mail.example.org:8443/service/soap/AuthRequest] "
            + "[name=anna@example.org;oip=192.0.2.66, 198.51.100.9;ip=10.0.0.5;port=52016;] security - cmd=Auth; account=anna@example.org; "
            + "protocol=soap;";
        Assert.True(AddressRanges.TryParse([proxy], out var proxies, out _));
        var letter = new DeadLetter("zimbra_audit", "audit.log", 1, "it is broken", Encoding.UTF8.GetBytes(Line));
        using (var writer = LakeWriter.Open(_folder.Combine("data"), "test", TimeProvider.System))
        {
            var (outcome, _) = await new DeadLetterReplay(writer, proxies, TimeProvider.System)
                .RunAsync([new StoredDeadLetter("1", default, letter)], isDryRun: false, CancellationToken.None);
            Assert.Equal(new ReplayOutcome(1, 1, 1), outcome);
        }

        Assert.Equal([client], Ask("SELECT client_ip FROM zimbra_audit"));
    }

    List<string> Ask(string sql)
    {
        using var lake = LakeSql.Open(_folder.Combine("data"), LogFormats.Schemas, LakeSqlSettings.Default, TimeProvider.System);
        using var query = lake.Query(sql, [], QueryLimits.Default, CancellationToken.None);
        var rows = new List<string>();
        while (query.NextChunk())
            rows.AddRange(Enumerable.Range(0, query.RowCount).Select(row => query.Column(0).GetString(row)!));
        return rows;
    }

    static DeadLetter Letter(long offset, string text) =>
        new("exchange_message_tracking", "a.log", offset, "it is broken", Encoding.UTF8.GetBytes(text));
}
