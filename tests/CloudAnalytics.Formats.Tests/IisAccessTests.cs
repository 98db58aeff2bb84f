using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Windows;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Formats.Tests;

public sealed class IisAccessTests
{
    const string DefaultHeader =
        "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus "
        + "sc-win32-status time-taken";

    static readonly IisAccessFormat s_format = new();

    [Theory]
    [InlineData("443  random\\ranuser1 ::1 Mozilla/5.0 - 200 0 0 46", "random\\ranuser1", "::1", "Mozilla/5.0", 46)]
    [InlineData("443  ::1 Mozilla/5.0 - 200 0 0 46", null, "::1", "Mozilla/5.0", 46)]
    [InlineData("443 - 1.2.3.4 Mozilla/5.0+x (Windows NT; Win64) - 200 0 0 46", null, "1.2.3.4", "Mozilla/5.0 x (Windows NT; Win64)", 46)]
    [InlineData("443 CONTOSO\\a b 1.2.3.4 two words - 200 0 0 46", "CONTOSO\\a b", "1.2.3.4", "two words", 46)]
    [InlineData("443 - 1.2.3.4 x - 200 0 0 46 ", null, "1.2.3.4", "x", 46)]
    [InlineData("443  -  1.2.3.4  x  -  200  0  0  46", null, "1.2.3.4", "x", 46)]
    public void CellsThatBlanksHaveMovedAreFoundAgain(string tail, string? user, string ip, string agent, int milliseconds)
    {
        var row = Row(DefaultHeader, "2024-01-01 00:00:01 10.0.0.1 GET /owa/ - " + tail);
        Assert.Equal(user, (string?)row["user_name"]);
        Assert.Equal(ip, (string?)row["client_ip"]);
        Assert.Equal(agent, (string?)row["user_agent"]);
        Assert.Equal(200, (long?)row["status_code"]);
        Assert.Equal(milliseconds, (double?)row["duration_ms"]);
    }

    [Fact]
    public void ARowThatMakesNoSenseIsKeptAsItWasSplit()
    {
        var row = Row(DefaultHeader, "2024-01-01 00:00:01 10.0.0.1 GET /owa/ - 443 - nonsense a b c d e f g h i");
        Assert.Equal("g h i", (string?)row["attributes"]?["surplus_cells"]);
        Assert.Null(row["client_ip"]);
    }

    [Fact]
    public void AnAgentsShiftedRecordReadsAsItsLineButForWhatTheAgentLost()
    {
        // What Kinesis Agent for Windows makes of a line with two blanks before the user: the last value does not fit.
        var row = Json("""
            {"Timestamp":"2024-01-01T00:00:01Z","date":"2024-01-01","time":"00:00:01","s-ip":"10.0.0.1","cs-method":"GET","cs-uri-stem":"/owa/","cs-uri-query":"-",
            "s-port":"443","cs-username":"","c-ip":"random\\ranuser1","cs(User-Agent)":"::1","cs(Referer)":"Mozilla/5.0","sc-status":"-","sc-substatus":"200",
            "sc-win32-status":"0","time-taken":"0","ComputerName":"EX01"}
            """);
        Assert.Equal("random\\ranuser1", (string?)row["user_name"]);
        Assert.Equal("::1", (string?)row["client_ip"]);
        Assert.Equal("Mozilla/5.0", (string?)row["user_agent"]);
        Assert.Equal(200, (long?)row["status_code"]);
        Assert.Equal(0, (long?)row["win32_status"]);
        Assert.Equal("EX01", (string?)row["host"]);
        Assert.Null(row["duration_ms"]);
    }

    [Theory]
    [InlineData("401 1 1326", "CONTOSO\\alice", "failure", "bad password", true, null)]
    [InlineData("401 1 1909", "CONTOSO\\alice", "failure", "account locked", true, null)]
    [InlineData("401 1 1330", "CONTOSO\\alice", "failure", "password expired", true, null)]
    [InlineData("401 1 4711", "CONTOSO\\alice", "failure", "401.1", true, null)]
    [InlineData("401 1 1326", "-", "failure", "bad password", true, null)]
    [InlineData("401 1 2148074254", "-", "unknown", null, null, "challenge")]
    [InlineData("401 2 5", "-", "unknown", null, null, "challenge")]
    [InlineData("401 2 5", "CONTOSO\\alice", "failure", null, null, null)]
    [InlineData("200 0 0", "CONTOSO\\alice", "success", null, true, null)]
    [InlineData("200 0 0", "-", "success", null, null, null)]
    [InlineData("302 0 0", "alice@contoso.com", "success", null, true, null)]
    [InlineData("500 0 0", "CONTOSO\\alice", "failure", null, null, null)]
    [InlineData("200 0 0", "HealthMailbox0a1b@contoso.com", "success", null, true, "health_mailbox")]
    [InlineData("200 0 0", "CONTOSO\\EX01$", "success", null, true, "machine_account")]
    public void LogonsAndChallengesAreToldApart(string status, string user, string outcome, string? reason, bool? login, string? noise)
    {
        var row = Row(DefaultHeader, $"2024-01-01 00:00:01 10.0.0.1 POST /EWS/Exchange.asmx - 443 {user} 10.1.1.1 OC/16.0 - {status} 52");
        Assert.Equal(outcome, (string?)row["outcome"]);
        Assert.Equal(reason, (string?)row["failure_reason"]);
        Assert.Equal(login, (bool?)row["login"]);
        Assert.Equal(noise, (string?)row["noise"]);
    }

