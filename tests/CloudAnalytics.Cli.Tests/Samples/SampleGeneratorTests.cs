using System.Security.Cryptography;
using System.Text.Json;
using CloudAnalytics.Cli.Samples;

namespace CloudAnalytics.Cli.Tests.Samples;

[Collection(SampleFixture.Collection)]
public sealed class SampleGeneratorTests(SampleFixture sample)
{
    [Fact]
    public void SameOptionsGiveTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        SampleGenerator.Write(SampleFixture.Options(folder.Combine("again")), null, CancellationToken.None);
        Assert.Equal(Hashes(sample.Folder), Hashes(folder.Combine("again")));
    }

    [Fact]
    public void BytesAreThoseOfEveryOtherMachine()
    {
        // A change of the generator changes this; it is here to notice a change that nobody meant, as by another machine's mathematics.
        using var folder = new TemporaryFolder();
        var options = SampleFixture.Options(folder.Combine("small")) with { Records = 5_000, Days = 1 };
        SampleGenerator.Write(options, null, CancellationToken.None);
        var all = string.Join('\n', Hashes(options.Directory).Select(pair => pair.Key + " " + pair.Value));
        Assert.Equal("343E4D2C798275B1", Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(all)))[..16]);
    }

    [Fact]
    public void OtherSeedGivesOtherBytes()
    {
        using var folder = new TemporaryFolder();
        var options = SampleFixture.Options(folder.Combine("other")) with { Seed = 8 };
        SampleGenerator.Write(options, null, CancellationToken.None);
        Assert.NotEqual(Hashes(sample.Folder).Values, Hashes(options.Directory).Values);
    }

    [Fact]
    public void RowsLieInTheSpanAndEndNearItsEnd()
    {
        var end = SampleFixture.Options("").End;
        Assert.All(sample.Read.Rows, row => Assert.InRange(row.Time, end.AddDays(-3).AddSeconds(-1), end.AddTicks(-1)));
        Assert.True(end - sample.Read.Rows.Max(row => row.Time) < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void RowsOfAFileAreInOrderOfTime()
    {
        foreach (var file in sample.Read.Rows.GroupBy(row => row.File))
            Assert.Equal(file.Select(row => row.Time).Order(), file.Select(row => row.Time));
    }

    [Fact]
    public void NumberOfRowsIsAboutWhatWasAskedFor()
    {
        var unix = sample.Truth.Formats.SkipWhile(format => format.Format != "postfix").Sum(format => format.Rows);
        Assert.InRange(sample.Truth.Rows - unix, 27_000, 33_000);
        Assert.InRange(unix, 3_000, 6_000);
        Assert.InRange(sample.Truth.Formats[0].Rows, 13_500, 16_500);
    }

    [Fact]
    public void EveryFormatHasRows() => Assert.All(sample.Truth.Formats, format => Assert.True(format.Rows > 0, format.Format));

    [Fact]
    public void FolderWithFilesIsRefused()
    {
        var wrong = Assert.Throws<ArgumentException>(() =>
            SampleGenerator.Write(SampleFixture.Options(sample.Folder), null, CancellationToken.None));
        Assert.Contains("not empty", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4_999, 3)]
    [InlineData(2_000_000_000, 3)]
    [InlineData(5_000, 0)]
    [InlineData(5_000, 93)]
    public void OptionsOutsideOfTheirRangeAreRefused(long records, int days)
    {
        var options = SampleFixture.Options("unused") with { Records = records, Days = days };
        Assert.Contains("allowed are", options.Validate(), StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressGrowsToTheEnd()
    {
        using var folder = new TemporaryFolder();
        var reports = new Reports();
        var options = SampleFixture.Options(folder.Combine("told")) with { Records = 5_000, Days = 1 };
        var truth = SampleGenerator.Write(options, reports, CancellationToken.None);
        Assert.Equal(reports.All.Select(report => report.Records).Order(), reports.All.Select(report => report.Records));
        Assert.Equal(truth.Rows, reports.All[^1].Records);
        var files = new DirectoryInfo(options.Directory).GetFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Name != "truth.json").ToList();
        Assert.Equal(files.Count, reports.All[^1].Files);
        Assert.Equal(files.Sum(file => file.Length), reports.All[^1].Bytes);
    }

    [Fact]
    public void CancelledSampleHasNoTruth()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<OperationCanceledException>(() =>
            SampleGenerator.Write(SampleFixture.Options(folder.Combine("cut")), null, new CancellationToken(canceled: true)));
        Assert.False(File.Exists(folder.Combine("cut", SampleGenerator.TruthFile)));
    }

    [SamplesFact]
    public void HeadersAreThoseOfRealServers()
    {
        using var known = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Sample("exchange", "field_headers.json")));
        var real = known.RootElement.EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.EnumerateArray().Select(name => name.GetString()!).ToArray());
        foreach (var (format, fields) in sample.Read.Headers.Where(header => header.Format != "iis_error"))
        {
            // IIS columns are chosen by the administrator; each is one that is known, in their order.
            if (format == "iis_access")
                Assert.Subset(real["iis_w3c_all"].Append("X-Forwarded-For").ToHashSet(), fields.Split(' ').ToHashSet());
            else
                Assert.Contains(fields, real.Values.Select(names => string.Join(' ', names)));
        }

        Assert.Contains(("exchange_message_tracking", string.Join(' ', real["messagetracking_2013 (15.00.1104)"])), sample.Read.Headers);
    }

    static SortedDictionary<string, string> Hashes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(folder, path).Replace('\\', '/'), path =>
                Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);

    sealed class Reports : IProgress<SampleProgress>
    {
        public List<SampleProgress> All { get; } = [];

        public void Report(SampleProgress value) => All.Add(value);
    }
}
