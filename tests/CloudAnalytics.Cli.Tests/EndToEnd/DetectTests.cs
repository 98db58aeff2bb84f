using System.Diagnostics;
using System.Text;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>The command <c>detect</c>, as an administrator calls it.</summary>
public sealed class DetectTests : IDisposable
{
    const string Places = "network,geoname_id,registered_country_geoname_id,represented_country_geoname_id,is_anonymous_proxy,"
        + "is_satellite_provider,postal_code,latitude,longitude,accuracy_radius,is_anycast\n"
        + "203.0.113.0/24,2950159,2921044,,0,0,10115,52.5200,13.4050,20,\n";

    const string PlacesV6 = "network,latitude,longitude\n2001:db8:7::/48,-33.8688,151.2093\n";

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task JourneyThatNobodyMakesIsFoundOnceThereIsATableOfPlaces()
    {
        await IngestAsync();
        var (code, said) = await DetectAsync();
        Assert.True(code == 0, said);
        Assert.Contains(
            "impossible-travel is not evaluated: no table of places is configured: detections.places", said, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@example.org", said, StringComparison.Ordinal);

        Configure(Places);
        (code, said) = await DetectAsync();
        Assert.True(code == 0, said);
        // 16,094.5 km less 20, in two hours.
        Assert.Matches("medium +impossible-travel +anna@example.org +8037\\.26 ", said);
        Assert.Contains("203.0.113.7 near 52.52, 13.41, 20 km around; 2001:db8:7::9 near -33.87, 151.21", said, StringComparison.Ordinal);
        Assert.DoesNotContain("bert@example.org", said, StringComparison.Ordinal);
        Assert.DoesNotContain("not evaluated", said, StringComparison.Ordinal);

        (code, said) = await DetectAsync();
        Assert.True(code == 0, said);
        Assert.DoesNotContain("anna@example.org", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongTableStopsTheCommandBeforeItBegins()
    {
        Configure(Places + "203.0.113.0/24,,,,0,0,,95,13,,\n");
        var (code, said) = await DetectAsync();
        Assert.Equal(2, code);
        Assert.Contains($"{_folder.Combine("etc", "v4.csv")}, line 3: latitude is '95'; allowed: degrees from -90 to 90", said,
            StringComparison.Ordinal);
        Assert.Contains("setting 'detections.places'", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Combine("data")));
    }

    [Fact]
    public async Task WhatAWrongTableHoldsDoesNotSteerTheTerminal()
    {
        Configure("net\e[31mwork,latitude,longitude\n");
        var (code, said) = await DetectAsync();
        Assert.Equal(2, code);
        Assert.Contains("the header is 'net\\x1B[31mwork,latitude,longitude'", said, StringComparison.Ordinal);
    }

    void Configure(string places)
    {
        _folder.Write("etc/v4.csv", Encoding.UTF8.GetBytes(places));
        _folder.Write("etc/v6.csv", Encoding.UTF8.GetBytes(PlacesV6));
        _folder.Write("etc/cloudanalytics.json", """{ "detections": { "places": ["v4.csv", "v6.csv"] } }"""u8);
    }

    async Task IngestAsync()
    {
        _folder.Write("logs/mail.log", Encoding.UTF8.GetBytes(string.Concat(
            Login("10:00:00", "203.0.113.7", "anna"), Login("10:30:00", "192.0.2.1", "anna"), Login("12:00:00", "2001:db8:7::9", "anna"),
            Login("10:00:00", "203.0.113.7", "bert"), Login("12:00:00", "203.0.113.8", "bert"))));
        var (code, said) = await RunAsync("ingest", _folder.Combine("logs"), "--data", _folder.Combine("data"));
        Assert.True(code == 0, said);
    }

    // A client and the login that it sends as, in postfix's words.
    static string Login(string time, string ip, string user) =>
        $"2026-11-20T{time}.000000+00:00 mx1 postfix/submission/smtpd[77]: {Queue(time, user)}: "
        + $"client=unknown[{ip}], sasl_method=PLAIN, sasl_username={user}@example.org\n";

    static string Queue(string time, string user) => $"{(int)user[0]:X}{time.Replace(":", "", StringComparison.Ordinal)}";

    Task<(int Code, string Output)> DetectAsync()
    {
        var path = _folder.Combine("etc", "cloudanalytics.json");
        string[] config = File.Exists(path) ? ["--config", path] : [];
        return RunAsync(["detect", "--from", "2026-11-20", "--to", "2026-11-21", "--data", _folder.Combine("data"), .. config]);
    }

    static Task<(int Code, string Output)> RunAsync(params string[] arguments) =>
        ProcessRun.OfAsync(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cloudanalytics.dll"), .. arguments]));
}
