using System.Collections.Immutable;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Latencies of a window, as a whole and by hour.</summary>
sealed class LatencyTally
{
    const long HourMs = 3_600_000;

    readonly SortedDictionary<long, List<int>> _hours = [];

    /// <summary>Takes note of one.</summary>
    /// <param name="time">The row's time, milliseconds since 1970.</param>
    /// <param name="milliseconds">The latency.</param>
    public void Add(long time, int milliseconds)
    {
        if (!_hours.TryGetValue(time / HourMs, out List<int>? hour))
            _hours.Add(time / HourMs, hour = []);
        hour.Add(milliseconds);
    }

    public LatencyTruth Result() => Of(_hours.Values.SelectMany(hour => hour));

    public ImmutableArray<LatencyHourTruth> ByHour() =>
        [.. _hours.Select(hour => new LatencyHourTruth(DateTimeOffset.FromUnixTimeMilliseconds(hour.Key * HourMs), Of(hour.Value)))];

    static LatencyTruth Of(IEnumerable<int> latencies)
    {
        int[] sorted = [.. latencies];
        if (sorted.Length == 0)
            return new LatencyTruth(0, null, null, null, null, null, null);
        Array.Sort(sorted);
        return new LatencyTruth(sorted.Length, Discrete(50), Discrete(95), Discrete(99), Interpolated(50), Interpolated(95),
            Interpolated(99));

        long Discrete(long percent) => sorted[(int)((((sorted.Length * percent) + 99) / 100) - 1)];

        double Interpolated(long percent)
        {
            long position = (sorted.Length - 1) * percent;
            var index = (int)(position / 100);
            double fraction = position % 100 / 100.0;
            return fraction == 0 ? sorted[index] : sorted[index] + ((sorted[index + 1] - sorted[index]) * fraction);
        }
    }
}
