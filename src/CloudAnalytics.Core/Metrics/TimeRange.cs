using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// A stretch of time, half open: its first instant belongs to it, its end does not. Ranges that meet neither overlap nor leave a gap.
/// </summary>
/// <param name="From">First instant.</param>
/// <param name="To">First instant after it; at or before <paramref name="From"/> the range is empty.</param>
public readonly record struct TimeRange(Timestamp From, Timestamp To)
{
    /// <summary>How long it is; never negative.</summary>
    public TimeSpan Length => TimeSpan.FromMicroseconds(Math.Max(0, To.Micros - From.Micros));

    /// <summary>The range between two instants of the platform's type.</summary>
    public static TimeRange Between(DateTimeOffset from, DateTimeOffset to) => new(Timestamp.From(from), Timestamp.From(to));

    /// <summary>The range of this length that ends at the instant.</summary>
    public static TimeRange Before(DateTimeOffset end, TimeSpan length) => Between(end - length, end);

    /// <summary>Whether the instant lies in it.</summary>
    public bool Contains(Timestamp time) => time.Micros >= From.Micros && time.Micros < To.Micros;

    /// <summary>The range of the same length that lies earlier by this much.</summary>
    public TimeRange Earlier(TimeSpan by)
    {
        var micros = by.Ticks / TimeSpan.TicksPerMicrosecond;
        return new TimeRange(new Timestamp(From.Micros - micros), new Timestamp(To.Micros - micros));
    }

    /// <summary>The start of the bucket that an instant falls in; buckets are aligned to 1970-01-01T00:00:00Z.</summary>
    public static Timestamp BucketOf(Timestamp time, TimeSpan step)
    {
        var micros = step.Ticks / TimeSpan.TicksPerMicrosecond;
        var remainder = time.Micros % micros;
        return new Timestamp(time.Micros - (remainder < 0 ? remainder + micros : remainder));
    }
}
