namespace CloudAnalytics.Lake;

/// <summary>Another process writes to the data folder; the message names it and says what to do.</summary>
public sealed class LakeLockedException : IOException
{
    /// <summary>Not used.</summary>
    public LakeLockedException()
    {
    }

    /// <summary>A refusal with its text.</summary>
    public LakeLockedException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with its text and cause.</summary>
    public LakeLockedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A refusal.</summary>
    /// <param name="path">The data folder.</param>
    /// <param name="holder">Who holds it: process, command and since when.</param>
    /// <param name="innerException">What the system said.</param>
    public LakeLockedException(string path, string holder, Exception innerException)
        : base(
            $"The data folder {path} is in use by {holder}. Stop that process first, or name another folder with --data.",
            innerException) =>
        Holder = holder;

    /// <summary>Who holds the folder: process, command and since when.</summary>
    public string Holder { get; } = "";
}
