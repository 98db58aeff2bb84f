namespace CloudAnalytics.Benchmarks;

static class PanelCase
{
    internal static int Run(string[] args) => 2;
}
