namespace CloudAnalytics.Server.Configuration;

/// <summary>
/// The configuration is wrong: the process ends with exit code 2 before the first record. The message is for the person at the terminal.
/// </summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Says nothing.</summary>
    public ConfigurationException()
    {
    }

    /// <summary>Says what was found, what is allowed, and where to change it; may have several lines.</summary>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>The same, with what caused it.</summary>
    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
