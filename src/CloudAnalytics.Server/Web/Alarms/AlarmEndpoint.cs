using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Server.Alarms;
using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Panels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web.Alarms;

/// <summary>What the alarms say, with the rows behind their last windows, and what they said before.</summary>
sealed class AlarmEndpoint(LakeDesk desk, AlarmMonitor? monitor, AlarmHistory? history)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/alarms", ReadAsync);
        api.MapGet("/alarms/{name}/trend", TrendAsync);
    }

    Task ReadAsync(HttpContext context)
    {
        var reply = new AlarmListReply(
            monitor is not null,
            [.. (monitor?.Current ?? []).Select(AlarmReply.Of)],
            [.. (history?.Read() ?? []).Select(AlarmChangeReply.Of)]);
        return ApiReply.JsonAsync(context, reply, WebJson.Default.AlarmListReply);
    }

    async Task TrendAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        var stop = context.RequestAborted;
        var points = await desk.AskAsync(() => monitor?.Trend(name, stop), stop) ?? throw new RequestProblem($"There is no alarm '{name}'.")
        {
            Status = StatusCodes.Status404NotFound,
            Code = "not_found",
        };
        await ApiReply.JsonAsync(
            context, new AlarmTrendReply([.. points.Select(AlarmPointReply.Of)]), WebJson.Default.AlarmTrendReply);
    }
}

/// <summary>All alarms.</summary>
/// <param name="IsEvaluated">Whether this server judges alarms at all.</param>
/// <param name="Alarms">In the order of the catalogue.</param>
/// <param name="History">Changes of state, the latest first.</param>
sealed record AlarmListReply(bool IsEvaluated, List<AlarmReply> Alarms, List<AlarmChangeReply> History);

/// <summary>One alarm.</summary>
/// <param name="State">ok, alarm or no_data.</param>
/// <param name="Severity">notice, warning or critical.</param>
/// <param name="Comparison">at_least or at_most: which side of the threshold is bad.</param>
/// <param name="Unit">Of threshold and values.</param>
/// <param name="Measure">What is judged.</param>
/// <param name="WindowSeconds">Length of a window.</param>
/// <param name="WindowCount">Of how many last windows…</param>
/// <param name="Breaches">…this many must be bad.</param>
/// <param name="WindowFrom">The last window judged, or null before the first.</param>
/// <param name="Problem">Why the last window could not be asked, or null.</param>
/// <param name="Drill">The rows of the last window, one search per format.</param>
sealed record AlarmReply(
    string Name, string Title, string Doc, string Runbook, string State, string Since, string Severity, string Comparison,
    double Threshold, string Unit, string Measure, int WindowSeconds, int WindowCount, int Breaches,
    double? Value, string? WindowFrom, string? WindowTo, ImmutableArray<AlarmOffender> Offenders, string? Problem, List<DrillSearch> Drill)
{
    public static AlarmReply Of(AlarmStatus status)
    {
        var alarm = status.Alarm;
        var column = alarm.Question.Column(alarm.Column);
        return new AlarmReply(
            alarm.Name, alarm.Title, alarm.Doc, alarm.Runbook, AlarmChangeReply.StateName(status.State), CellJson.Time(status.Since),
            alarm.Severity switch { AlarmSeverity.Critical => "critical", AlarmSeverity.Warning => "warning", _ => "notice" },
            alarm.Comparison == AlarmComparison.AtLeast ? "at_least" : "at_most",
            status.Threshold, PanelReply.UnitName(alarm.Question.UnitOf(column)), column.Title,
            (int)alarm.Window.TotalSeconds, alarm.Windows, alarm.Breaches,
            status.Value, status.Window is { } from ? CellJson.Time(from.From) : null,
            status.Window is { } to ? CellJson.Time(to.To) : null,
            status.Offenders, status.Problem,
            status.Window is { } last ? DrillSearch.Of(alarm.QueryOf(last).RowsBehind(null, [], alarm.Column)) : []);
    }
}

/// <summary>An alarm's last windows, the oldest first.</summary>
sealed record AlarmTrendReply(List<AlarmPointReply> Points);

/// <summary>One window.</summary>
/// <param name="State">What it says by itself: ok, alarm (the number is beyond the threshold) or no_data.</param>
/// <param name="Judged">Whether this server judged it when it closed; else it was asked afterwards.</param>
sealed record AlarmPointReply(string From, string To, double? Value, string State, bool Judged)
{
    public static AlarmPointReply Of(AlarmPoint point) => new(
        CellJson.Time(point.Window.From), CellJson.Time(point.Window.To), point.Value, AlarmChangeReply.StateName(point.State),
        point.IsJudged);
}

/// <summary>A change of an alarm's state.</summary>
sealed record AlarmChangeReply(
    string Time, string Alarm, string From, string To, double? Value, double Threshold, string WindowFrom, string WindowTo,
    ImmutableArray<AlarmOffender> Offenders)
{
    public static AlarmChangeReply Of(AlarmChange change) => new(
        CellJson.Time(change.Time), change.Alarm, StateName(change.From), StateName(change.To), change.Value, change.Threshold,
        CellJson.Time(change.WindowFrom), CellJson.Time(change.WindowTo), change.Offenders);

    /// <summary>The state's word in the API.</summary>
    public static string StateName(AlarmState state) => state switch
    {
        AlarmState.Alarm => "alarm",
        AlarmState.Ok => "ok",
        _ => "no_data",
    };
}
