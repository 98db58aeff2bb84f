using System.Diagnostics.CodeAnalysis;

namespace CloudAnalytics.Cli.Commands;

/// <summary>Ends a command with a sentence for the person at the terminal.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Without a message and a code it says nothing.")]
public sealed class CommandException : Exception
{
    internal CommandException(string message, int exitCode = CommandRunner.Wrong)
        : base(message) => ExitCode = exitCode;

    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; }
}
