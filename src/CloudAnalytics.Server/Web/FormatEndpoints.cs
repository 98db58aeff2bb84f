using System.Collections.Immutable;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Rows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web;

/// <summary>The formats: their fields, and from when to when there are rows of them.</summary>
sealed class FormatEndpoints(LakeDesk desk, ImmutableArray<ILogFormat> formats, ImmutableArray<Schema> schemas)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/formats", context => ApiReply.JsonAsync(
            context, new FormatListReply([.. schemas.Select(Describe)]), WebJson.Default.FormatListReply));
        api.MapGet("/formats/extent", ExtentAsync);
    }

    FormatReply Describe(Schema schema)
    {
        var format = formats.FirstOrDefault(f => f.Schema == schema);
        return new FormatReply(schema.Name, schema.Doc, format?.Doc, format?.ReferenceUrl,
            [.. schema.Fields.Select(field => new FieldReply(field.Name, KindOf(field.Type), field.Doc))]);
    }

    async Task ExtentAsync(HttpContext context)
    {
        var stop = context.RequestAborted;
        var extents = await desk.AskAsync(() => schemas.SelectMany(schema => Extent(schema, stop)).ToList(), stop);
        await ApiReply.JsonAsync(context, new ExtentListReply(extents), WebJson.Default.ExtentListReply);
    }

    IEnumerable<ExtentReply> Extent(Schema schema, CancellationToken cancellationToken) => RowSql.Extent(schema)
        .List(
            desk.Lake,
            (rows, i) => (Rows: rows.Column(0).GetInt64(i), First: Time(rows.Column(1), i), Last: Time(rows.Column(2), i)),
            cancellationToken)
        .Where(extent => extent.Rows > 0)
        .Select(extent => new ExtentReply(
            schema.Name, extent.Rows, extent.First, extent.Last, formats.Any(format => format.Schema == schema)));

    static string Time(DuckDbColumn column, int row) => !column.IsNull(row) && column.GetTime(row) is { } time ? CellJson.Time(time) : "";

    static string KindOf(FieldType type) => type switch
    {
        FieldType.Timestamp => "time",
        FieldType.Int64 or FieldType.Float64 => "number",
        FieldType.Boolean => "boolean",
        FieldType.KeywordList => "list",
        FieldType.Map => "map",
        FieldType.Text => "prose",
        _ => "text",
    };
}

/// <summary>All formats.</summary>
sealed record FormatListReply(List<FormatReply> Formats);

/// <summary>A format.</summary>
/// <param name="Doc">What one row is.</param>
/// <param name="Source">Which program writes the log and where; null for what the product itself records.</param>
/// <param name="Reference">Where the vendor documents it, or null.</param>
sealed record FormatReply(string Name, string Doc, string? Source, string? Reference, List<FieldReply> Fields);

/// <summary>A field.</summary>
/// <param name="Kind">text, prose, number, time, boolean, list or map.</param>
sealed record FieldReply(string Name, string Kind, string Doc);

/// <summary>The formats that have rows.</summary>
sealed record ExtentListReply(List<ExtentReply> Extents);

/// <summary>How many rows a format has, and the time of the first and the last.</summary>
/// <param name="IsLog">Whether they are rows of logs; else they follow from such (edges), or the product itself records them.</param>
sealed record ExtentReply(string Format, long Rows, string First, string Last, bool IsLog);
