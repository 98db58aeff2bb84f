namespace CloudAnalytics.Functions;

/// <summary>A setting that is missing or wrong; the message names the variable, the value found and the values allowed.</summary>
public sealed class SettingsException : Exception
{
    /// <inheritdoc/>
    public SettingsException()
    {
    }

    /// <inheritdoc/>
    public SettingsException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
