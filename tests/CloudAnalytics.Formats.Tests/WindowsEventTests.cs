using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Windows;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Formats.Tests;

public sealed class WindowsEventTests
{
    static readonly WindowsEventFormat s_format = new();

    [Fact]
    public void AnEventHasOneIdentityHoweverItCame()
    {
        var json = Case("typical.ndjson");
        Assert.Equal(json.Rows.Select(Id), Case("rendered.xml").Rows.Select(Id));
        Assert.Equal(json.Rows.Count, json.Rows.Select(Id).Distinct().Count());

        static string? Id(JsonObject row) => (string?)row["id"];
    }

    [Fact]
    public void RenderedXmlSaysWhatTheAgentSays()
    {
        var json = Case("typical.ndjson");
        var xml = Case("rendered.xml");
        string[] same =
        [
            "time", "host", "action", "event_id", "provider", "channel", "severity", "outcome", "message", "user_name", "user_sid",
            "client_ip", "workstation", "login", "failure_reason", "logon_type", "auth_method", "cmdlet", "parameters", "keywords",
            "record_number", "noise",
        ];
        for (var i = 0; i < json.Rows.Count; i++)
            Assert.All(same, name => Assert.Equal(json.Rows[i][name]?.ToJsonString(), xml.Rows[i][name]?.ToJsonString()));
    }

