using System.Text;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Server.Web.Intake;

namespace CloudAnalytics.Server.Tests.Web;

public sealed class IntakeEndpointsTests
{
    [Fact]
    public async Task SourcesAreSummedUpAndJoinedWithWhatIsFollowedNow()
    {
        using var lake = new TestLake();
        lake.Add(
            IngestionSchema.Schema,
            Commit("a.log", 10, 1, 0, 100),
            Commit("a.log", 5, 0, 60, 250),
            Commit("b.log", 7, 0, 30, null));
        var live = new Live(new IntakeSnapshot(TestLake.Noon, null,
        [
            new SourceSnapshot("a.log", "iis_access", 4096, 2048, null),
            new SourceSnapshot("c.bin", null, 9, 0, "no format is known that looks like this"),
        ]));
        await using var host = await WebHost.StartAsync(lake.Parts with { Intake = live });

        var sources = (await host.JsonAsync("/api/intake"))["sources"]!.AsArray();

        Assert.Equal(["c.bin", "a.log", "b.log"], sources.Select(s => (string)s!["path"]!));
        Assert.Equal("no format is known that looks like this", (string)sources[0]!["fault"]!);
        var a = sources[1]!;
        Assert.Equal((15L, 1L, 250.0, 2048L, true), (
            (long)a["rows"]!, (long)a["deadLetters"]!, (double)a["lagMs"]!, (long)a["readBytes"]!, (bool)a["isFollowed"]!));
        Assert.False((bool)sources[2]!["isFollowed"]!);
    }

    [Fact]
    public async Task DeadLettersComeInPagesAndByReason()
    {
        using var lake = new TestLake();
        lake.AddDead(Enumerable.Range(0, 70).Select(i =>
            ("iis_access", $"u_ex{i % 2}.log", (long)i, i < 50 ? "too few columns" : "it's no date", $"<script>{i}</script>\0")));
        await using var host = await WebHost.StartAsync(lake.Parts);

        var first = await host.JsonAsync("/api/dead");
        var second = await host.JsonAsync($"/api/dead?skip={first["next"]}");
        var some = await host.JsonAsync("/api/dead?reason=it%27s+no+date&source=u_ex1.log");
        var reasons = await host.JsonAsync("/api/dead/reasons");

        Assert.Equal((50, 20), (first["letters"]!.AsArray().Count, second["letters"]!.AsArray().Count));
        Assert.Null(second["next"]);
        var letters = first["letters"]!.AsArray().Concat(second["letters"]!.AsArray());
        Assert.Equal(70, letters.Select(l => (long)l!["offset"]!).Distinct().Count());
        Assert.Equal(10, some["letters"]!.AsArray().Count);
        var raw = Encoding.UTF8.GetString(Convert.FromBase64String((string)some["letters"]![0]!["rawBase64"]!));
        Assert.Equal("<script>51</script>\0", raw);
        Assert.Equal(
            ["iis_access: too few columns: 50", "iis_access: it's no date: 20"],
            reasons["reasons"]!.AsArray().Select(r => $"{r!["format"]}: {r["reason"]}: {r["letters"]}"));
    }

    [Fact]
    public async Task EmptyLakeHasNoSourcesAndNoLetters()
    {
        await using var host = await WebHost.StartAsync();

        Assert.Empty((await host.JsonAsync("/api/intake"))["sources"]!.AsArray());
        Assert.Empty((await host.JsonAsync("/api/dead"))["letters"]!.AsArray());
        Assert.Empty((await host.JsonAsync("/api/formats/extent"))["extents"]!.AsArray());
    }

    sealed record Live(IntakeSnapshot Snapshot) : IIntakeStatus
    {
        public IntakeSnapshot Read() => Snapshot;
    }

    static TestRow Commit(string path, long rows, long dead, int seconds, double? lag)
    {
        var row = new TestRow
        {
            [CommonFields.Time] = TestLake.Noon.AddSeconds(seconds),
            [CommonFields.SourceFile] = path,
            [IngestionSchema.Format] = "iis_access",
            [IngestionSchema.Rows] = rows,
            [IngestionSchema.DeadLetters] = dead,
            [CommonFields.Bytes] = 1000,
        };
        if (lag is { } ms)
            row[IngestionSchema.LagMs] = ms;
        return row;
    }
}
