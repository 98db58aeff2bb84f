namespace CloudAnalytics.Lake.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
sealed class Clock(DateTimeOffset now) : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
