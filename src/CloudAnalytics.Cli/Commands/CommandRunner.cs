using System.CommandLine;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Core;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Cli.Commands;

/// <summary>Runs a command line and turns what went wrong into one sentence and an exit code.</summary>
static class CommandRunner
{
    /// <summary>All went well.</summary>
    internal const int Done = 0;

    /// <summary>The work was begun, and something in it failed.</summary>
    internal const int Failed = 1;

    /// <summary>The call or the configuration is wrong; nothing was done.</summary>
    internal const int Wrong = 2;

    /// <summary>Stopped by Ctrl-C, as shells count it.</summary>
    internal const int Interrupted = 130;

    internal static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = Limits.StopTime,
            }).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? Wrong : code;
        }
        catch (CommandException problem)
        {
            TerminalText.Tell($"cloudanalytics: {problem.Message}");
            return problem.ExitCode;
        }
        catch (ConfigurationException problem)
        {
            TerminalText.Tell($"cloudanalytics: {problem.Message}");
            return Wrong;
        }
        catch (LakeSqlException problem)
        {
            TerminalText.Tell($"cloudanalytics: {problem.Message}");
            return problem.Failure == LakeSqlFailure.Refused ? Wrong : Failed;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }
}
