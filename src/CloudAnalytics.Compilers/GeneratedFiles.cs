using System.Collections.Immutable;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Compilers.Dashboards;
using CloudAnalytics.Compilers.Documents;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers;

/// <summary>A file that is written from declarations and checked in.</summary>
/// <param name="Path">Relative to the repository's root, with slashes.</param>
/// <param name="Text">Its whole content, ending in a line feed.</param>
public sealed record GeneratedFile(string Path, string Text);

/// <summary>Everything that is compiled from formats, panels, alarms and compliance queries and checked in.</summary>
public static class GeneratedFiles
{
    /// <summary>Folder of compiled queries and tables; whatever else lies in it is stale.</summary>
    public const string SqlFolder = "dashboards/sql";

    /// <summary>Folder of what a search cluster is set up with, by the default settings; whatever else lies in it is stale.</summary>
    public const string ClusterFolder = "dashboards/opensearch/cluster";

    /// <summary>The folders in which nothing else may lie.</summary>
    public static ImmutableArray<string> Folders { get; } = [ClusterFolder, SqlFolder];

    /// <summary>All files, ordered by path.</summary>
    /// <param name="formats">The log formats.</param>
    /// <param name="others">Schemas that no format writes, such as the intake's own.</param>
    /// <param name="indexed">The schemas of the rows that a search cluster holds.</param>
    /// <param name="panels">The panels.</param>
    /// <param name="alarms">The alarms.</param>
    /// <param name="compliance">The compliance queries.</param>
    /// <param name="published">The panels that go to CloudWatch.</param>
    /// <param name="overview">The panels of the first page.</param>
    public static ImmutableArray<GeneratedFile> All(
        IReadOnlyList<ILogFormat> formats, IReadOnlyList<Schema> others, IReadOnlyList<Schema> indexed, IReadOnlyList<Panel> panels,
        IReadOnlyList<Alarm> alarms, IReadOnlyList<ComplianceQuery> compliance, IReadOnlyList<PublishedPanel> published,
        IReadOnlyList<Panel> overview)
    {
        var files = new List<GeneratedFile>
        {
            new("docs/formats.md", FormatsMarkdown.Compile(formats, others)),
            new("docs/panels.md", PanelsMarkdown.Compile(panels, alarms)),
            new("docs/compliance.md", ComplianceMarkdown.Compile(compliance)),
        };
        foreach (var dialect in (SqlDialect[])[SqlDialect.DuckDb, SqlDialect.Athena])
        {
            files.AddRange(panels.Select(p => new GeneratedFile($"{SqlFolder}/{dialect}/{p.Name}.sql", QueryFile(p, dialect))));
            files.AddRange(compliance.Select(q =>
                new GeneratedFile($"{SqlFolder}/{dialect}/compliance/{q.Name}.sql", QueryFile(q, dialect))));
        }

        foreach (var schema in formats.Select(f => f.Schema).Concat(others))
            files.Add(new GeneratedFile($"{SqlFolder}/athena/tables/{schema.Name}.sql", GlueTable.Ddl(schema)));
        files.AddRange(CloudWatchDashboards.Files(MetricTable.Compile(alarms, published), alarms));
        files.AddRange(ClusterFiles(indexed, new IndexSettings()));
        files.AddRange(OpenSearchDashboards.Files(indexed, panels, overview));
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    static IEnumerable<GeneratedFile> ClusterFiles(IReadOnlyList<Schema> schemas, IndexSettings settings)
    {
        foreach (var schema in schemas)
        {
            var name = settings.Names.Alias(schema);
            yield return new GeneratedFile($"{ClusterFolder}/templates/{name}.json", IndexTemplate.Compile(schema, settings));
        }

        yield return new GeneratedFile(
            $"{ClusterFolder}/templates/{settings.Names.Metrics}.json", IndexTemplate.CompileMetrics(settings));
        yield return new GeneratedFile($"{ClusterFolder}/policies/{settings.Names.Policy}.json", IndexTemplate.CompilePolicy(settings));
        foreach (var (role, body) in SecurityRoles.Compile(settings.Names))
            yield return new GeneratedFile($"{ClusterFolder}/roles/{role}.json", body);
    }

    static string QueryFile(Panel panel, SqlDialect dialect) =>
        $"""
        -- {panel.Title}: {panel.Doc}
        -- The last day until now. Compiled; do not edit.
        {SqlCompiler.CompileLastDay(panel, dialect)};

        """;

    /// <summary>A compliance query with its parameters explained, as it is checked in and stored in Athena.</summary>
    public static string QueryFile(ComplianceQuery query, SqlDialect dialect)
    {
        var parameters = query.Parameters.Select((p, i) =>
            $"-- {i + 1}. {p.Name}: {p.Doc} {(p is { Default: "", DefaultDoc: { } nothing } ? $"Empty: {nothing}. " : "")}Allowed: {p.Allowed}");
        return $"""
            -- {query.Title}: {query.Doc}
            -- The parameters, in their order; docs/compliance.md says more. Compiled; do not edit.
            {string.Join('\n', parameters)}
            {ComplianceSql.CompileOpen(query, dialect)};

            """;
    }
}