    [Theory]
    [InlineData("/owa/healthcheck.htm", "-", "health_probe")]
    [InlineData("/owa/", "AMProbe/Local/ClientAccess", "health_probe")]
    [InlineData("/owa/", "ELB-HealthChecker/2.0", "monitoring")]
    [InlineData("/owa/", "Mozilla/5.0+(Windows+NT+10.0)", null)]
    public void ChecksOfMonitorsAndLoadBalancersAreNoise(string stem, string agent, string? noise)
    {
        var row = Row(DefaultHeader, $"2024-01-01 00:00:01 10.0.0.1 GET {stem} - 443 - 10.1.1.1 {agent} - 200 0 0 52");
        Assert.Equal(noise, (string?)row["noise"]);
    }

    [Fact]
    public void AnActiveSyncQueryTellsCommandDeviceAndAccount()
    {
        var row = Row(DefaultHeader, "2024-01-01 00:00:01 10.0.0.1 POST /Microsoft-Server-ActiveSync/default.eas "
            + "Cmd=Ping&User=CONTOSO%5Calice&DeviceId=ABC123&DeviceType=iPhone&Log=V141_Ty:_Cmd:X_SC1:142_&"
            + "cafeReqId=12d62000-56b5-0000-a9f7-a9e934ecb2d5; "
            + "444 - 10.1.1.1 Apple-iPhone14C2/2106.92 - 401 1 1326 52");
        Assert.Equal("Ping", (string?)row["command"]);
        Assert.Equal("ABC123", (string?)row["device_id"]);
        Assert.Equal("iPhone", (string?)row["device_type"]);
        Assert.Equal("CONTOSO\\alice", (string?)row["user_name"]);
        Assert.Equal("12d62000-56b5-0000-a9f7-a9e934ecb2d5", (string?)row["cafe_request_id"]);
        Assert.Equal("Eas", (string?)row["protocol"]);
        Assert.Equal("back_end", (string?)row["tier"]);
        Assert.Equal(true, (bool?)row["long_poll"]);
        Assert.Equal("bad password", (string?)row["failure_reason"]);
    }

    [Theory]
    [InlineData("ASRmdXJpb3VzZGV2aWNl", null, null, null)]
    [InlineData("jRIJBApERVYwMDAwMDAxBAAAAAAGaVBob25l", "Ping", "DEV0000001", "iPhone")]
    [InlineData("jRIJBApERVYwMDAwMDAxBAAAAAAGaVBob25l&CorrelationID=<empty>;&cafeReqId=x;", "Ping", "DEV0000001", "iPhone")]
    [InlineData("jQAJBBABAgMEBQYHCAkKCwwNDg8QAAdPdXRsb29r", "Sync", "0102030405060708090A0B0C0D0E0F10", "Outlook")]
    [InlineData("-", null, null, null)]
    public void APackedActiveSyncQueryTellsCommandAndDevice(string query, string? command, string? device, string? type)
    {
        var row =
            Row(DefaultHeader, $"2024-01-01 00:00:01 10.0.0.1 POST /Microsoft-Server-ActiveSync {query} 443 a 10.1.1.1 x - 200 0 0 52");
        Assert.Equal(command, (string?)row["command"]);
        Assert.Equal(device, (string?)row["device_id"]);
        Assert.Equal(type, (string?)row["device_type"]);
    }

    [Theory]
    [InlineData("url=https%3a%2f%2fmail%2fowa%2f&reason=2", true)]
    [InlineData("url=https%3a%2f%2fmail%2fowa%2f&reason=0", null)]
    [InlineData("replaceCurrent=1&reason=2", true)]
    public void TheLogonFormShownAgainIsAFailedLogin(string query, bool? login)
    {
        var row = Row(DefaultHeader, $"2024-01-01 00:00:01 10.0.0.1 GET /owa/auth/logon.aspx {query} 443 - 203.0.113.7 x - 200 0 0 52");
        Assert.Equal(login, (bool?)row["login"]);
        Assert.Equal(login is null ? "success" : "failure", (string?)row["outcome"]);
    }

