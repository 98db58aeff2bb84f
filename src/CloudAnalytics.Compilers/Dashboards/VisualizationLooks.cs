using System.Diagnostics;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.Dashboards;

/// <summary>How visualizations are drawn: what Dashboards writes for one that nobody has changed.</summary>
static class VisualizationLooks
{
    /// <summary>The kind of visualization and its parameters.</summary>
    /// <param name="chart">How the panel is drawn.</param>
    /// <param name="numbers">Ids and labels of the metric aggregations.</param>
    public static (string Type, JsonObject Parameters) Of(Chart chart, IReadOnlyList<(string Id, string Label)> numbers) => chart switch
    {
        Chart.Table => ("table", Table()),
        Chart.Number => ("metric", Number()),
        Chart.Lines => ("line", Axes("line", isUpright: true, numbers)),
        Chart.Bars => ("horizontal_bar", Axes("histogram", isUpright: false, numbers)),
        _ => throw new UnreachableException(),
    };

    static JsonObject Table() => new()
    {
        ["perPage"] = 10,
        ["showPartialRows"] = false,
        ["showMetricsAtAllLevels"] = false,
        ["showTotal"] = false,
        ["totalFunc"] = "sum",
        ["percentageCol"] = "",
    };

    static JsonObject Number() => new()
    {
        ["addTooltip"] = true,
        ["addLegend"] = false,
        ["type"] = "metric",
        ["metric"] = new JsonObject
        {
            ["percentageMode"] = false,
            ["useRanges"] = false,
            ["colorSchema"] = "Blues",
            ["metricColorMode"] = "None",
            ["colorsRange"] = new JsonArray(new JsonObject { ["from"] = 0, ["to"] = 10000 }),
            ["labels"] = new JsonObject { ["show"] = true },
            ["invertColors"] = false,
            ["style"] = new JsonObject
            {
                ["bgFill"] = "#000",
                ["bgColor"] = false,
                ["labelColor"] = false,
                ["subText"] = "",
                ["fontSize"] = 32,
            },
        },
    };

    static JsonObject Axes(string type, bool isUpright, IReadOnlyList<(string Id, string Label)> numbers) => new()
    {
        ["type"] = type,
        ["grid"] = new JsonObject { ["categoryLines"] = false },
        ["categoryAxes"] = new JsonArray(Axis("CategoryAxis-1", "category", isUpright ? "bottom" : "left", null)),
        ["valueAxes"] = new JsonArray(Axis("ValueAxis-1", "value", isUpright ? "left" : "bottom", numbers[0].Label)),
        ["seriesParams"] = new JsonArray([.. numbers.Select(n => (JsonNode)new JsonObject
        {
            ["show"] = true,
            ["type"] = type,
            ["mode"] = "normal",
            ["data"] = new JsonObject { ["label"] = n.Label, ["id"] = n.Id },
            ["valueAxis"] = "ValueAxis-1",
            ["drawLinesBetweenPoints"] = true,
            ["lineWidth"] = 2,
            ["interpolate"] = "linear",
            ["showCircles"] = true,
        })]),
        ["addTooltip"] = true,
        ["addLegend"] = true,
        ["legendPosition"] = "right",
        ["times"] = new JsonArray(),
        ["addTimeMarker"] = false,
        ["labels"] = new JsonObject(),
        ["thresholdLine"] = new JsonObject
        {
            ["show"] = false,
            ["value"] = 10,
            ["width"] = 1,
            ["style"] = "full",
            ["color"] = "#E7664C",
        },
    };

    static JsonObject Axis(string id, string type, string position, string? title)
    {
        var axis = new JsonObject
        {
            ["id"] = id,
            ["type"] = type,
            ["position"] = position,
            ["show"] = true,
            ["style"] = new JsonObject(),
            ["scale"] = new JsonObject { ["type"] = "linear" },
            ["labels"] = new JsonObject { ["show"] = true, ["filter"] = title is null, ["truncate"] = 100 },
            ["title"] = new JsonObject(),
        };
        if (title is not null)
        {
            axis["name"] = "LeftAxis-1";
            axis["scale"]!["mode"] = "normal";
            axis["labels"]!["rotate"] = 0;
            axis["title"]!["text"] = title;
        }

        return axis;
    }
}
