using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>Rules that look at text as text.</summary>
static partial class TextRules
{
    const int FileLines = 400;
    const int LineColumns = 140;
    const int UnbreakableColumns = 100;

    static readonly SyntaxKind[] s_texts =
    [
        SyntaxKind.StringLiteralToken, SyntaxKind.Utf8StringLiteralToken, SyntaxKind.InterpolatedStringExpression,
        SyntaxKind.SingleLineRawStringLiteralToken, SyntaxKind.Utf8SingleLineRawStringLiteralToken,
        SyntaxKind.MultiLineRawStringLiteralToken, SyntaxKind.Utf8MultiLineRawStringLiteralToken,
    ];

    public static IReadOnlyList<Rule> All { get; } =
    [
        Rule.PerFile("file-length", file => file.IsCode, FileLength),
        Rule.PerFile("line-length", file => file.IsCode, LineLength),
        Rule.PerFile("clean-text", file => file.Text.Length > 0 && !file.IsData && !file.IsMade, CleanText),
        Rule.PerFile("left-over-words", file => !file.IsData && !file.IsMade, LeftOverWords),
        Rule.PerFile("machine-paths", file => !file.IsData, MachinePaths),
        Rule.PerFile("registry-hosts", file => !file.IsData, RegistryHosts),
        Rule.PerFile("dangling-sources", file => !file.IsData && !file.IsMade, DanglingSources),
        Rule.PerFile("no-outside-request", file =>
            file.IsIn("src") && file.Path.Contains("/wwwroot/", StringComparison.Ordinal), OutsideRequests),
    ];

    static IEnumerable<Finding> FileLength(TextFile file)
    {
        var lines = file.Lines.Length - (file.Text.EndsWith('\n') ? 1 : 0);
        if (lines > FileLines) yield return file.Finds(lines, $"{lines} lines; at most {FileLines}: split it by concern");
    }

    static IEnumerable<Finding> LineLength(TextFile file)
    {
        for (var i = 0; i < file.Lines.Length; i++)
            if (file.Lines[i].Length > LineColumns && !HoldsLongText(file, i))
                yield return file.Finds(i + 1, $"{file.Lines[i].Length} columns; at most {LineColumns}");
    }

    // A log line or a message in one string cannot be wrapped, or only at the price of being found by no search.
    static bool HoldsLongText(TextFile file, int line)
    {
        if (!file.IsCSharp) return false;
        var span = file.Tree.GetText().Lines[line].Span;
        return file.Root.DescendantNodesAndTokens(span).Any(each =>
            s_texts.Contains(each.Kind())
            && (each.Span.Overlap(span)?.Length ?? 0) >= UnbreakableColumns);
    }

    static IEnumerable<Finding> CleanText(TextFile file)
    {
        if (file.Text[0] == '\uFEFF') yield return file.Finds(1, "byte order mark");
        if (!file.Text.EndsWith('\n')) yield return file.Finds(file.Lines.Length, "no line end at the end of the file");
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var line = file.Lines[i];
            if (line.EndsWith('\r')) yield return file.Finds(i + 1, "carriage return");
            else if (line.Length > 0 && char.IsWhiteSpace(line[^1])) yield return file.Finds(i + 1, "space at the end of the line");
            if (line.Contains('\t', StringComparison.Ordinal)) yield return file.Finds(i + 1, "tab character");
        }
    }

    static IEnumerable<Finding> LeftOverWords(TextFile file) =>
        Matches(file, LeftOverWord(), "do it now, or say in prose why it is as it is");

    static IEnumerable<Finding> MachinePaths(TextFile file) => Matches(file, MachinePath(), "a path of one machine");

    static IEnumerable<Finding> RegistryHosts(TextFile file) =>
        Matches(file, RegistryHost(), "a package registry's address: the machine's own settings decide");

    static IEnumerable<Finding> DanglingSources(TextFile file) =>
        Matches(file, DanglingSource(), "not in the repository: name the RFC, the vendor's page or a file under docs");

    static IEnumerable<Finding> OutsideRequests(TextFile file) =>
        Matches(file, OutsideAddress(), "the web UI loads nothing from outside").Where(finding =>
            !IsNamespace(file.Lines[finding.Line - 1]));

    static bool IsNamespace(string line) => line.Contains("http://www.w3.org/", StringComparison.Ordinal);

    static IEnumerable<Finding> Matches(TextFile file, Regex pattern, string message)
    {
        for (var i = 0; i < file.Lines.Length; i++)
            if (pattern.Match(file.Lines[i]) is { Success: true } match)
                yield return file.Finds(i + 1, $"'{match.Value}': {message}");
    }

    // The character classes keep the patterns from finding themselves.
    [GeneratedRegex(@"\b(?:TOD[O]|FIXM[E]|HAC[K]|XX[X])\b")]
    private static partial Regex LeftOverWord();

    [GeneratedRegex(@"(?<![\w./-])/(?:wor[k]|roo[t]|User[s]|hom[e]/(?!user\b))/[\w-]+")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://[^\s""'<>)/]*(?:npmj[s]|nuge[t]|registr[y]|artifactor[y]|jfro[g]|nexu[s])[^\s""'<>)]*|^\s*registr[y]\s*=")]
    private static partial Regex RegistryHost();

    // A manual under docs may bear the name of a note outside of the repository.
    [GeneratedRegex(
        @"\b(?:DESIG[N]|ARC[H]|HELPER[S])\.md\b|(?<!docs/)\b(?:exchang[e]|unix-mai[l]|operation[s]|styl[e]|aw[s])\.md\b|\bissue #?\d+\b")]
    private static partial Regex DanglingSource();

    [GeneratedRegex(@"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", RegexOptions.IgnoreCase)]
    private static partial Regex OutsideAddress();
}
