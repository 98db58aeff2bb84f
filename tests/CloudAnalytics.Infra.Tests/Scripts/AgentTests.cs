using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Infra.Tests.Scripts;

/// <summary>Configuration of agents, printed from the outputs of a stack.</summary>
public sealed class AgentTests
{
    const string Outputs = """
        {
          "cloudanalytics": { "StreamName": "mail-stream", "StreamRegion": "eu-west-1", "LakeBucket": "x" },
          "shared": {
            "StreamName": "shared", "StreamRegion": "eu-west-2", "AgentRoleArn": "arn:aws:iam::123456789012:role/shared-agent"
          }
        }
        """;

    // Without these three neither the server of an IIS or SMTP line is known, nor that a line sent twice is one.
    [ProgramFact("node")]
    public async Task WindowsAgentSendsJsonWithTheDecorationThatMakesAnIdentity()
    {
        var (code, output) = await RunAsync("windows", "--stack", "cloudanalytics");
        Assert.Equal(0, code);
        var file = JsonNode.Parse(output[output.IndexOf("{\n", StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)])!;
        var sink = Assert.Single(file["Sinks"]!.AsArray())!;
        Assert.Equal("ComputerName={ComputerName};FilePath={_FilePath};Position={_Position}", (string)sink["ObjectDecoration"]!);
        Assert.Equal(("json", "KinesisStream"), ((string)sink["Format"]!, (string)sink["SinkType"]!));
        Assert.Equal(("mail-stream", "eu-west-1"), ((string)sink["StreamName"]!, (string)sink["Region"]!));
        Assert.Null(sink["ProfileName"]);
        var sources = file["Sources"]!.AsArray();
        var pipes = file["Pipes"]!.AsArray();
        Assert.Equal(sources.Select(s => (string)s!["Id"]!), pipes.Select(p => (string)p!["SourceRef"]!));
        Assert.Equal(sources.Count, pipes.Select(p => (string)p!["Id"]!).Distinct().Count());
        Assert.All(pipes, p => Assert.Equal((string)sink["Id"]!, (string)p!["SinkRef"]!));
        Assert.Equal(["ExchangeLogSource", "W3SVCLogSource", "WindowsEventLogSource"], sources.Select(s =>
            (string)s!["SourceType"]!).Distinct());
        // The column of the time differs from log to log.
        string Field(string id) => (string)sources.Single(s => (string)s!["Id"]! == id)!["TimestampField"]!;
        Assert.Equal(["date-time", "date-time", "DateTime", "DateTime", "dateTime"],
            ((string[])["MessageTracking", "SmtpHubSend", "HttpProxyEws", "Ews", "Imap"]).Select(Field));
        Assert.All(sources.Where(s => (string)s!["SourceType"]! != "WindowsEventLogSource"), s => Assert.Contains(":\\",
            (string)s!["Directory"]!, StringComparison.Ordinal));
    }

    [ProgramFact("node")]
    public async Task AgentsOfOtherAccountsTakeTheRole()
    {
        var (_, windows) = await RunAsync("windows", "--stack", "shared");
        Assert.Contains("\"ProfileName\": \"cloudanalytics\"", windows, StringComparison.Ordinal);
        var (_, fluent) = await RunAsync("fluent-bit", "--stack", "shared");
        Assert.Contains("# role_arn: arn:aws:iam::123456789012:role/shared-agent", fluent, StringComparison.Ordinal);
    }

    [ProgramFact("node")]
    public async Task FluentBitSendsTheLineAndKeepsWhatItCannotSend()
    {
        var (code, output) = await RunAsync("fluent-bit", "--stack", "cloudanalytics");
        Assert.Equal(0, code);
        foreach (var line in (string[])["name: kinesis_streams", "stream: mail-stream", "region: eu-west-1", "log_key: log",
            "storage.type: filesystem", "retry_limit: no_limits"])
            Assert.Contains(line, output, StringComparison.Ordinal);
        Assert.DoesNotContain("role_arn", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\t', output);
    }

    [ProgramFact("node")]
    public async Task KinesisAgentKeepsStackTracesTogether()
    {
        var (code, output) = await RunAsync("kinesis-agent", "--stack", "cloudanalytics");
        Assert.Equal(0, code);
        // What is said to the person at the terminal stands around the document.
        var agent = JsonNode.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)])!;
        Assert.Equal("https://kinesis.eu-west-1.amazonaws.com", (string)agent["kinesis.endpoint"]!);
        Assert.All(agent["flows"]!.AsArray(), flow => Assert.Equal("mail-stream", (string)flow!["kinesisStream"]!));
        var start = (string)agent["flows"]!.AsArray().Single(
            flow => (string)flow!["filePattern"]! == "/opt/zimbra/log/mailbox.log")!["multiLineStartPattern"]!;
        Assert.Matches(start, "2026-11-20 10:00:00,123 ERROR [main] [] soap - x");
        Assert.DoesNotMatch(start, "\tat a.B.c(B.java:1)");
    }

    [ProgramFact("node")]
    public async Task RsyslogHandsItsLinesToFluentBitWithTheYear()
    {
        var (code, output) = await RunAsync("rsyslog", "--stack", "cloudanalytics");
        Assert.Equal(0, code);
        Assert.Contains("date-rfc3339", output, StringComparison.Ordinal);
        Assert.Contains("port=\"5170\"", output, StringComparison.Ordinal);
        Assert.Contains("drop-last-lf%\\n\")", output, StringComparison.Ordinal);
        var (_, fluent) = await RunAsync("fluent-bit", "--stack", "cloudanalytics");
        Assert.Contains("port: 5170", fluent, StringComparison.Ordinal);
    }

    [ProgramFact("node")]
    public async Task WhatIsMissingIsSaid()
    {
        Assert.Contains("it may be windows, kinesis-agent, fluent-bit or rsyslog", (await Refused("syslog-ng")).Output,
            StringComparison.Ordinal);
        Assert.Contains("the stacks cloudanalytics, shared; name one with --stack", (await Refused("windows")).Output,
            StringComparison.Ordinal);
        Assert.Contains("there is no other", (await Refused("windows", "--stack", "other")).Output, StringComparison.Ordinal);

        async Task<(int Code, string Output)> Refused(params string[] arguments)
        {
            var result = await RunAsync(arguments);
            Assert.Equal(2, result.Code);
            return result;
        }
    }

    static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var folder = RepositoryRoot.Temporary();
        var outputs = folder.Write("outputs.json", System.Text.Encoding.UTF8.GetBytes(Outputs));
        return await ProcessRun.OfAsync(new ProcessStartInfo(RepositoryRoot.Combine("scripts", "agent"), [.. arguments, "--outputs",
            outputs]));
    }
}
