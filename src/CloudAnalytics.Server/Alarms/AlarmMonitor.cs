using System.Collections.Immutable;
using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Alarms;

/// <summary>
/// Judges every alarm once for each window that has closed, and keeps the changes. A window is asked a moment after its end, so that what
/// was still being read is in it. After a pause the last windows are judged at once; states survive a restart by the history.
/// </summary>
public sealed class AlarmMonitor
{
    readonly Func<PanelQuery, CancellationToken, PanelResult> _ask;
    readonly AlarmHistory _history;
    readonly TimeProvider _time;
    readonly Watched[] _watched;
    readonly Lock _gate = new();

    /// <summary>Makes a monitor; it does nothing until it is run.</summary>
    /// <param name="alarms">The alarms.</param>
    /// <param name="thresholdOf">The threshold in force for an alarm.</param>
    /// <param name="ask">Asks a panel.</param>
    /// <param name="history">Where changes are kept.</param>
    /// <param name="time">The clock.</param>
    public AlarmMonitor(
        IEnumerable<Alarm> alarms, Func<Alarm, double> thresholdOf, Func<PanelQuery, CancellationToken, PanelResult> ask,
            AlarmHistory history, TimeProvider time)
    {
        _ask = ask;
        _history = history;
        _time = time;
        var last = history.Read().GroupBy(change => change.Alarm, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        _watched =
            [.. alarms.Select(alarm => new Watched(alarm, thresholdOf(alarm), last.GetValueOrDefault(alarm.Name), time.GetUtcNow()))];
    }

    /// <summary>What every alarm says now, in the order of the catalogue.</summary>
    public IReadOnlyList<AlarmStatus> Current
    {
        get
        {
            lock (_gate)
                return [.. _watched.Select(watched => watched.Status)];
        }
    }

    /// <summary>Judges windows as they close, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Limits.AlarmInterval, _time);
        try
        {
            do
                await Task.Run(() => Evaluate(cancellationToken), cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the process: the last states are in the history.
        }
    }

    /// <summary>Judges the windows that have closed and were not judged yet.</summary>
    public void Evaluate(CancellationToken cancellationToken)
    {
        var settled = Timestamp.From(_time.GetUtcNow() - Limits.AlarmSettle);
        foreach (var watched in _watched)
        {
            if (watched.Alarm.LastWindow(settled) is var window && watched.Status.Window is { } judged
                && window.To.Micros <= judged.To.Micros)
                continue;
            Judge(watched, window, cancellationToken);
        }
    }

    /// <summary>
    /// An alarm's numbers in its last windows, the oldest first, up to the last one judged. What this process judged is kept as it was
    /// judged; windows from before it started are asked now.
    /// </summary>
    /// <param name="name">The alarm's name.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    /// <returns>Null when there is no such alarm; empty before its first window was judged.</returns>
    /// <exception cref="LakeSqlException">The engine failed or took too long.</exception>
    public IReadOnlyList<AlarmPoint>? Trend(string name, CancellationToken cancellationToken)
    {
        if (Array.Find(_watched, watched => watched.Alarm.Name == name) is not { } found)
            return null;
        var points = new List<AlarmPoint>();
        var status = Read(() => found.Status);
        for (var back = Limits.AlarmTrendWindows - 1; status.Window is { } last && back >= 0; back--)
        {
            var window = last.Earlier(found.Alarm.Window * back);
            var point = Read(() => found.Trend.GetValueOrDefault(window.From.Micros));
            if (point is null)
            {
                var value = found.Alarm.ValueOf(_ask(found.Alarm.QueryOf(window), cancellationToken));
                point = new AlarmPoint(window, value, found.StateOf(value), IsJudged: false);
                lock (_gate)
                    found.Trend.TryAdd(window.From.Micros, point);
            }

            points.Add(point);
        }

        return points;
    }

    T Read<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }

    void Judge(Watched watched, TimeRange last, CancellationToken cancellationToken)
    {
        var alarm = watched.Alarm;
        PanelResult? answer = null;
        try
        {
            for (var back = alarm.Windows - 1; back >= 0; back--)
            {
                var window = last.Earlier(alarm.Window * back);
                if (back > 0 && watched.Values.ContainsKey(window.From.Micros))
                    continue;
                answer = _ask(alarm.QueryOf(window), cancellationToken);
                watched.Values[window.From.Micros] = alarm.ValueOf(answer);
            }
        }
        catch (LakeSqlException problem)
        {
            lock (_gate)
                watched.Status = watched.Status with { Problem = problem.Message };
            return;
        }

        watched.Forget(last.Earlier(alarm.Window * (alarm.Windows - 1)).From);
        Conclude(watched, last, answer!);
    }

    void Conclude(Watched watched, TimeRange window, PanelResult answer)
    {
        var alarm = watched.Alarm;
        var state = alarm.Judge([.. watched.Values.Values], watched.Status.Threshold);
        var before = watched.Status;
        var now = _time.GetUtcNow();
        var status = before with
        {
            State = state,
            Since = state == before.State ? before.Since : now,
            Value = watched.Values[window.From.Micros],
            Window = window,
            Offenders = OffendersOf(alarm, answer),
            Problem = null,
        };
        if (state != before.State)
        {
            _history.Add(new AlarmChange(
                now, alarm.Name, before.State, state, status.Value, status.Threshold, window.From.ToDateTimeOffset(),
                    window.To.ToDateTimeOffset(), status.Offenders));
        }

        lock (_gate)
        {
            foreach (var (from, value) in watched.Values)
                watched.Remember(new TimeRange(new Timestamp(from), new Timestamp(from + (window.To.Micros - window.From.Micros))), value);
            watched.Status = status;
        }
    }

    static ImmutableArray<AlarmOffender> OffendersOf(Alarm alarm, PanelResult answer)
    {
        if (alarm.Question.By.IsEmpty)
            return [];
        var column = alarm.Question.Columns.IndexOf(alarm.Question.Column(alarm.Column));
        return [.. answer.Rows.Take(Limits.AlarmGroupsMax)
            .Select(row => new AlarmOffender(string.Join(", ", row.Group), row.Values[column]))];
    }

    /// <summary>An alarm and what is known of its last windows.</summary>
    sealed class Watched(Alarm alarm, double threshold, AlarmChange? last, DateTimeOffset now)
    {
        internal Alarm Alarm { get; } = alarm;

        /// <summary>Numbers by the beginning of their window, in order.</summary>
        internal SortedDictionary<long, double?> Values { get; } = [];

        /// <summary>The last windows by their beginning; read and written under the monitor's lock.</summary>
        internal SortedDictionary<long, AlarmPoint> Trend { get; } = [];

        internal AlarmStatus Status { get; set; } =
            new(alarm, last?.To ?? AlarmState.NoData, last?.Time ?? now, threshold, last?.Value, null, last?.Offenders ?? [], null);

        internal void Forget(Timestamp before)
        {
            foreach (var from in Values.Keys.Where(key => key < before.Micros).ToList())
                Values.Remove(from);
        }

        internal void Remember(TimeRange window, double? value)
        {
            Trend[window.From.Micros] = new AlarmPoint(window, value, StateOf(value), IsJudged: true);
            while (Trend.Count > Limits.AlarmTrendWindows)
                Trend.Remove(Trend.Keys.First());
        }

        /// <summary>What one window says by itself.</summary>
        internal AlarmState StateOf(double? value) =>
            (Alarm with { Windows = 1, Breaches = 1 }).Judge([value], Status.Threshold);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Alarm.Name}: {Status.State}");
    }
}
