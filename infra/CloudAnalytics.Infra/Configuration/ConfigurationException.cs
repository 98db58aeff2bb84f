namespace CloudAnalytics.Infra.Configuration;

/// <summary>The configuration is wrong: the message says the value found, the values allowed and where to change it.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException()
    {
    }

    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
