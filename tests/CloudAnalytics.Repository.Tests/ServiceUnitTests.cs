using System.Diagnostics;

namespace CloudAnalytics.Repository.Tests;

/// <summary>The systemd unit that administrators install.</summary>
public sealed class ServiceUnitTests
{
    const string Name = "cloudanalytics.service";

    [ProgramFact("systemd-analyze")]
    public async Task SystemdFindsNothingWrongWithTheUnit()
    {
        using var folder = RepositoryRoot.Temporary();
        // The program is not installed where tests run; everything else stays as it is.
        var text = File.ReadAllText(RepositoryRoot.Combine("docs", Name)).Replace(
            "ExecStart=/opt/cloudanalytics/cloudanalytics ", "ExecStart=/bin/true ", StringComparison.Ordinal);
        Assert.Contains("ExecStart=/bin/true serve", text, StringComparison.Ordinal);
        var unit = folder.Write(Name, System.Text.Encoding.UTF8.GetBytes(text));

        var (code, said) = await ProcessRun.OfAsync(new ProcessStartInfo("systemd-analyze", ["verify", unit]));

        // It looks at units of the machine too, which may lack their programs.
        Assert.DoesNotContain(said.Split('\n'), line => line.Contains("cloudanalytics", StringComparison.Ordinal));
        Assert.Equal(0, code);
    }
}
