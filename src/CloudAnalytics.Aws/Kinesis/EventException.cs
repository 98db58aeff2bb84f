namespace CloudAnalytics.Aws.Kinesis;

/// <summary>An event that is not what Lambda delivers for a Kinesis stream; the message says what was found instead.</summary>
public sealed class EventException : Exception
{
    /// <inheritdoc/>
    public EventException()
    {
    }

    /// <inheritdoc/>
    public EventException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public EventException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
