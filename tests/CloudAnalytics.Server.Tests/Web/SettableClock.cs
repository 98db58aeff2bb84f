namespace CloudAnalytics.Server.Tests.Web;

/// <summary>A clock that stands still until a test moves it.</summary>
sealed class SettableClock : TimeProvider
{
    DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
