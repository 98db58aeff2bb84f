namespace CloudAnalytics.Cli.Samples;

/// <summary>
/// Spreads a number of events over the span as a working day does: little at night, most in the morning. Every day is a working
/// day, so that a window differs from the same window of the day before by chance and by what was planted.
/// </summary>
sealed class DayRhythm(SampleClock clock)
{
    /// <summary>Weight of each UTC hour.</summary>
    static readonly int[] s_hours = [3, 2, 2, 2, 3, 5, 10, 22, 38, 44, 42, 36, 30, 38, 42, 38, 30, 20, 12, 8, 7, 6, 5, 4];

    readonly long _total = Weight(clock.Start, clock.End);

    /// <summary>How many of <paramref name="count"/> events begin in a span of time; the spans' numbers sum up to the count.</summary>
    public long Share(long count, long from, long to) => UpTo(count, to) - UpTo(count, from);

    long UpTo(long count, long time) => (long)((UInt128)count * (ulong)Weight(clock.Start, time) / (ulong)_total);

    /// <summary>Milliseconds between two times, each weighted by its hour.</summary>
    static long Weight(long from, long to) => Since1970(to) - Since1970(from);

    static long Since1970(long time)
    {
        const long hour = 3_600_000;
        var day = 0;
        foreach (int weight in s_hours)
            day += weight;
        long sum = time / (24 * hour) * day * hour;
        long rest = time % (24 * hour);
        for (var i = 0; i < 24 && rest > 0; i++, rest -= hour)
            sum += Math.Min(rest, hour) * s_hours[i];
        return sum;
    }
}
