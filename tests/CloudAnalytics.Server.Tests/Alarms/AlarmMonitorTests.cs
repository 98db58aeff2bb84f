using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Server.Alarms;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Server.Tests.Alarms;

public sealed class AlarmMonitorTests : IDisposable
{
    static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);
    static readonly Schema s_schema = new("things", "A thing.", CommonFields.UserName);

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly Clock _clock = new() { Now = s_start.AddMinutes(1) };
    readonly Dictionary<DateTimeOffset, double?> _values = [];
    int _asked;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnAlarmRingsWhenEnoughOfItsWindowsAreBadAndEndsWhenTheyAreNot()
    {
        var monitor = Monitor(SomeAlarm() with { Windows = 3, Breaches = 2 });
        // Windows of five minutes from 03:00, and what the state must be once each has closed.
        double?[] values = [1, 9, 1, 9, 9, 1, 1, 1];
        AlarmState[] expected = [AlarmState.Ok, AlarmState.Ok, AlarmState.Ok, AlarmState.Alarm, AlarmState.Alarm, AlarmState.Alarm,
            AlarmState.Ok, AlarmState.Ok];
        for (var i = 0; i < values.Length; i++)
        {
            _values[s_start.AddMinutes(5 * i)] = values[i];
            _clock.Now = s_start.AddMinutes(5 * (i + 1)).AddSeconds(15);
            monitor.Evaluate(CancellationToken.None);
            Assert.Equal(expected[i], monitor.Current[0].State);
        }

        Assert.Equal([AlarmState.Ok, AlarmState.Alarm, AlarmState.Ok], new AlarmHistory(_folder.Path).Read().Reverse().Select(c => c.To));
    }

    [Fact]
    public void AWindowIsJudgedOnceAndOnlyAfterItHasSettled()
    {
        var monitor = Monitor(SomeAlarm());
        _clock.Now = s_start.AddMinutes(5).AddSeconds(15);
        monitor.Evaluate(CancellationToken.None);
        var asked = _asked;
        monitor.Evaluate(CancellationToken.None);
        _clock.Now = s_start.AddMinutes(10).AddSeconds(5);
        monitor.Evaluate(CancellationToken.None);
        Assert.Equal(asked, _asked);
        _clock.Now = s_start.AddMinutes(10).AddSeconds(15);
        monitor.Evaluate(CancellationToken.None);
        Assert.Equal(asked + 1, _asked);
    }

    [Fact]
    public void AStateSurvivesARestart()
    {
        _values[s_start] = 9;
        _clock.Now = s_start.AddMinutes(5).AddSeconds(15);
        var first = Monitor(SomeAlarm());
        first.Evaluate(CancellationToken.None);
        var since = first.Current[0].Since;
        _clock.Now = _clock.Now.AddSeconds(30);
        var second = Monitor(SomeAlarm());
        Assert.Equal(AlarmState.Alarm, second.Current[0].State);
        Assert.Equal(since, second.Current[0].Since);
        second.Evaluate(CancellationToken.None);
        Assert.Single(new AlarmHistory(_folder.Path).Read());
    }

    [Fact]
    public void WithoutAnyKnownWindowThereIsNoData()
    {
        _values[s_start] = null;
        _clock.Now = s_start.AddMinutes(5).AddSeconds(15);
        var monitor = Monitor(SomeAlarm() with { Missing = AlarmMissing.IsUnknown });
        monitor.Evaluate(CancellationToken.None);
        Assert.Equal(AlarmState.NoData, monitor.Current[0].State);
        Assert.Empty(new AlarmHistory(_folder.Path).Read());
    }

    [Fact]
    public void TheTrendKeepsWhatWasJudgedAndAsksForWhatWasBefore()
    {
        var monitor = Monitor(SomeAlarm());
        Assert.Empty(monitor.Trend(monitor.Current[0].Alarm.Name, CancellationToken.None)!);
        _values[s_start.AddMinutes(-5)] = 3;
        _values[s_start] = 9;
        _clock.Now = s_start.AddMinutes(5).AddSeconds(15);
        monitor.Evaluate(CancellationToken.None);
        // A row that came late changes what the window would be now, not what it was judged by.
        _values[s_start] = 20;
        var points = monitor.Trend(monitor.Current[0].Alarm.Name, CancellationToken.None)!;
        Assert.Equal(Limits.AlarmTrendWindows, points.Count);
        Assert.Equal(
            [(3, AlarmState.Ok, false), (9, AlarmState.Alarm, true)],
            points.TakeLast(2).Select(p => (p.Value, p.State, p.IsJudged)));
        Assert.Equal(points.Select(p => p.Window.To).SkipLast(1), points.Select(p => p.Window.From).Skip(1));
        var asked = _asked;
        monitor.Trend(monitor.Current[0].Alarm.Name, CancellationToken.None);
        Assert.Equal(asked, _asked);
        Assert.Null(monitor.Trend("another", CancellationToken.None));
    }

    [Fact]
    public void ALineThatACrashCutShortCostsOnlyItself()
    {
        var history = new AlarmHistory(_folder.Path);
        var change = new AlarmChange(s_start, "a", AlarmState.Ok, AlarmState.Alarm, 1, 2, s_start, s_start, []);
        history.Add(change);
        File.AppendAllText(Path.Combine(_folder.Path, "alarms.jsonl"), "{\"time\":\"2026-");
        history.Add(change with { Alarm = "b" });
        Assert.Equal(["b", "a"], history.Read().Select(c => c.Alarm));
    }

    static Alarm SomeAlarm() => new("some", "Some", "It is bad.", "Look.", SomePanel(), "value", 5) { Window = TimeSpan.FromMinutes(5) };

    static Panel SomePanel() => Panel.Of(new Metric("things", "Things.", s_schema, new Aggregate.Count()));

    AlarmMonitor Monitor(Alarm alarm) => new([alarm], a => a.Threshold, Ask, new AlarmHistory(_folder.Path), _clock);

    PanelResult Ask(PanelQuery query, CancellationToken cancellationToken)
    {
        _asked++;
        return _values.GetValueOrDefault(query.Range.From.ToDateTimeOffset(), 0) is { } value
            ? new PanelResult(query, [new PanelRow(null, [], [value])])
            : new PanelResult(query, []);
    }

    sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
