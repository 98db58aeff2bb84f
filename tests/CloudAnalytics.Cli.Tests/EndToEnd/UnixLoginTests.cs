using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Cli.Samples.Unix;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>A login attempt is reported by up to four lines of four logs, and is one row that counts.</summary>
public sealed class UnixLoginTests : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EachAttemptIsCountedOnceWithItsProtocolAndItsClient()
    {
        var logs = Path.Combine(_folder.Path, "logs");
        var data = Path.Combine(_folder.Path, "data");
        var truth = Write(logs);
        using (var writer = LakeWriter.Open(data, "test", TimeProvider.System))
            await new FileIngest(writer, ServerConfiguration.Default, TimeProvider.System).RunAsync([logs], null, CancellationToken.None);

        Assert.NotEmpty(truth.Logins);
        var expected = truth.Logins.Select(login =>
            $"{login.Account} {login.ClientIp} {login.Protocol} {(login.IsSuccess ? "success" : "failure")} {login.Attempts}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), Counted(data).Order(StringComparer.Ordinal));
    }

    static UnixTruth Write(string folder)
    {
        const int slices = 24;
        var end = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var clock = new SampleClock(end - (slices * 3_600_000L), end);
        // Lines that a log has twice would be counted twice.
        var turbulence = new UnixTurbulence(ReorderMax: 8, DuplicatesPerMille: 0, RotationHours: 5);
        using var estate = new UnixEstate(5, clock, new SampleFiles(folder, long.MaxValue), turbulence, (_, _) => { });
        for (var slice = 0; slice < slices; slice++)
        {
            var from = clock.Start + (slice * 3_600_000L);
            estate.Write(60, from, from + 3_600_000);
            estate.Flush(from + 3_600_000);
        }

        return estate.Result();
    }

    static List<string> Counted(string data)
    {
        const string columns = "login, user_name, client_ip, protocol, outcome";
        using var lake = LakeSql.Open(data, LogFormats.Schemas, LakeSqlSettings.Default, TimeProvider.System);
        using var query = lake.Query(
            $"SELECT concat_ws(' ', user_name, client_ip, protocol, outcome, count(*)) FROM (SELECT {columns} FROM postfix "
            + $"UNION ALL SELECT {columns} FROM zimbra_audit UNION ALL SELECT {columns} FROM zimbra_mailbox) WHERE login GROUP BY "
            + "user_name, client_ip, protocol, outcome",
            [], new QueryLimits(1_000_000, TimeSpan.FromMinutes(1)), CancellationToken.None);
        var rows = new List<string>();
        while (query.NextChunk())
            rows.AddRange(Enumerable.Range(0, query.RowCount).Select(row => query.Column(0).GetString(row) ?? ""));
        return rows;
    }
}
