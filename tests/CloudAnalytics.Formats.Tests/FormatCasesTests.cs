namespace CloudAnalytics.Formats.Tests;

/// <summary>Input and expected rows as files; UPDATE_SNAPSHOTS=1 writes the expectations anew, to be read before they are kept.</summary>
public sealed class FormatCasesTests
{
    static readonly bool s_update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    public static TheoryData<string> Cases => LogCase.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void ACaseGivesExactlyItsExpectedRows(string name)
    {
        var given = LogCase.Find(name);
        var actual = LogCase.Describe(given.Parse());
        if (s_update)
            File.WriteAllText(given.ExpectedPath, actual);
        Assert.True(File.Exists(given.ExpectedPath), $"{given.ExpectedPath} is not there: UPDATE_SNAPSHOTS=1 writes it");
        Assert.Equal(File.ReadAllText(given.ExpectedPath).Split('\n'), actual.Split('\n'));
    }

    [Fact]
    public void EveryFormatHasCasesAndSomeOfThemRejectLines()
    {
        foreach (var format in LogFormats.All)
        {
            var cases = LogCase.All.Where(c => c.FormatName == format.Name).ToList();
            Assert.True(cases.Count > 0, $"tests/cases/{format.Name} has no case");
            Assert.True(cases.Any(c => File.ReadAllText(c.ExpectedPath).Contains("\"dead_letter\"", StringComparison.Ordinal)),
                $"no case of {format.Name} holds a line that must be rejected");
        }
    }

    [Fact]
    public void EveryFolderOfCasesBelongsToAFormatAndEveryExpectationToACase()
    {
        Assert.All(LogCase.All, c => Assert.NotNull(LogFormats.Find(c.FormatName)));
        var there = Directory.EnumerateFiles(LogCase.Root, "*.expected.jsonl", SearchOption.AllDirectories);
        var wanted = LogCase.All.Select(c => c.ExpectedPath).Distinct();
        Assert.Equal(wanted.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }
}
