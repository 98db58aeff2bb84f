using CloudAnalytics.Cli.Samples;

namespace CloudAnalytics.Cli.Tests.Samples;

/// <summary>What the truth says of every format against a recount of the written files.</summary>
[Collection(SampleFixture.Collection)]
public sealed class FormatTruthTests(SampleFixture sample)
{
    public static TheoryData<string> Formats => [.. FormatNames];

    static readonly string[] FormatNames =
    [
        "exchange_message_tracking", "exchange_smtp_protocol", "exchange_imap_pop", "exchange_ews", "exchange_http_proxy",
        "exchange_mapi_http", "exchange_agent", "exchange_cmdlet", "exchange_ecp", "exchange_admin_audit", "iis_access", "iis_error",
        "windows_event",
    ];

    [Theory, MemberData(nameof(Formats))]
    public void RowsNoiseAndDeadLetters(string format)
    {
        var rows = sample.Read.Of(format).ToList();
        var counted = new FormatTruth(format, rows.Count, rows.Count(row => row.IsNoise), sample.Read.Dead.GetValueOrDefault(format));
        Assert.Equal(counted, sample.Truth.Formats.Single(truth => truth.Format == format));
    }

    [Theory, MemberData(nameof(Formats))]
    public void NoiseOfTheLastDay(string format)
    {
        var truth = sample.Truth.LastDay;
        var rows = sample.Read.Of(format).Where(row => row.Time >= truth.From && row.Time < truth.To).ToList();
        var noise = rows.Count(row => row.IsNoise);
        Assert.Equal(new NoiseTruth(format, rows.Count, noise, rows.Count == 0 ? 0 : (double)noise / rows.Count),
            truth.Noise.Single(row => row.Format == format));
    }

    // Unix logs hold several formats each, which the reader of these tests does not tell apart.
    static bool IsUnix(string path) => path.StartsWith("unix/", StringComparison.Ordinal);

    [Fact]
    public void FilesAreWhatLiesInTheFolder()
    {
        var rows = sample.Read.Rows.CountBy(row => row.File).ToDictionary();
        var found = new DirectoryInfo(sample.Folder).GetFiles("*", SearchOption.AllDirectories).Where(file => file.Name != "truth.json")
            .Select(file => (Path: Path.GetRelativePath(sample.Folder, file.FullName).Replace('\\', '/'), file.Length))
            .Select(file => (file.Path, file.Length, Rows: (long)rows.GetValueOrDefault(file.Path)));
        found = found.Where(file => !IsUnix(file.Path));
        var told = sample.Truth.Files.Where(file => !IsUnix(file.Path)).Select(file => (file.Path, file.Bytes, file.Rows));
        Assert.Equal(found.Order(), told.Order());
        foreach (var format in sample.Truth.Formats.Where(format => FormatNames.Contains(format.Format)))
        {
            var files = sample.Truth.Files.Where(file => file.Format == format.Format).ToList();
            Assert.Equal((format.Rows, format.DeadLetters), (files.Sum(file => file.Rows), files.Sum(file => file.DeadLetters)));
        }
    }
}
