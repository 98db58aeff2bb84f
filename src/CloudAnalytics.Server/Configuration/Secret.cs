namespace CloudAnalytics.Server.Configuration;

/// <summary>Where a secret is kept; the configuration file never holds one.</summary>
/// <param name="Environment">Name of an environment variable, or null.</param>
/// <param name="File">A file whose first line it is, or null.</param>
public sealed record Secret(string? Environment, string? File)
{
    /// <summary>Reads the secret.</summary>
    /// <param name="environment">Gives a variable's value, or null where it is not set.</param>
    /// <exception cref="ConfigurationException">It is not there.</exception>
    public string Read(Func<string, string?> environment)
    {
        if (Environment is not null)
        {
            return environment(Environment) is { Length: > 0 } value
                ? value
                : throw new ConfigurationException(
                    $"The environment variable {Environment} is not set; cloudanalytics.json takes a secret from it.");
        }

        try
        {
            using var reader = new StreamReader(File!);
            return reader.ReadLine()?.Trim() is { Length: > 0 } line
                ? line
                : throw new ConfigurationException($"{File} is empty; cloudanalytics.json takes a secret from its first line.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{File} cannot be read ({fault.Message}); cloudanalytics.json takes a secret from it.",
                fault);
        }
    }
}
