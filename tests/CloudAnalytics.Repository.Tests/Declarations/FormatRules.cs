using System.Reflection;
using System.Text.RegularExpressions;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Repository.Tests.Declarations;

/// <summary>What holds for the declarations of formats beyond what the compiler checks. Each rule names what breaks it.</summary>
static partial class FormatRules
{
    /// <summary>Every field that a format declares is a column of its schema.</summary>
    public static IEnumerable<string> FieldsOutsideTheirSchema(IEnumerable<ILogFormat> formats) =>
        from format in formats
        from field in FieldsOf(format.GetType())
        where !format.Schema.Has(field)
        select $"{format.GetType().Name} declares {field.Name}, which its schema lacks";

    /// <summary>Every field that is declared for several formats is a column of at least one.</summary>
    public static IEnumerable<string> UnusedFields(IEnumerable<Type> types, IReadOnlyCollection<ILogFormat> formats) =>
        from type in types
        from field in FieldsOf(type)
        where !formats.Any(format => format.Schema.Has(field) || format.Derivation?.Schema.Has(field) is true)
        select $"{type.Name} declares {field.Name}, which no schema has";

    /// <summary>Every format is in the list of all.</summary>
    public static IEnumerable<string> UnlistedFormats(IEnumerable<Type> types, IReadOnlyCollection<ILogFormat> formats) =>
        from type in types
        where type is { IsAbstract: false } && type.IsAssignableTo(typeof(ILogFormat))
        where !formats.Any(format => format.GetType() == type)
        select $"{type.Name} is not in the list of all formats";

    /// <summary>One name means one thing: the same type and the same ECS name in every format.</summary>
    public static IEnumerable<string> NamesWithTwoMeanings(IEnumerable<ILogFormat> formats) =>
        from fields in formats.SelectMany(format => format.Schema.Fields).Distinct().GroupBy(field => field.Name)
        where fields.Select(field => (field.Type, field.EcsName)).Distinct().Count() > 1
        select $"{fields.Key} is {string.Join(" and ", fields.Select(field => $"{field.Type} ({field.EcsName ?? "no ECS name"})"))}";

    /// <summary>Names are snake_case, and documentation is a sentence with its source.</summary>
    public static IEnumerable<string> Unreadable(IEnumerable<ILogFormat> formats)
    {
        foreach (var format in formats)
        {
            if (!SnakeCase().IsMatch(format.Name)) yield return $"{format.Name} is not snake_case";
            if (!IsSentence(format.Doc)) yield return $"{format.Name}: '{format.Doc}' is not a sentence";
            if (!IsSentence(format.Schema.Doc)) yield return $"{format.Name}: '{format.Schema.Doc}' is not a sentence";
            if (!Uri.TryCreate(format.ReferenceUrl, UriKind.Absolute, out var uri) || uri.Scheme != "https")
                yield return $"{format.Name}: '{format.ReferenceUrl}' is not an https address";
            foreach (var field in format.Schema.Fields)
            {
                if (!SnakeCase().IsMatch(field.Name)) yield return $"{format.Name}.{field.Name} is not snake_case";
                if (!IsSentence(field.Doc)) yield return $"{format.Name}.{field.Name}: '{field.Doc}' is not a sentence";
            }
        }
    }

    static IEnumerable<Field> FieldsOf(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(member => member.FieldType.IsAssignableTo(typeof(Field)))
            .Select(member => (Field)member.GetValue(null)!);

    // It may begin with a value: "success, failure or unknown."
    static bool IsSentence(string text) =>
        text.Length > 3 && text.EndsWith('.') && text == text.Trim() && !text.Contains('\n', StringComparison.Ordinal);

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
