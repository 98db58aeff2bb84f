using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Dovecot;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Server.Detections;
using static CloudAnalytics.Server.Tests.Detections.SomePlaces;

namespace CloudAnalytics.Server.Tests.Detections;

/// <summary>The detection of journeys that nobody makes, over a real lake.</summary>
public sealed class TravelTests : IDisposable
{
    const string Anna = "anna@example.org";
    const int Hour = 3600;

    static readonly Schema s_postfix = new PostfixFormat().Schema;
    static readonly Schema s_dovecot = new DovecotFormat().Schema;

    readonly DetectionLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(Berlin, NewYork)]
    [InlineData(NewYork, Sydney)]
    [InlineData(Paris, Berlin)]
    [InlineData(Sydney, Paris)]
    public async Task SpeedIsFoundOnlyAboveTheThreshold(string from, string to)
    {
        var seconds = Kilometres(from, to) / 900 * Hour;
        await _lake.AddAsync(
            Login("slow", 0, from), Login("slow", Math.Ceiling(seconds), to), Login("fast", 0, from), Login("fast", Math.Floor(seconds), to));
        // An account whose journey takes longer than the time that is judged is of the test below.
        Assert.InRange(seconds, 2000, 20 * Hour);
        var finding = Assert.Single(await FindAsync(new TimeRangeOf(-6, 36)));
        Assert.Equal("fast", finding.Key);
        Assert.Equal(Kilometres(from, to) / Math.Floor(seconds) * Hour, finding.Value, 1e-6);
    }

    public static TheoryData<string, double?> Steps() => new()
    {
        { BerlinToo, null },
        { Berlin, null },
        { Unlisted, null },
        { Proxy, null },
        { Satellite, null },
        { Anycast, null },
        { Nowhere, null },
        { "10.0.0.1", null },
        { "unknown", null },
        { "::ffff:198.51.100.9", Kilometres(Berlin, NewYork) },
        { Paris, Kilometres(Berlin, Paris) },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task AddressesWithoutAPlaceOfTheirOwnAreNoJourney(string to, double? kilometres)
    {
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, 600, to));
        var found = await FindAsync(threshold: 0);
        Assert.Equal(kilometres is null ? 0 : 1, found.Count);
        if (kilometres is { } distance)
            Assert.Equal(distance * 6, found[0].Value, 1e-6);
    }

    [Fact]
    public async Task AddressesWithoutAPlaceInBetweenArePassedOver()
    {
        string[] between = [Unlisted, Proxy, Nowhere, "10.0.0.1"];
        await _lake.AddAsync(
            [Login(Anna, 0, Berlin), .. between.Select((ip, i) => Login(Anna, 60 * (i + 1), ip)), Login(Anna, Hour, NewYork)]);
        var finding = Assert.Single(await FindAsync());
        Assert.Equal(Kilometres(Berlin, NewYork), finding.Value, 1e-6);
        Assert.Equal("row000000 row000005", string.Join(' ', finding.RowIds));
        Assert.Equal($"{Berlin} near 52.52, 13.41, 20 km around; {NewYork} near 40.71, -74.01, 5 km around", string.Join("; ", finding.Details));
        Assert.Equal(TimeSpan.FromHours(1), finding.Time.ToDateTimeOffset() - SomeRow.Noon);
    }

    [Fact]
    public async Task EachLoginIsComparedWithTheOneBeforeIt()
    {
        // Back in Berlin in the hours that the flight takes: New York is forgotten.
        await _lake.AddAsync(Login(Anna, 0, NewYork), Login(Anna, 8 * Hour, Berlin), Login(Anna, (8 * Hour) + 60, BerlinToo));
        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task RefusedLoginsAndOtherAccountsAreNoJourney()
    {
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, 60, NewYork, "failure"), Login("bert@example.org", 60, NewYork));
        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task TrustedAddressesHaveNoPlace()
    {
        Assert.True(AddressRanges.TryParse(["198.51.100.0/28"], out var trusted, out _));
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, 60, NewYork));
        Assert.Empty(await FindAsync(trusted: trusted));
        Assert.Single(await FindAsync());
    }

    [Fact]
    public async Task LoginsOfTheSameInstantCountAsASecondApart()
    {
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, 0, NewYork));
        Assert.Equal(Kilometres(Berlin, NewYork) * Hour, Assert.Single(await FindAsync()).Value, 1e-3);
    }

    [Fact]
    public async Task OtherProtocolsAndCasesOfLettersAreTheSameAccount()
    {
        await _lake.AddAsync(Login("Anna@Example.ORG", 0, Berlin), Login(Anna, Hour, NewYork, schema: s_dovecot));
        Assert.Equal(Anna, Assert.Single(await FindAsync()).Key);
    }

    [Theory]
    [InlineData(24, 1)]
    [InlineData(24.001, 0)]
    public async Task LoginsOverADayApartAreNotCompared(double hours, int findings)
    {
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, hours * Hour, Sydney));
        // The login before lies outside the time that is judged, too.
        Assert.Equal(findings, (await FindAsync(new TimeRangeOf(20, 30), threshold: 600)).Count);
    }

    [Fact]
    public async Task AnAccountHasOneFindingAnHourAndTheNextTellsWhatWasHeldBack()
    {
        await _lake.AddAsync(Enumerable.Range(0, 12).Select(i => Login(Anna, i * 600, i % 2 == 0 ? Berlin : NewYork)));
        var run = Run();
        var found = await _lake.Monitor(run).JudgeAsync(DetectionLake.Around, default);
        // Five steps end within the first hour, six within the second.
        Assert.Equal([0, 4], found.Select(f => f.HeldBack));
        Assert.Empty(await _lake.Monitor(run).JudgeAsync(DetectionLake.Around, default));

        // The hour of the finding before lies before what is judged now.
        await _lake.AddAsync(Login(Anna, 10 * Hour, Berlin), Login(Anna, (10 * Hour) + 60, NewYork));
        Assert.Equal(5, Assert.Single(await FindAsync(new TimeRangeOf(9, 11))).HeldBack);
    }

    [Fact]
    public async Task MorePlacesThanOneQuestionNamesAreAskedForInSeveral()
    {
        var accounts = (Limits.PlacesPerQuestionMax / 2) + 100;
        var csv = string.Concat(Enumerable.Range(0, accounts).Select(i => $"10.{i / 250}.{i % 250}.0/25,0,{i / 100.0}\n10.{i / 250}.{i % 250}.128/25,60,0\n")
            .Prepend("network,latitude,longitude\n"));
        await _lake.AddAsync(Enumerable.Range(0, accounts).SelectMany(i => (SomeRow[])
            [Login($"u{i}", i, $"10.{i / 250}.{i % 250}.1"), Login($"u{i}", 60 + i, $"10.{i / 250}.{i % 250}.129")]));
        var told = new List<string>();
        var found = await FindAsync(places: new SomePlaces(csv), told: told);
        // The first of the hour are kept, whichever question found them.
        Assert.Equal(Enumerable.Range(0, Limits.DetectionFindingsPerHourMax).Select(i => $"u{i}"), found.Select(f => f.Key));
        Assert.Contains($"{accounts} findings in an hour", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutATableItIsNotEvaluatedUnlessSwitchedOff()
    {
        var run = LakeDetections.Over(_lake.Sql, DetectionsConfiguration.Default, null);
        Assert.Equal("impossible-travel", Assert.Single(run.NotEvaluated).Name);
        Assert.DoesNotContain(run.Detections, d => d.Name == "impossible-travel");
        Assert.Empty(Run().NotEvaluated);
        var off = DetectionsConfiguration.Default with { Rules = DetectionsConfiguration.Default.Rules.Add("impossible-travel", new(null, false)) };
        Assert.Empty(LakeDetections.Over(_lake.Sql, off, null).NotEvaluated);
    }

    static SomeRow Login(string user, double at, string ip, string outcome = "success", Schema? schema = null) => new(schema ?? s_postfix, at,
        (CommonFields.ClientIp, ip), (CommonFields.UserName, user), (LoginFields.Login, true), (CommonFields.Outcome, outcome));

    DetectionRun Run(double? threshold = null, AddressRanges? trusted = null, IPlaceSource? places = null) => LakeDetections.Over(
        _lake.Sql,
        new DetectionsConfiguration(trusted ?? AddressRanges.None, [],
            DetectionsConfiguration.Default.Rules.Add("impossible-travel", new(threshold, true))
                .AddRange(LogDetections.All.Where(d => d.Name != "impossible-travel").Select(d => KeyValuePair.Create(d.Name, new DetectionConfiguration(null, false))))),
        places ?? SomePlaces.Default);

    async Task<IReadOnlyList<Finding>> FindAsync(
        TimeRangeOf? range = null, double? threshold = null, AddressRanges? trusted = null, IPlaceSource? places = null, List<string>? told = null)
    {
        var run = Run(threshold, trusted, places);
        return await run.FindAsync(
            Assert.Single(run.Detections), (range ?? new TimeRangeOf(-6, 36)).Range, told is null ? Assert.Fail : told.Add, default);
    }

    /// <summary>Hours from noon.</summary>
    sealed record TimeRangeOf(double From, double To)
    {
        internal Core.Metrics.TimeRange Range =>
            Core.Metrics.TimeRange.Between(SomeRow.Noon + TimeSpan.FromHours(From), SomeRow.Noon + TimeSpan.FromHours(To));
    }
}
