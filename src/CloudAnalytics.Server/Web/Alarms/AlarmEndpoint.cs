using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Panels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web.Alarms;

/// <summary>What the alarms say, with the rows behind their last windows.</summary>
sealed class AlarmEndpoint(IAlarmBook? book)
{
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/alarms", ReadAsync);

    Task ReadAsync(HttpContext context)
    {
        var overview = book?.Read();
        var reply = new AlarmListReply(
            book is not null,
            overview?.Evaluated is { } time ? CellJson.Time(time) : null,
            [.. (overview?.Alarms ?? []).Select(AlarmReply.Of)],
            [.. (overview?.History ?? []).Select(AlarmChangeReply.Of)]);
        return ApiReply.JsonAsync(context, reply, WebJson.Default.AlarmListReply);
    }
}

/// <summary>All alarms.</summary>
/// <param name="IsEvaluated">Whether this server judges alarms at all.</param>
/// <param name="Evaluated">When it last did.</param>
sealed record AlarmListReply(bool IsEvaluated, string? Evaluated, List<AlarmReply> Alarms, List<AlarmChangeReply> History);

/// <summary>One alarm.</summary>
/// <param name="State">ok, alarm, no_data or off.</param>
/// <param name="Severity">notice, warning or critical.</param>
/// <param name="Comparison">at_least or at_most: which side of the threshold is bad.</param>
/// <param name="Unit">Of threshold and values.</param>
/// <param name="WindowSeconds">Length of a window.</param>
/// <param name="WindowCount">Of how many last windows…</param>
/// <param name="Breaches">…this many must be bad.</param>
/// <param name="Drill">The rows of the last window, one search per format.</param>
sealed record AlarmReply(
    string Name, string Title, string Doc, string Runbook, string State, string? Since, string Severity, string Comparison,
    double Threshold, string Unit, string Measure, int WindowSeconds, int WindowCount, int Breaches,
    List<AlarmWindowReply> Windows, List<DrillSearch> Drill)
{
    public static AlarmReply Of(AlarmStatus status)
    {
        var alarm = status.Alarm;
        var column = alarm.Question.Column(alarm.Column);
        return new AlarmReply(
            alarm.Name, alarm.Title, alarm.Doc, alarm.Runbook,
            status.IsEnabled ? AlarmChangeReply.StateName(status.State) : "off",
            status.Since is { } since ? CellJson.Time(since) : null,
            alarm.Severity switch { AlarmSeverity.Critical => "critical", AlarmSeverity.Warning => "warning", _ => "notice" },
            alarm.Comparison == AlarmComparison.AtLeast ? "at_least" : "at_most",
            status.Threshold, PanelReply.UnitName(alarm.Question.UnitOf(column)), column.Title,
            (int)alarm.Window.TotalSeconds, alarm.Windows, alarm.Breaches,
            [.. status.Windows.Select(AlarmWindowReply.Of)],
            RowsBehind(alarm, status.Windows));
    }

    static List<DrillSearch> RowsBehind(Alarm alarm, ImmutableArray<AlarmWindow> windows) => windows is [.., var last]
        ? DrillSearch.Of(alarm.QueryOf(last.Range).RowsBehind(null, last.Group, alarm.Column))
        : [];
}

/// <summary>A window of an alarm.</summary>
sealed record AlarmWindowReply(string From, string To, double? Value, ImmutableArray<string> Group)
{
    public static AlarmWindowReply Of(AlarmWindow window) =>
        new(CellJson.Time(window.Range.From), CellJson.Time(window.Range.To), window.Value, window.Group);
}

/// <summary>A change of an alarm's state.</summary>
sealed record AlarmChangeReply(string Time, string Alarm, string From, string To, AlarmWindowReply Window, double Threshold)
{
    public static AlarmChangeReply Of(AlarmChange change) => new(
        CellJson.Time(change.Time), change.Alarm, StateName(change.From), StateName(change.To), AlarmWindowReply.Of(change.Window),
        change.Threshold);

    /// <summary>The state's word in the API.</summary>
    public static string StateName(AlarmState state) => state switch
    {
        AlarmState.Alarm => "alarm",
        AlarmState.Ok => "ok",
        _ => "no_data",
    };
}
