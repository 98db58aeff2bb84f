using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Server.Alarms;

/// <summary>What an alarm says now.</summary>
/// <param name="Alarm">The alarm.</param>
/// <param name="State">Its state; no data until the first window was judged.</param>
/// <param name="Since">When it took this state, UTC.</param>
/// <param name="Threshold">The threshold in force.</param>
/// <param name="Value">The number of the last window, or null.</param>
/// <param name="Window">The last window judged, or null before the first.</param>
/// <param name="Offenders">The groups of the last window, the worst first.</param>
/// <param name="Problem">Why the last window could not be asked, or null.</param>
public sealed record AlarmStatus(
    Alarm Alarm, AlarmState State, DateTimeOffset Since, double Threshold, double? Value, TimeRange? Window,
        ImmutableArray<AlarmOffender> Offenders, string? Problem);

/// <summary>A group that an alarm is about.</summary>
/// <param name="Name">Its names joined: an account, a server and a protocol.</param>
/// <param name="Value">Its number, or null.</param>
public sealed record AlarmOffender(string Name, double? Value);

/// <summary>An alarm's number in one window.</summary>
/// <param name="Window">The window.</param>
/// <param name="Value">Its number, or null where it has none.</param>
/// <param name="State">What this window says by itself; an alarm may need several bad ones.</param>
/// <param name="IsJudged">Whether this process judged it; else it was asked afterwards, when late rows may have come.</param>
public sealed record AlarmPoint(TimeRange Window, double? Value, AlarmState State, bool IsJudged);

/// <summary>A change of an alarm's state.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Alarm">The alarm's name.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Value">The last window's number, or null.</param>
/// <param name="Threshold">The threshold then.</param>
/// <param name="WindowFrom">Beginning of the last window.</param>
/// <param name="WindowTo">End of the last window.</param>
/// <param name="Offenders">The groups, the worst first.</param>
public sealed record AlarmChange(
    DateTimeOffset Time, string Alarm, AlarmState From, AlarmState To, double? Value, double Threshold, DateTimeOffset WindowFrom,
        DateTimeOffset WindowTo,
    ImmutableArray<AlarmOffender> Offenders);
