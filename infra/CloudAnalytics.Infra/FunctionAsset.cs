using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra;

/// <summary>The published functions.</summary>
/// <param name="Path">Folder or zip file that becomes the functions' code.</param>
public sealed record FunctionAsset(string Path)
{
    /// <summary>Where <c>scripts/deploy</c> publishes to, from the checkout's root: the zip for the processor of the settings.</summary>
    public static string DefaultPath(StackConfiguration configuration) =>
        $"artifacts/functions/functions-linux-{Processor(configuration)}.zip";

    /// <summary>The processor of the settings, as .NET calls it: x64 or arm64.</summary>
    public static string Processor(StackConfiguration configuration) =>
        configuration.Get(Settings.Architecture) == "arm64" ? "arm64" : "x64";

    /// <summary>The asset at a path.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static FunctionAsset Existing(string path) => Directory.Exists(path) || File.Exists(path)
        ? new(System.IO.Path.GetFullPath(path))
        : throw new ConfigurationException(
            $"the functions are not published: {path} is not there; run scripts/deploy, or name them with -c asset=FILE");
}
