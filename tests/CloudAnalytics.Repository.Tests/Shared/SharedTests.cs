namespace CloudAnalytics.Repository.Tests.Shared;

public sealed class SharedTests
{
    [Fact]
    public void RootHoldsTheSolution() => Assert.True(File.Exists(RepositoryRoot.Combine("CloudAnalytics.sln")));

    [Fact]
    public void TemporaryFolderIsGoneAfterwards()
    {
        string path;
        using (var folder = RepositoryRoot.Temporary())
        {
            path = folder.Path;
            folder.Write("a/b.log", "x"u8);
            Assert.True(File.Exists(folder.Combine("a", "b.log")));
        }

        Assert.False(Directory.Exists(path));
    }

    [SamplesFact]
    public void SamplesAreThereWhenATestOverThemRuns() => Assert.True(Directory.Exists(RepositoryRoot.Sample("exchange")));

    [Fact]
    public void AbsentProgramIsNamedInTheReason() =>
        Assert.Contains("no-such-program", Prerequisites.Program("no-such-program"), StringComparison.Ordinal);

    [ChromiumFact]
    public void ChromiumIsThereWhenATestOfTheUserInterfaceRuns() => Assert.True(File.Exists(Prerequisites.ChromiumPath));
}
