namespace CloudAnalytics.Doubles.Kinesis;

/// <summary>A clock that stands until it is moved on.</summary>
public sealed class VirtualTime(DateTimeOffset now) : TimeProvider
{
    DateTimeOffset _now = now;

    /// <summary>Moves on.</summary>
    public void Advance(TimeSpan by) => _now += by;

    /// <summary>Moves on to an instant; nothing where that is past.</summary>
    public void AdvanceTo(DateTimeOffset to) => _now = to > _now ? to : _now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;
}
