using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>A file of the repository, or a text that stands for one.</summary>
/// <param name="Path">Relative to the root, with slashes.</param>
/// <param name="Text">Its content.</param>
/// <param name="IsExecutable">Whether git records it as executable.</param>
/// <param name="IsTracked">Whether git has it; false for a new file that it would add.</param>
sealed record TextFile(string Path, string Text, bool IsExecutable = false, bool IsTracked = true)
{
    string[]? _lines;
    SyntaxTree? _tree;

    public string[] Lines => _lines ??= Text.Split('\n');

    public SyntaxTree Tree => _tree ??= CSharpSyntaxTree.ParseText(Text, new CSharpParseOptions(LanguageVersion.Preview), Path);

    public CompilationUnitSyntax Root => Tree.GetCompilationUnitRoot();

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Folder => Path.LastIndexOf('/') is var slash and > 0 ? Path[..slash] : "";

    public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public bool Ends(params ReadOnlySpan<string> suffixes)
    {
        foreach (var suffix in suffixes)
            if (Path.EndsWith(suffix, StringComparison.Ordinal)) return true;
        return false;
    }

    public bool IsCSharp => Ends(".cs");

    public bool IsScript => IsIn("scripts") || IsIn(".ci");

    /// <summary>Written by people as code, as against data, documents and what tools write.</summary>
    public bool IsCode => IsCSharp || IsScript || Ends(".js", ".mjs", ".css", ".html");

    /// <summary>Input and expected output of tests: byte for byte what programs write.</summary>
    public bool IsData => IsIn("tests/cases") || Ends(".log", ".jsonl", ".ndjson");

    /// <summary>Written by tools.</summary>
    public bool IsMade => Ends("package-lock.json", "packages.lock.json", ".sln") || IsIn("dashboards") || IsIn("benchmarks/results");

    /// <summary>The line, counted from 1, that a piece of syntax begins on.</summary>
    public int LineOf(SyntaxNodeOrToken node) => (node.GetLocation()?.GetLineSpan().StartLinePosition.Line ?? 0) + 1;

    public Finding Finds(int line, string message) => new(Path, line, message);

    public Finding Finds(SyntaxNodeOrToken node, string message) => new(Path, LineOf(node), message);
}

/// <summary>A place that breaks a rule.</summary>
/// <param name="Path">The file, relative to the root.</param>
/// <param name="Line">Counted from 1; 0 for the file as a whole.</param>
/// <param name="Message">What was found, and what is wanted.</param>
sealed record Finding(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}:{Line}: {Message}";
}
