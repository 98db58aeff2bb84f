namespace CloudAnalytics.Testing;

/// <summary>How thorough this run is.</summary>
static class TestRun
{
    /// <summary>True under <c>scripts/test --full</c>: seeded tests take more seeds, and tests that last minutes run.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("CLOUDANALYTICS_TESTS") == "full";

    /// <summary>How often a seeded test repeats.</summary>
    public static int Repeats(int usual, int full) => IsFull ? full : usual;
}
