using System.Diagnostics;

namespace CloudAnalytics.Testing;

/// <summary>Runs a test of the web UI in Chromium, one of tests/ui.</summary>
static class PageRun
{
    /// <summary>Runs it; the test fails with all that it printed where it does not end well.</summary>
    /// <param name="script">The file's name.</param>
    /// <param name="arguments">What it is given: the server's address first.</param>
    public static async Task OfAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Prerequisites.NodePath!, [RepositoryRoot.Combine("tests", "ui", script), .. arguments])
        {
            WorkingDirectory = RepositoryRoot.Path,
        };
        start.Environment["CHROMIUM"] = Prerequisites.ChromiumPath;
        var (code, output) = await ProcessRun.OfAsync(start);
        Xunit.Assert.True(code == 0, output);
    }
}
