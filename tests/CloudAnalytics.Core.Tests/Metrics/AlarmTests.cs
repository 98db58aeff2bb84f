using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Tests.Metrics;

public sealed class AlarmTests
{
    static readonly Panel s_question = new("q", "Q", "Rows by sender.",
        [new PanelColumn.Measure("rows", "Rows", Unit.Count, SomeMail.Rows)]) { By = [CommonFields.Sender], ByTitles = ["Sender"] };

    static readonly Alarm s_alarm = new("many-rows", "Many rows", "A sender has many rows.", "Look at the sender.", s_question, "rows", 10)
    {
        Windows = 3,
        Breaches = 2,
    };

    static AlarmState Judge(Alarm alarm, params double?[] values) => alarm.Judge(values, alarm.Threshold);

    [Fact]
    public void EnoughOfTheLastWindowsMakeAnAlarm()
    {
        Assert.Equal(AlarmState.Ok, Judge(s_alarm, 10, 9, 9));
        Assert.Equal(AlarmState.Alarm, Judge(s_alarm, 10, 9, 10));
        Assert.Equal(AlarmState.Ok, Judge(s_alarm, 11));
        Assert.Equal(AlarmState.NoData, Judge(s_alarm));
    }

    [Theory]
    [InlineData(AlarmMissing.IsFine, AlarmState.Ok, AlarmState.Ok)]
    [InlineData(AlarmMissing.IsBreach, AlarmState.Alarm, AlarmState.Alarm)]
    [InlineData(AlarmMissing.IsUnknown, AlarmState.NoData, AlarmState.Ok)]
    public void WhatIsMissingCountsAsDeclared(AlarmMissing missing, AlarmState all, AlarmState allButOne)
    {
        var alarm = s_alarm with { Missing = missing };
        Assert.Equal(all, Judge(alarm, null, null, null));
        Assert.Equal(allButOne, Judge(alarm, null, 1, null));
    }

    [Fact]
    public void LowNumbersMakeAnAlarmWhereLowIsBad()
    {
        var alarm = s_alarm with { Comparison = AlarmComparison.AtMost, Breaches = 1 };
        Assert.Equal(AlarmState.Alarm, Judge(alarm, 10));
        Assert.Equal(AlarmState.Ok, Judge(alarm, 10.1));
    }

    [Fact]
    public void WorstRowCounts()
    {
        var rows = SomeMail.Batch("at=01:00 s=a", "at=01:00 s=b", "at=01:00 s=b");
        double? Value(Alarm alarm) => alarm.ValueOf(PanelEvaluator.Evaluate(alarm.QueryOf(SomeMail.Range), rows));
        Assert.Equal(2, Value(s_alarm));
        Assert.Equal(1, Value(s_alarm with { Comparison = AlarmComparison.AtMost }));
        Assert.Null(s_alarm.ValueOf(PanelEvaluator.Evaluate(s_alarm.QueryOf(SomeMail.Range), [])));
    }

    [Fact]
    public void LastWindowIsClosedAndAligned()
    {
        var window = TimeRange.Between(SomeMail.Day.AddMinutes(55), SomeMail.Day.AddMinutes(60));
        Assert.Equal(window, s_alarm.LastWindow(Timestamp.From(SomeMail.Day.AddMinutes(64))));
        Assert.Equal(window, s_alarm.LastWindow(Timestamp.From(SomeMail.Day.AddMinutes(60))));
    }

    [Fact]
    public void WrongDeclarationsAreNamed()
    {
        Assert.Empty(s_alarm.Faults());
        Assert.Single((s_alarm with { Column = "none" }).Faults());
        Assert.Single((s_alarm with { Window = TimeSpan.FromMinutes(7) }).Faults());
        Assert.Single((s_alarm with { Breaches = 4 }).Faults());
        Assert.Single((s_alarm with { Runbook = "" }).Faults());
    }
}
