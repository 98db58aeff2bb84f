using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Server.Web.Alarms;

/// <summary>What the alarms say now, and what they said before.</summary>
public interface IAlarmBook
{
    /// <summary>A snapshot; never blocks for long.</summary>
    AlarmOverview Read();
}

/// <summary>All alarms.</summary>
/// <param name="Evaluated">When they were last judged; null before the first time.</param>
/// <param name="Alarms">In the order of their declaration.</param>
/// <param name="History">Changes of state, the latest first.</param>
public sealed record AlarmOverview(DateTimeOffset? Evaluated, ImmutableArray<AlarmStatus> Alarms, ImmutableArray<AlarmChange> History);

/// <summary>One alarm.</summary>
/// <param name="Alarm">Its declaration.</param>
/// <param name="IsEnabled">Whether it is judged at all.</param>
/// <param name="Threshold">The threshold, as declared or configured.</param>
/// <param name="State">What it says.</param>
/// <param name="Since">Since when it says so; null when it never said anything else.</param>
/// <param name="Windows">The last windows that were judged, the oldest first.</param>
public sealed record AlarmStatus(
    Alarm Alarm, bool IsEnabled, double Threshold, AlarmState State, DateTimeOffset? Since, ImmutableArray<AlarmWindow> Windows);

/// <summary>A window of an alarm.</summary>
/// <param name="Range">Its time.</param>
/// <param name="Value">Its number, in the unit of the judged column; null when there was none.</param>
/// <param name="Group">The worst group's values; empty for a panel without groups.</param>
public sealed record AlarmWindow(TimeRange Range, double? Value, ImmutableArray<string> Group);

/// <summary>A change of state.</summary>
/// <param name="Time">When it was noticed.</param>
/// <param name="Alarm">Name of the alarm.</param>
/// <param name="From">What it said before.</param>
/// <param name="To">What it says from then on.</param>
/// <param name="Window">The window that made the change.</param>
/// <param name="Threshold">The threshold at that time.</param>
public sealed record AlarmChange(
    DateTimeOffset Time, string Alarm, AlarmState From, AlarmState To, AlarmWindow Window, double Threshold);