    [Fact]
    public void ALogThatWasClearedCountsAgainButItsEventsAreOthers()
    {
        const string text = """
            {"EventId":1,"LogName":"System","ProviderName":"x","MachineName":"EX01","TimeCreated":"2024-01-25T15:16:09Z","Index":7}
            {"EventId":1,"LogName":"System","ProviderName":"x","MachineName":"ex01","TimeCreated":"2024-01-25T15:16:09.5Z","Index":7}
            {"EventId":1,"LogName":"System","ProviderName":"x","MachineName":"EX01","TimeCreated":"2024-02-25T15:16:09Z","Index":7}
            {"EventId":1,"LogName":"Security","ProviderName":"x","MachineName":"EX01","TimeCreated":"2024-01-25T15:16:09Z","Index":7}
            {"EventId":1,"LogName":"System","ProviderName":"x","MachineName":"EX01","TimeCreated":"2024-01-25T15:16:09Z","Index":null}
            {"EventId":1,"LogName":"System","ProviderName":"x","MachineName":"EX01","TimeCreated":"2024-01-25T15:16:09Z","Index":null}
            """;
        var ids = Json(text).Select(row => (string?)row["id"]).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(5, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("Cmdlet suceeded. Cmdlet Set-Mailbox, parameters -Id \\\"a, b. c\\\".", 1, "Set-Mailbox", "-Id \"a, b. c\"", "success")]
    [InlineData("Cmdlet failed. Cmdlet Get-User, parameters .\\r\\n", 6, "Get-User", null, "failure")]
    [InlineData("(PID 1, Thread 9) Task Get-User throwing unhandled exception: x", 8, "Get-User", null, "failure")]
    [InlineData("Une erreur.", 6, null, null, "failure")]
    public void ACmdletIsReadFromTheDescriptionWhereItsValuesWereNotSent(
        string description, int id, string? cmdlet, string? parameters, string outcome)
    {
        var json = $"{{\"EventId\":{id},\"Description\":\"{description}\",\"LogName\":\"x\",\"ProviderName\":\"MSExchange CmdletLogs\"}}";
        var row = Json(json).Single();
        Assert.Equal(cmdlet, (string?)row["cmdlet"]);
        Assert.Equal(parameters, (string?)row["parameters"]);
        Assert.Equal(outcome, (string?)row["outcome"]);
    }

    [Theory]
    [InlineData("typical", "Description\":\"Cmdlet suceeded. Cmdlet New-Mailbox, parameters -Name \\\"x\\\" -Password \\\"geheim!\\\".\",")]
    [InlineData("no description", "")]
    [InlineData("no values",
        "Description\":\"Cmdlet suceeded. Cmdlet New-Mailbox, parameters -Name \\\"x\\\" -Password \\\"geheim!\\\".\",")]
    public void APasswordIsReplacedWhereverAnEventHoldsIt(string kind, string description)
    {
        var values = kind == "no values" ? "" : ",\"EventData\":[\"New-Mailbox\",\"-Name \\\"x\\\" -Password \\\"geheim!\\\"\",\"admin\"]";
        description = description.Length > 0 ? "\"" + description : "";
        var row = Json($"{{\"EventId\":1,{description}\"LogName\":\"x\",\"ProviderName\":\"MSExchange CmdletLogs\"{values}}}").Single();
        Assert.Equal("New-Mailbox", (string?)row["cmdlet"]);
        Assert.Contains("-Password \"***", (string?)row["parameters"], StringComparison.Ordinal);
        Assert.Contains("-Password", (string?)row["raw"], StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", row.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherProvidersEventOneIsNoCmdlet()
    {
        var row = Json("""{"EventId":4625,"Description":"x. Cmdlet Get-User, parameters y.","LogName":"Application","ProviderName":"EventSystem"}""").Single();
        Assert.Null(row["cmdlet"]);
        Assert.Null(row["login"]);
        Assert.Equal("unknown", (string?)row["outcome"]);
    }

    [Fact]
    public void ControlCharactersInAnEventDoNotBreakItsXml()
    {
        var xml = "<Event><System><EventID>7</EventID></System><EventData><Data>a\u0001b</Data><Data Name='x'>&lt;tag&gt;</Data></EventData></Event>";
        var row = Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(xml)).Rows.Single();
        Assert.Equal("a?b", (string?)row["event_data"]![0]);
        Assert.Equal("<tag>", (string?)row["attributes"]!["x"]);
        Assert.Equal(xml, (string?)row["raw"]);
    }

    [Fact]
    public void ALoneSurrogateInAValueDoesNotBreakTheRecord()
    {
        var row = Json("""{"EventId":1,"LogName":"x","ProviderName":"x","EventData":["a\ud800b","\ud83d\ude00"]}""").Single();
        Assert.Equal(["a\uFFFDb", "\uD83D\uDE00"], row["event_data"]!.AsArray().Select(value => (string?)value));
    }

    [Fact]
    public void OutsideEntitiesAreNotRead()
    {
        var xml = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>\n<Event><System><EventID>7</EventID></System><EventData><Data>&e;</Data></EventData></Event>";
        var parsed = Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(xml));
        Assert.Empty(parsed.Rows);
        Assert.Contains("its XML is broken", parsed.Report.DeadLetters.Select(dead => dead.Reason));
    }

    [SamplesTheory]
    [InlineData("windows_events.synthetic.ndjson")]
    [InlineData("windows_events.synthetic.decorated.ndjson")]
    public void TheAgentsSyntheticEventsAreRead(string name)
    {
        var bytes = File.ReadAllBytes(RepositoryRoot.Sample("exchange", "kinesis-agent-json", name));
        Assert.Equal("windows_event", LogFormats.OfJson(bytes.AsSpan(0, Array.IndexOf(bytes, (byte)'\n')))?.Name);
        var parsed = Parsed.From(s_format, LogEncoding.Json, bytes);
        Assert.Empty(parsed.Report.DeadLetters);
        Assert.Equal([1, 15004, 7036, 4625], parsed.Rows.Select(row => (long?)row["event_id"]));
        Assert.Equal(["Set-Mailbox", null, null, null], parsed.Rows.Select(row => (string?)row["cmdlet"]));
        Assert.Equal(["2024-01-25T15:16:09.000Z", "2024-01-25T15:16:09.123Z", "2024-01-25T15:16:09.123Z", "2026-01-01T00:00:00.000Z"],
            parsed.Rows.Select(row => (string?)row["time"]));
        Assert.Equal([null, null, null, "missing"], parsed.Rows.Select(row => (string?)row["time_source"]));
        var values = parsed.Rows[2]["event_data"]!.AsArray().Select(value => (string?)value);
        Assert.Equal(["Microsoft Exchange Transport", "stopped", "AQID", "5"], values);
        Assert.All(parsed.Rows, row => Assert.Equal("EXCH01.contoso.com", (string?)row["host"]));
    }

    static Parsed Case(string name) => LogCase.Find("windows_event/" + name).Parse();

    static IReadOnlyList<JsonObject> Json(string text)
    {
        var parsed = Parsed.From(s_format, LogEncoding.Json, Encoding.UTF8.GetBytes(text));
        Assert.Empty(parsed.Report.DeadLetters);
        return parsed.Rows;
    }
}
