using System.Text.Json;
using Amazon.CDK;

namespace CloudAnalytics.Infra.Tests.Templates;

/// <summary>The templates of all configurations, made once for all tests: the CDK takes seconds to start.</summary>
static class Synthesis
{
    static readonly Lazy<IReadOnlyDictionary<string, Template>> s_all = new(Make);

    /// <summary>By configuration.</summary>
    public static IReadOnlyDictionary<string, Template> All => s_all.Value;

    /// <summary>Where they lie.</summary>
    public static string Folder { get; } = RepositoryRoot.Combine("artifacts", "infra-tests", "cdk.out");

    static Dictionary<string, Template> Make()
    {
        System.Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        var code = RepositoryRoot.Combine("artifacts", "infra-tests", "code");
        Directory.CreateDirectory(code);
        File.WriteAllText(Path.Combine(code, "bootstrap"), "placeholder");
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        var templates = new Dictionary<string, Template>(StringComparer.Ordinal);
        var app = new App(new AppProps { Outdir = Folder, Context = Context(), AnalyticsReporting = false });
        foreach (var (name, configuration) in Configurations.All)
        {
            var stack = new CloudAnalyticsStack(app, configuration, new FunctionAsset(code));
            templates[name] = new Template(stack.StackName, Path.Combine(Folder, $"{stack.StackName}.template.json"));
        }

        app.Synth();
        return templates;
    }

    // As the command line passes it.
    static Dictionary<string, object> Context()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Combine("cdk.json")));
        return document.RootElement.GetProperty("context").EnumerateObject()
            .ToDictionary(p => p.Name, p => (object)(p.Value.ValueKind == JsonValueKind.True), StringComparer.Ordinal);
    }
}
