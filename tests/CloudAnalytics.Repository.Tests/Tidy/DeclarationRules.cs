using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>Rules about what C# files declare.</summary>
static class DeclarationRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        Rule.PerFile("public-types-documented", file => file.IsCSharp && file.IsIn("src"), Documented),
        Rule.PerFile("folder-is-namespace", file => file.IsCSharp && IsProjectFile(file), Namespaces),
        new Rule("sealed-by-default", Sealed),
    ];

    static IEnumerable<Finding> Documented(TextFile file) =>
        from type in file.Root.DescendantNodes().OfType<MemberDeclarationSyntax>()
        where type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        where IsPublic(type) && type.Ancestors().OfType<BaseTypeDeclarationSyntax>().All(IsPublic)
        where !HasSummary(type) && !IsOtherPart(type)
        select file.Finds(type, $"public type {NameOf(type)} has no <summary>");

    static bool IsPublic(MemberDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.PublicKeyword) || (type.Parent is InterfaceDeclarationSyntax && type.Modifiers.Count == 0);

    // One part of a partial type carries the summary: the one in the file of its name.
    static bool IsOtherPart(MemberDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.PartialKeyword) && Path.GetFileNameWithoutExtension(type.SyntaxTree.FilePath) is { Length: > 0 } name
        && name != NameOf(type);

    static string NameOf(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax named ? named.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;

    static bool HasSummary(SyntaxNode node) =>
        node.GetLeadingTrivia()
            .Select(trivia => trivia.GetStructure())
            .OfType<DocumentationCommentTriviaSyntax>()
            .SelectMany(comment => comment.DescendantNodes())
            .Any(part => part is XmlElementSyntax { StartTag.Name.LocalName.Text: "summary" } summary && HasText(summary)
                || part is XmlEmptyElementSyntax { Name.LocalName.Text: "inheritdoc" });

    static bool HasText(XmlElementSyntax summary) =>
        summary.Content.OfType<XmlTextSyntax>().SelectMany(text => text.TextTokens).Any(token => !string.IsNullOrWhiteSpace(token.Text));

    // src/CloudAnalytics.X/A/B.cs: the project's name and the folders below it. Files shared by all test projects have a name of their own.
    static bool IsProjectFile(TextFile file) =>
        (file.IsIn("src") || file.IsIn("tests") || file.IsIn("benchmarks")) && !file.IsIn("tests/Shared")
        && file.Path.Split('/') is [_, { } project, _, ..] && project.StartsWith("CloudAnalytics.", StringComparison.Ordinal);

    static IEnumerable<Finding> Namespaces(TextFile file)
    {
        var wanted = string.Join('.', file.Folder.Split('/')[1..]);
        foreach (var member in file.Root.Members.OfType<BaseNamespaceDeclarationSyntax>())
        {
            if (member is NamespaceDeclarationSyntax) yield return file.Finds(member, "namespace with braces; write 'namespace X;'");
            if (member.Name.ToString() != wanted) yield return file.Finds(member, $"namespace {member.Name}; its folder says {wanted}");
        }
    }

    static IEnumerable<Finding> Sealed(FileSet set)
    {
        var files = set.Files.Where(file => file.IsCSharp && file.IsIn("src")).ToList();
        var bases = files.SelectMany(file =>
            file.Root.DescendantNodes().OfType<BaseTypeSyntax>()).Select(type => LastName(type.Type)).ToHashSet();
        return
            from file in files
            from type in file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
            where type is ClassDeclarationSyntax || type.IsKind(SyntaxKind.RecordDeclaration)
            where !type.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword
                or SyntaxKind.StaticKeyword or SyntaxKind.PartialKeyword)
            where !bases.Contains(type.Identifier.Text)
            select file.Finds(type, $"class {type.Identifier.Text} is neither sealed nor a base of another");
    }

    static string LastName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax name => LastName(name.Right),
        SimpleNameSyntax name => name.Identifier.Text,
        _ => type.ToString(),
    };
}