    [Fact]
    public void ColumnsAreFoundByTheirNamesInAnyOrder()
    {
        var row = Row("X-Forwarded-For time-taken sc-status cs-uri-stem c-ip date s-computername time s-sitename cs(User-Agent) my-column",
            "203.0.113.7,+10.0.0.9 12 200 /mapi/emsmdb/ fe80::1%3 2024-01-01 EX01 09:00:02 W3SVC2 a+b thing");
        Assert.Equal("203.0.113.7, 10.0.0.9", (string?)row["x_forwarded_for"]);
        Assert.Equal("2024-01-01T09:00:02.000Z", (string?)row["time"]);
        Assert.Equal("EX01", (string?)row["host"]);
        Assert.Equal("fe80::1", (string?)row["client_ip"]);
        Assert.Equal("back_end", (string?)row["tier"]);
        Assert.Equal("Mapi", (string?)row["protocol"]);
        Assert.Equal("thing", (string?)row["attributes"]?["my-column"]);
    }

    [Fact]
    public void PasswordsAndSessionsAreReplacedEverywhere()
    {
        var row = Row("date time cs-uri-stem cs-uri-query cs(Cookie) sc-status",
            "2024-01-01 00:00:01 /owa/auth.owa username=alice&Password=geheim&newPwd1=geheim&X-OWA-CANARY=stays cadata=geheim;+cadataTTL=geheim;+lang=de 302");
        Assert.Equal("username=alice&Password=*****&newPwd1=*****&X-OWA-CANARY=stays", (string?)row["uri_query"]);
        Assert.Equal("cadata=*****;+cadataTTL=*****;+lang=de", (string?)row["cookie"]);
        Assert.DoesNotContain("geheim", row.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("/owa/auth.owa username=alice&", (string?)row["raw"], StringComparison.Ordinal);
    }

    [SamplesFact]
    public void TheEdgeFileAndItsAgentRecordsSayTheSame()
    {
        var raw = Sample(LogEncoding.LogFile, "raw", "iis_edge.log");
        var json = Sample(LogEncoding.Json, "kinesis-agent-json", "iis_edge.log.ndjson");
        Assert.Equal(["2024-01-01 bad line: its time is not a timestamp"],
            raw.Report.DeadLetters.Select(d => $"{Encoding.UTF8.GetString(d.Raw.Span)}: {d.Reason}"));
        Assert.Empty(json.Report.DeadLetters);
        Assert.Equal(1, json.Report.Skipped);
        Assert.Equal(raw.Rows.Select(Content), json.Rows.Select(Content));
        Assert.Equal(["12d62000-56b5-0000-a9f7-a9e934ecb2d5", null, null], raw.Rows.Select(r => (string?)r["cafe_request_id"]));
        Assert.Equal([0, 5, 2148074254], raw.Rows.Select(r => (long?)r["win32_status"]));
        Assert.Equal([null, "challenge", null], raw.Rows.Select(r => (string?)r["noise"]));
        Assert.Equal(["2024-01-01T00:00:01.000Z", "2024-01-01T09:00:01.000Z", "2024-01-01T09:00:02.000Z"],
            raw.Rows.Select(r => (string?)r["time"]));
    }

    [SamplesFact]
    public void ARowWithBlanksInItsUserAgentUnderAHeaderWithABlankIsRead()
    {
        var row = Sample(LogEncoding.LogFile, "raw", "iis_webshell_u_ex231225.log").Rows.Single();
        Assert.Equal("cmd=whoami", (string?)row["uri_query"]);
        Assert.Equal("1.2.3.4", (string?)row["client_ip"]);
        Assert.EndsWith("Chrome/121.0.0.0 Safari/512.34", (string?)row["user_agent"], StringComparison.Ordinal);
        Assert.Equal(142, (double?)row["duration_ms"]);
        Assert.Null(row["referer"]);
    }

    static Parsed Sample(LogEncoding encoding, string folder, string file) =>
        Parsed.From(s_format, encoding, File.ReadAllBytes(RepositoryRoot.Sample("exchange", folder, file)));

    static string Content(JsonObject row)
    {
        var copy = (JsonObject)row.DeepClone();
        copy.Remove("id");
        copy.Remove("raw");
        return copy.ToJsonString();
    }

    static JsonObject Row(string header, string line)
    {
        var parsed = Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes($"#Fields: {header}\n{line}\n"));
        Assert.Empty(parsed.Report.DeadLetters);
        return parsed.Rows.Single();
    }

    static JsonObject Json(string json)
    {
        var parsed = Parsed.From(s_format, LogEncoding.Json, Encoding.UTF8.GetBytes(json));
        Assert.Empty(parsed.Report.DeadLetters);
        return parsed.Rows.Single();
    }
}
