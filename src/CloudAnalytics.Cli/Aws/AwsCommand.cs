using System.CommandLine;
using CloudAnalytics.Aws;
using CloudAnalytics.Cli.Commands;

namespace CloudAnalytics.Cli.Aws;

/// <summary><c>cloudanalytics aws report|replay</c>: what is done with a stack on AWS. The only folder that knows the cloud.</summary>
static class AwsCommand
{
    internal static Command Create() =>
        new("aws", "Works with a stack on AWS. Region and credentials are the usual ones: AWS_REGION, AWS_PROFILE.")
        {
            AwsReportCommand.Create(), AwsReplayCommand.Create(),
        };

    /// <summary>Where AWS is, by the environment.</summary>
    /// <exception cref="CommandException">Something is missing there.</exception>
    internal static AwsConnection Connect()
    {
        try
        {
            return AwsConnection.FromEnvironment();
        }
        catch (Exception problem) when (problem is ArgumentException or Amazon.Runtime.AmazonClientException)
        {
            throw new CommandException(problem.Message);
        }
    }

    /// <summary>The value of an option, or of the variable that stands for it.</summary>
    internal static string Required(string? value, string option, string variable) =>
        value ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : throw new CommandException(
            $"{option} is missing; the stack's outputs name it, and the variable {variable} may hold it"));
}
