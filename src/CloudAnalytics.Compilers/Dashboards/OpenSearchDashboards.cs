using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Dashboards;

/// <summary>
/// Dashboards of a search cluster, as saved objects that its import takes: one file per dashboard, whole by itself. Ids are fixed, so that
/// an import replaces what an earlier one brought, and nothing else.
/// </summary>
public static class OpenSearchDashboards
{
    /// <summary>Folder of the checked-in files.</summary>
    public const string Folder = "dashboards/opensearch";

    const int Half = 24;
    const int Whole = 48;
    const int High = 14;
    const int Low = 8;

    static readonly (string Name, string Title, string[] Sections)[] s_sections =
    [
        ("mail-flow", "Mail flow", ["Mail"]),
        ("unix-mail", "Unix mail", ["Unix mail"]),
        ("http-and-ews", "HTTP and EWS", ["Web"]),
        ("logins", "Logins", ["Logins", "Findings"]),
        ("ingestion-health", "Intake of logs", ["Intake"]),
    ];

    /// <summary>All dashboards: the file's name without ending, and its objects, one a line.</summary>
    /// <param name="formats">What the cluster holds.</param>
    /// <param name="panels">All panels; each goes to the dashboard of its section.</param>
    /// <param name="overview">The panels of the first dashboard.</param>
    /// <param name="names">Names of the cluster's indices.</param>
    public static ImmutableArray<(string Name, string Objects)> Compile(
        IReadOnlyList<Schema> formats, IReadOnlyList<Panel> panels, IReadOnlyList<Panel> overview, IndexNames names)
    {
        var patterns = new DashboardPatterns(formats, names);
        return
        [
            ("overview", Board(patterns, names, "overview", "Overview", overview)),
            .. s_sections.Select(s =>
                (s.Name, Board(patterns, names, s.Name, s.Title, [.. panels.Where(p => s.Sections.Contains(p.Section))]))),
        ];
    }

    /// <summary>The dashboards as files, with the default names of indices.</summary>
    public static IEnumerable<GeneratedFile> Files(
        IReadOnlyList<Schema> formats, IReadOnlyList<Panel> panels, IReadOnlyList<Panel> overview) =>
        Compile(formats, panels, overview, IndexNames.Default).Select(d => new GeneratedFile($"{Folder}/{d.Name}.ndjson", d.Objects));

    static string Board(DashboardPatterns patterns, IndexNames names, string name, string title, IReadOnlyList<Panel> panels)
    {
        var read = new List<ImmutableArray<Schema>>();
        var shown = new List<(SavedObject Item, int Width, int Height)>();
        var leftOut = new List<string>();
        foreach (var panel in panels)
        {
            if (ReasonAgainst(panel, patterns) is { } reason)
            {
                leftOut.Add($"- **{panel.Title}** {reason}.");
                continue;
            }

            var drawing = new PanelDrawing(panel, names);
            if (!read.Exists(r => r.SequenceEqual(drawing.Schemas)))
                read.Add(drawing.Schemas);
            var item = SavedObject.Visualization($"cloudanalytics-{names.Prefix}-panel-{panel.Name}", panel.Title, drawing.Doc,
                patterns.IdOf(drawing.Schemas), drawing.Clause, drawing.State());
            shown.Add((item, Half, High));
        }

        var notes = Notes($"cloudanalytics-{names.Prefix}-notes-{name}", $"About this dashboard: {title}", leftOut);
        var searches = read.ConvertAll(r => patterns.Search(r));
        var board = SavedObject.Dashboard($"cloudanalytics-{names.Prefix}-dashboard-{name}", $"CloudAnalytics: {title}",
            "Compiled from the panels of CloudAnalytics; an update replaces it. Make a copy to change it.",
            [.. shown, (notes, Whole, Low), .. searches.Select(s => (s, Whole, High))]);
        IEnumerable<SavedObject> all = [.. read.Select(r => patterns.Pattern(r)), .. searches, .. shown.Select(s => s.Item), notes, board];
        return string.Concat(all.Select(o => o.Line + "\n"));
    }

    /// <summary>Why a panel cannot be shown, to stand behind its title; null when it can.</summary>
    static string? ReasonAgainst(Panel panel, DashboardPatterns patterns) =>
        !patterns.Holds(panel.Schemas) ? "reads rows that no log has (what was taken in or joined), which are in the archive only"
        : panel.Periods > 0 ? "compares with the days before, which a visualization cannot"
        : null;

    static SavedObject Notes(string id, string title, List<string> leftOut)
    {
        var text = "Background traffic is left out unless a panel says otherwise. Numbers of different things and percentiles are "
            + "approximate here, and so are lists of the highest; each panel's description says what it cannot show. "
            + "The pages of CloudAnalytics and its SQL queries say more.";
        if (leftOut.Count > 0)
            text += "\n\nNot on this dashboard:\n\n" + string.Join('\n', leftOut);
        return SavedObject.Visualization(id, title, "What the dashboard does not show.", null, SearchPredicate.All, new JsonObject
        {
            ["type"] = "markdown",
            ["aggs"] = new JsonArray(),
            ["params"] = new JsonObject { ["fontSize"] = 12, ["markdown"] = text, ["openLinksInNewTab"] = false },
        });
    }
}
