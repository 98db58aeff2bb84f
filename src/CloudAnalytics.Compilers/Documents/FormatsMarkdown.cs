using System.Text;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Documents;

/// <summary>The formats and their columns as a document for administrators who write SQL.</summary>
public static class FormatsMarkdown
{
    /// <summary>The document.</summary>
    /// <param name="formats">The log formats, in the order of their list.</param>
    /// <param name="others">Schemas that no format writes.</param>
    public static string Compile(IReadOnlyList<ILogFormat> formats, IReadOnlyList<Schema> others)
    {
        var text = new StringBuilder("""
            # Formats

            Each format is a view of this name, with these columns. A value that the log does not have is null: an empty cell, a `-`
            and a column that is not there are the same. Times are UTC. The first columns (`time` to `noise`) and the last (`source_file`
            to `raw`) are in every view. ECS is the name of the column in the Elastic Common Schema, where it has one.

            This file is written from the declarations of the formats; do not edit it.


            """);
        text.Row("Format", "What a row is");
        text.Row("---", "---");
        foreach (var schema in formats.Select(f => f.Schema).Concat(others))
            text.Row($"[{schema.Name}](#{schema.Name})", Markdown.Cell(schema.Doc));
        foreach (var format in formats)
            Add(text, format.Schema, $"{Markdown.Cell(format.Doc)} [Reference]({format.ReferenceUrl}).");
        foreach (var schema in others)
            Add(text, schema, "");
        return text.ToString();
    }

    static void Add(StringBuilder text, Schema schema, string origin)
    {
        text.Append($"\n## {schema.Name}\n\n{Markdown.Cell(schema.Doc)}\n\n");
        if (origin.Length > 0)
            text.Append(origin).Append("\n\n");
        text.Row("Column", "Type", "What it holds", "ECS");
        text.Row("---", "---", "---", "---");
        foreach (var field in schema.Fields)
            text.Row($"`{field.Name}`", SqlDialect.DuckDb.TypeOf(field.Type), Markdown.Cell(field.Doc),
                field.EcsName is { } ecs ? $"`{ecs}`" : "");
    }
}
