using System.CommandLine;
using CloudAnalytics.Cli.Aws;
using CloudAnalytics.Cli.Commands;

var root = new RootCommand("Central log analytics for mail servers: who sends what, what fails, where one message went and who logged in.")
{
    IngestCommand.Create(),
    ServeCommand.Create(),
    SummaryCommand.Create(),
    ShowCommand.Create(),
    DetectCommand.Create(),
    TraceCommand.Create(),
    ReportCommand.Create(),
    DeadCommand.Create(),
    QueryCommand.Create(),
    CompactCommand.Create(),
    AwsCommand.Create(),
    SampleCommand.Create(),
    GenerateCommand.Create(),
};
return await CommandRunner.RunAsync(root, args).ConfigureAwait(false);
