namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>Something that holds for the whole repository.</summary>
/// <param name="Name">Short name, used by the planted violations.</param>
/// <param name="Check">Finds what breaks the rule.</param>
sealed record Rule(string Name, Func<FileSet, IEnumerable<Finding>> Check)
{
    /// <summary>A rule that looks at one file at a time.</summary>
    public static Rule PerFile(string name, Func<TextFile, bool> applies, Func<TextFile, IEnumerable<Finding>> check) =>
        new(name, set => set.Files.Where(applies).SelectMany(check));

    /// <summary>Every rule: adding one here makes it checked, and asks for a planted violation.</summary>
    public static IReadOnlyList<Rule> All { get; } =
        [.. TextRules.All, .. SyntaxRules.All, .. DeclarationRules.All, .. ProjectRules.All, .. DocumentRules.All];
}
