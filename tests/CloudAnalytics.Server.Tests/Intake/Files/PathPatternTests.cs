using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Tests.Intake.Files;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("*.log", "a.log", true)]
    [InlineData("*.log", "a.LOG.1", false)]
    [InlineData("*.log", "x/a.log", false)]
    [InlineData("u_ex??.log", "u_ex26.log", true)]
    [InlineData("u_ex??.log", "u_ex261.log", false)]
    [InlineData("**/*.log", "a.log", true)]
    [InlineData("**/*.log", "x/y/a.log", true)]
    [InlineData("x/**/a.log", "x/a.log", true)]
    [InlineData("x/**/a.log", "y/a.log", false)]
    [InlineData("W3SVC*/u_ex*.log", "W3SVC1/u_ex1.log", true)]
    [InlineData("W3SVC*/u_ex*.log", "W3SVC1/x/u_ex1.log", false)]
    [InlineData("a.log", "a.log", true)]
    [InlineData("a.log", "b.log", false)]
    [InlineData(".", "x/y/anything", true)]
    public void PatternNamesWhatItSays(string pattern, string path, bool expected)
    {
        using var folder = RepositoryRoot.Temporary();

        Assert.Equal(expected, PathPattern.Of(folder.Combine(pattern)).Matches(folder.Combine(path)));
    }
}
