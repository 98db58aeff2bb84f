using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>Rules that look inside methods of C#.</summary>
static class SyntaxRules
{
    const int MethodLines = 60;

    static readonly string[] s_clocks =
        ["DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        Rule.PerFile("method-length", file => file.IsCSharp, MethodLength),
        Rule.PerFile("commented-out-code", file => file.IsCSharp, CommentedOutCode),
        Rule.PerFile("console-in-cli-only", file => file.IsCSharp && file.IsIn("src") && !file.IsIn("src/CloudAnalytics.Cli")
            && file.Path != "src/CloudAnalytics.Functions/Program.cs", ConsoleUse),
        Rule.PerFile("no-wall-clock", file => file.IsCSharp, WallClock),
        Rule.PerFile("no-sleep", file => file.IsCSharp, Sleep),
        Rule.PerFile("suppressions-say-why", file => file.IsCSharp, Suppressions),
        Rule.PerFile("no-going-on", file => file.IsCSharp && file.IsIn("src"), GoingOn),
    ];

    static IEnumerable<Finding> MethodLength(TextFile file)
    {
        foreach (var node in file.Root.DescendantNodes())
        {
            if (node is not (BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax)) continue;
            // A test's cases stand in attributes before it: they are data.
            var first = node.ChildNodesAndTokens().First(each => !each.IsKind(SyntaxKind.AttributeList));
            var lines = file.Tree.GetLineSpan(node.Span).EndLinePosition.Line + 1 - file.LineOf(first) + 1;
            if (lines > MethodLines) yield return file.Finds(node, $"{lines} lines in one method; at most {MethodLines}");
        }
    }

    static IEnumerable<Finding> CommentedOutCode(TextFile file) =>
        from trivia in file.Root.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
        where trivia.ToString().Trim('/', '*').Split('\n').Any(IsCode)
        select file.Finds(trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1, $"code in a comment: {trivia.ToString().Trim()}");

    // Prose may end in a semicolon or hold a bracket, but it does not parse.
    static bool IsCode(string comment)
    {
        var text = comment.Trim().TrimStart('*').Trim();
        if (text.EndsWith('{')) text += "}";
        if (!text.EndsWith(';') && !text.EndsWith('}')) return false;
        return !SyntaxFactory.ParseStatement(text).ContainsDiagnostics
            || SyntaxFactory.ParseMemberDeclaration(text) is { ContainsDiagnostics: false };
    }

    static IEnumerable<Finding> ConsoleUse(TextFile file) =>
        from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.Expression.ToString() is "Console" or "System.Console"
        select file.Finds(access, $"{access}: only the command line talks to the console");

    static IEnumerable<Finding> WallClock(TextFile file) =>
        from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        let text = access.ToString()
        where s_clocks.Any(clock => text == clock || text == "System." + clock)
        select file.Finds(access, $"{text}: take a TimeProvider, so that a test can set the clock");

    static IEnumerable<Finding> Sleep(TextFile file) =>
        from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.ToString() is "Thread.Sleep" or "System.Threading.Thread.Sleep"
        select file.Finds(access, "Thread.Sleep: wait for what is awaited, with a deadline");

    static IEnumerable<Finding> Suppressions(TextFile file)
    {
        foreach (var trivia in file.Root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.PragmaWarningDirectiveTrivia)))
        {
            var pragma = (PragmaWarningDirectiveTriviaSyntax)trivia.GetStructure()!;
            if (!pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)) continue;
            var line = trivia.GetLocation().GetLineSpan().StartLinePosition.Line;
            var hasReason = pragma.ToFullString().Contains("//", StringComparison.Ordinal)
                || (line > 0 && file.Lines[line - 1].TrimStart().StartsWith("//", StringComparison.Ordinal));
            if (!hasReason) yield return file.Finds(line + 1, "a suppressed warning without a comment that says why");
        }

        foreach (var attribute in file.Root.DescendantNodes().OfType<AttributeSyntax>())
            if (attribute.Name.ToString().EndsWith("SuppressMessage", StringComparison.Ordinal)
                && attribute.ArgumentList?.Arguments.Any(argument => argument.NameEquals?.Name.ToString() == "Justification") != true)
                yield return file.Finds(attribute, "a suppressed warning without a Justification");
    }

    static IEnumerable<Finding> GoingOn(TextFile file) =>
        from clause in file.Root.DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Filter is null && clause.Declaration?.Type.ToString() is null or "Exception" or "System.Exception"
        where !clause.Block.DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax)
        select file.Finds(clause, "catches everything and goes on: name the exceptions that are expected here");
}
