using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Server.Web.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web.Panels;

/// <summary>The panels of the overview: what there is, their numbers, the rows behind a number.</summary>
sealed class PanelEndpoints(LakeDesk desk, ImmutableArray<Panel> panels, ImmutableArray<Panel> overview, TimeProvider clock)
{
    readonly LakePanels _answers = new(desk.Lake);

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/panels", context => ApiReply.JsonAsync(
            context, new PanelListReply([.. Ordered.Select(PanelOf)]), WebJson.Default.PanelListReply));
        api.MapGet("/panels/{name}", AnswerAsync);
        api.MapGet("/panels/{name}/rows", DrillAsync);
    }

    // The panels of the first page in its order, then all others.
    IEnumerable<Panel> Ordered => overview.Union(panels);

    PanelReply PanelOf(Panel panel) => PanelReply.Of(panel, overview.Contains(panel));

    async Task AnswerAsync(HttpContext context)
    {
        var query = Query(context);
        var started = clock.GetTimestamp();
        var answer = await desk.AskAsync(() => _answers.Ask(query, context.RequestAborted), context.RequestAborted);
        var reply = new PanelAnswerReply(
            query.Panel.Name, CellJson.Time(query.Range.From), CellJson.Time(query.Range.To), (int?)query.Step?.TotalSeconds,
            [.. answer.Rows.Select(row => new PanelRowReply(row.Bucket is { } b ? CellJson.Time(b) : null, row.Group, row.Values))],
            Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 1));
        await ApiReply.JsonAsync(context, reply, WebJson.Default.PanelAnswerReply);
    }

    Task DrillAsync(HttpContext context)
    {
        var request = context.Request;
        var query = Query(context);
        Timestamp? bucket = ApiRequest.Time(request, "bucket") is { } time ? Timestamp.From(time) : null;
        ImmutableArray<string> group = [.. request.Query["group"].Select(value => value ?? "")];
        if (group.Length > query.Panel.By.Length)
            throw new RequestProblem($"The panel {query.Panel.Name} groups by {query.Panel.By.Length} values; {group.Length} are given.");
        var column = ApiRequest.Text(request, "column");
        if (column is not null && query.Panel.Columns.All(c => c.Name != column))
            throw new RequestProblem($"The panel {query.Panel.Name} has no column '{column}'.");
        var reply = new DrillReply(DrillSearch.Of(query.RowsBehind(bucket, group, column)));
        return ApiReply.JsonAsync(context, reply, WebJson.Default.DrillReply);
    }

    PanelQuery Query(HttpContext context)
    {
        var name = (string?)context.Request.RouteValues["name"];
        var panel = panels.FirstOrDefault(p => p.Name == name) ?? throw new RequestProblem($"There is no panel '{name}'.")
        {
            Status = StatusCodes.Status404NotFound,
            Code = "not_found",
        };
        var (from, to) = ApiRequest.Range(context.Request, clock);
        var query = PanelQuery.For(panel, TimeRange.Between(WholeMilliseconds(from), WholeMilliseconds(to)));
        var top = ApiRequest.Number(context.Request, "top", 0, 0, Limits.PanelRowsMax);
        return query with { IncludeNoise = ApiRequest.Flag(context.Request, "noise"), Top = top == 0 ? query.Top : top };
    }

    static DateTimeOffset WholeMilliseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMillisecond));
}
