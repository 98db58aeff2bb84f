namespace CloudAnalytics.Functions;

/// <summary>An invocation that fails, in a process that is sound.</summary>
public sealed class FunctionException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="kind">Its kind, for the service and for alarms: <c>Event.NotKinesis</c>.</param>
    /// <param name="message">What was found and what is wanted.</param>
    public FunctionException(string kind, string message)
        : base(message) => Kind = kind;

    /// <inheritdoc/>
    public FunctionException()
    {
    }

    /// <inheritdoc/>
    public FunctionException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public FunctionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The kind.</summary>
    public string Kind { get; } = "Function.Failed";
}
