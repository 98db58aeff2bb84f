using System.Collections.Immutable;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Detections;

namespace CloudAnalytics.Server.Tests.Detections;

public sealed class DetectionRunTests
{
    static readonly Schema s_postfix = new PostfixFormat().Schema;

    // Whoever has no business in opening mailboxes is found; the help desk is not.
    static readonly DetectionsConfiguration s_configuration =
        DetectionsConfiguration.Default with { Administrators = ["helpdesk@example.org"] };

    public static TheoryData<string> Names() => [.. DetectionCase.All.Select(c => c.Detection)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task DetectionFindsWhatItSays(string name)
    {
        var expected = DetectionCase.All.Single(c => c.Detection == name);
        var finding = Assert.Single(await FindAsync(name, expected.Found));
        Assert.Equal((expected.Key, name), (finding.Key, finding.Detection.Name));
        Assert.Equal(expected.Value, finding.Value, 1e-6);
        Assert.NotEmpty(finding.RowIds);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task DetectionFindsNothingInWhatIsMuchLikeIt(string name) =>
        Assert.Empty(await FindAsync(name, DetectionCase.All.Single(c => c.Detection == name).NotFound));

    [Fact]
    public void EveryDetectionHasCases() =>
        Assert.Equal(LogDetections.All.Select(d => d.Name).Order(), DetectionCase.All.Select(c => c.Detection).Order());

    [Fact]
    public async Task AKeyHasOneFindingAnHourAndTheNextTellsWhatWasHeldBack()
    {
        using var lake = new DetectionLake();
        var guesses = new[] { 0, 3600, 3 * 3600 }.SelectMany((start, i) => Guesses(start, 10 + i)).ToList();
        await lake.AddAsync(guesses);
        var monitor = lake.Monitor(Only("sasl-brute-force"));
        Assert.Equal(3, (await monitor.JudgeAsync(DetectionLake.Around, default)).Count);
        Assert.Empty(await monitor.JudgeAsync(DetectionLake.Around, default));

        // Eight make a finding, the rest of the hour is held back: 2 of 10, 3 of 11, 4 of 12.
        Assert.Equal([0, 2, 3], HeldBack(lake));

        // The hour before lies before what is judged now.
        await lake.AddAsync(Guesses(9 * 3600, 8));
        lake.Clock.Advance(TimeSpan.FromHours(10));
        Assert.Equal(1, await lake.Monitor(Only("sasl-brute-force")).JudgeAsync(default));
        Assert.Equal([0, 2, 3, 4], HeldBack(lake));
        Assert.Empty(lake.Told);
    }

    [Fact]
    public async Task RowsThatComeLateAreJudgedAndGiveNoSecondFinding()
    {
        using var lake = new DetectionLake();
        lake.Clock.Advance(TimeSpan.FromMinutes(10));
        var monitor = lake.Monitor(Only("sasl-brute-force"));
        await lake.AddAsync(Guesses(0, 7));
        Assert.Equal(0, await monitor.JudgeAsync(default));
        await lake.AddAsync(Guesses(8, 1));
        lake.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(1, await monitor.JudgeAsync(default));
        await lake.AddAsync(Guesses(9, 5));
        lake.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await monitor.JudgeAsync(default));
    }

    [Fact]
    public async Task TrustedAddressesAreLeftOut()
    {
        Assert.True(AddressRanges.TryParse(["192.0.2.0/29"], out var trusted, out _));
        using var lake = new DetectionLake();
        await lake.AddAsync([.. Guesses(0, 8), .. Guesses(0, 8, "192.0.2.8")]);
        var found = await lake.Monitor(Only("sasl-brute-force") with { Trusted = trusted }).JudgeAsync(DetectionLake.Around, default);
        Assert.Equal("192.0.2.8", Assert.Single(found).Key);
    }

    [Fact]
    public async Task ThresholdsMayBeConfigured()
    {
        using var lake = new DetectionLake();
        await lake.AddAsync(Guesses(0, 8));
        var configuration = Only("sasl-brute-force");
        configuration = configuration with { Rules = configuration.Rules.SetItem("sasl-brute-force", new(9, true)) };
        Assert.Empty(await lake.Monitor(configuration).JudgeAsync(DetectionLake.Around, default));
        configuration = configuration with { Rules = configuration.Rules.SetItem("sasl-brute-force", new(3, true)) };
        Assert.Equal(3, Assert.Single(await lake.Monitor(configuration).JudgeAsync(DetectionLake.Around, default)).Value);
    }

    [Fact]
    public async Task EveryDetectionRunsOverAnEmptyLake()
    {
        using var lake = new DetectionLake();
        var run = LakeDetections.Over(lake.Sql, s_configuration, SomePlaces.Default);
        foreach (var detection in run.Detections)
            Assert.Empty(await run.FindAsync(detection, DetectionLake.Around, lake.Told.Add, default));
    }

    static IEnumerable<SomeRow> Guesses(int start, int count, string ip = "192.0.2.7") => Enumerable.Range(0, count).Select(i =>
        new SomeRow(s_postfix, start + i, (CommonFields.ClientIp, ip), (CommonFields.UserName, "anna"),
            (Formats.LoginFields.Login, true), (CommonFields.Outcome, "failure")));

    static async Task<IReadOnlyList<Finding>> FindAsync(string name, SomeRow[] rows)
    {
        using var lake = new DetectionLake();
        await lake.AddAsync(rows);
        var run = LakeDetections.Over(lake.Sql, s_configuration, SomePlaces.Default);
        return await run.FindAsync(run.Detections.Single(d => d.Name == name), DetectionLake.Around, lake.Told.Add, default);
    }

    static DetectionsConfiguration Only(string name) => DetectionsConfiguration.Default with
    {
        Rules = LogDetections.All.Where(d => d.Name != name)
            .ToImmutableDictionary(d => d.Name, _ => new DetectionConfiguration(null, false)),
    };

    static List<long> HeldBack(DetectionLake lake)
    {
        var held = new List<long>();
        using var query = lake.Sql.Query("SELECT held_back FROM finding ORDER BY time", [], QueryLimits.Default, default);
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
                held.Add(query.Column(0).GetInt64(row));
        }

        return held;
    }
}
