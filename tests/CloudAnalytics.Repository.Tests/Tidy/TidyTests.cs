namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>Holds the repository to every rule.</summary>
public sealed class TidyTests
{
    [CheckoutTheory]
    [MemberData(nameof(Names))]
    public void RepositoryObeys(string rule)
    {
        var findings = Rule.All.Single(each => each.Name == rule).Check(FileSet.Repository!).ToList();
        Assert.True(findings.Count == 0, $"{rule}: {findings.Count} findings\n{string.Join('\n', findings)}");
    }

    [Fact]
    public void RulesHaveDifferentNames() => Assert.Equal(Rule.All.Count, Rule.All.Select(rule => rule.Name).Distinct().Count());

    public static TheoryData<string> Names() => [.. Rule.All.Select(rule => rule.Name)];

    [AttributeUsage(AttributeTargets.Method)]
    sealed class CheckoutTheoryAttribute : TheoryAttribute
    {
        public CheckoutTheoryAttribute() =>
            Skip = FileSet.Repository is null ? "not a git checkout, or git is missing: nothing tells which files are ours" : null;
    }
}
