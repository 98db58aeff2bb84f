using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Tabular;

namespace CloudAnalytics.Formats.Tests;

public sealed class ExchangeWebTests
{
    static readonly EwsFormat s_ews = new();
    static readonly HttpProxyFormat s_proxy = new();
    static readonly MapiHttpFormat s_mapi = new();

    [Theory]
    [InlineData("200", "ErrorServerBusy", "failure", "ErrorServerBusy")]
    [InlineData("200", "", "success", null)]
    [InlineData("200", "NoError", "success", null)]
    [InlineData("500", "ErrorInternalServerError", "failure", "ErrorInternalServerError")]
    [InlineData("", "", "unknown", null)]
    public void AnEwsErrorIsAFailureWhateverTheStatus(string status, string error, string outcome, string? expected)
    {
        var row = Row(s_ews, "SoapAction,AuthenticatedUser,HttpStatus,ErrorCode", $"GetItem,alice@contoso.com,{status},{error}");
        Assert.Equal(outcome, (string?)row["outcome"]);
        Assert.Equal(expected, (string?)row["error_code"]);
    }

    [Theory]
    [InlineData("11 Max", 11, null)]
    [InlineData("0", 0, null)]
    [InlineData("Unlimited", null, "Unlimited")]
    [InlineData("$null", null, null)]
    [InlineData("", null, null)]
    public void ABudgetIsItsNumberAndWhatIsNoNumberIsKept(string cell, int? number, string? kept)
    {
        var row = Row(s_ews, "SoapAction,BeginBudgetConnections", $"GetItem,{cell}");
        Assert.Equal(number, (int?)(long?)row["begin_budget_connections"]);
        Assert.Equal(kept, (string?)row["attributes"]?["BeginBudgetConnections"]);
    }

    [Theory]
    [InlineData("GetStreamingEvents", true)]
    [InlineData("GetItem", false)]
    [InlineData("Sbsc_ConnStatus", false)]
    public void HeldRequestsOfEwsAreMarked(string action, bool longPoll) =>
        Assert.Equal(longPoll, (bool?)Row(s_ews, "SoapAction,TotalRequestTime", $"{action},900002")["long_poll"]);

    [Fact]
    public void ARowAboutASubscriptionHasFewValues()
    {
        var row = Row(s_ews, "ServerHostName,SoapAction,CorrelationGuid,GenericInfo", "EX01,Sbsc_ConnStatus,03a7c763,tid=7;");
        Assert.Equal("EX01", (string?)row["host"]);
        Assert.Equal("tid=7;", (string?)row["generic_info"]);
        Assert.Equal("unknown", (string?)row["outcome"]);
        Assert.Null(row["noise"]);
    }

    [Fact]
    public void TheVersionIsPutTogether()
    {
        const string header = "SoapAction,MajorVersion,MinorVersion,BuildVersion,RevisionVersion";
        Assert.Equal("15.2.1544.4", (string?)Row(s_ews, header, "GetItem,15,2,1544,4")["server_version"]);
        Assert.Null(Row(s_ews, header, "GetItem,,,,")["server_version"]);
    }

    [Fact]
    public void TheHeaderMayStandAsAPlainLineBeforeTheCommentsAndAgainBehindThem()
    {
        const string header = "DateTime,RequestId,SoapAction,HttpStatus";
        var text = $"{header}\n#Software: Microsoft Exchange Server\n#Log-type: EWS Logs\n#Fields: {header}\n{header}\n"
            + "2024-01-25T15:16:09.840Z,x,GetItem,200\n";
        Assert.True(s_ews.IsLogFile(Encoding.UTF8.GetBytes(text)));
        var parsed = Parsed.From(s_ews, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text));
        Assert.Empty(parsed.Report.DeadLetters);
        Assert.Equal("GetItem", (string?)parsed.Rows.Single()["action"]);
    }

    [Theory]
    [InlineData("1.2.3.4  10.0.0.1", "1.2.3.4", "1.2.3.4  10.0.0.1", null)]
    [InlineData("fe80::1234:5678:123abc:245e%3", "fe80::1234:5678:123abc:245e", null, null)]
    [InlineData("unknown", null, null, "unknown")]
    public void TheFirstOfTheAddressesOnTheWayIsTheClients(string cell, string? ip, string? way, string? kept)
    {
        var row = Row(s_proxy, "UrlStem,ProxyAction,ClientIpAddress", $"/ews/,Proxy,{cell}");
        Assert.Equal(ip, (string?)row["client_ip"]);
        Assert.Equal(way, (string?)row["x_forwarded_for"]);
        Assert.Equal(kept, (string?)row["attributes"]?["ClientIpAddress"]);
    }

    [Theory]
    [InlineData("401", "", "Microsoft Office/16.0", "/mapi/emsmdb/", "unknown", "challenge")]
    [InlineData("401", "CONTOSO\\alice", "Microsoft Office/16.0", "/mapi/emsmdb/", "failure", null)]
    [InlineData("503", "", "curl/8", "/owa/", "failure", null)]
    [InlineData("200", "CONTOSO\\HealthMailbox0a1b", "Microsoft WinRM Client", "/powershell", "success", "health_mailbox")]
    [InlineData("200", "", "AMProbe/Local/ClientAccess", "/owa/", "success", "health_probe")]
    [InlineData("200", "", "", "/owa/healthcheck.htm", "success", "health_probe")]
    [InlineData("200", "CONTOSO\\EX02$", "", "/ews/", "success", "machine_account")]
    [InlineData("200", "EX02$@contoso.com", "", "/ews/", "success", "machine_account")]
    [InlineData("200", "CONTOSO\\", "", "/ews/", "success", null)]
    public void BackgroundRequestsOfTheFrontEndSayWhyTheyAre(
        string status, string user, string agent, string stem, string outcome, string? noise)
    {
        var row = Row(s_proxy, "UrlStem,ProxyAction,HttpStatus,AuthenticatedUser,UserAgent", $"{stem},Proxy,{status},{user},{agent}");
        Assert.Equal(outcome, (string?)row["outcome"]);
        Assert.Equal(noise, (string?)row["noise"]);
    }

    [Theory]
    [InlineData("Eas", "", "?Cmd=Ping&User=x&DeviceId=D1&DeviceType=iPhone", "", "POST", "Ping", true)]
    [InlineData("Mapi", "R:1b7d:2;RT:NotificationWait;CI:97c0:1;CID:4553", "?mailboxId=x", "", "POST", "NotificationWait", true)]
    [InlineData("Mapi", "R:1b7d:2;RT:Execute;CI:97c0:1;CID:4553", "?mailboxId=x", "", "POST", "Execute", false)]
    [InlineData("Ews", "", "", "GetStreamingEvents", "POST", null, true)]
    [InlineData("RpcHttp", "", "", "", "RPC_IN_DATA", null, true)]
    public void TheFrontEndTellsCommandsAndHeldRequests(
        string protocol, string clientRequest, string query, string action, string method, string? command, bool longPoll)
    {
        var row = Row(s_proxy, "UrlStem,ProxyAction,Protocol,ClientRequestId,UrlQuery,ProtocolAction,Method",
            $"/x/,Proxy,{protocol},{clientRequest},{query},{action},{method}");
        Assert.Equal(command, (string?)row["command"]);
        Assert.Equal(longPoll, (bool?)row["long_poll"]);
        Assert.Equal(protocol == "Eas" ? "iPhone" : null, (string?)row["device_type"]);
    }

    [Fact]
    public void APasswordInAQuotedQueryIsReplacedInTheRecordToo()
    {
        var row = Row(s_proxy, "UrlStem,ProxyAction,UrlQuery,ErrorCode", "/owa/auth.owa,Proxy,\"?username=a&password=ge,heim\",x");
        Assert.Equal("?username=a&password=*****,heim", (string?)row["url_query"]);
        Assert.EndsWith("password=*****,heim\",x", (string?)row["raw"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200", "0", "0", "0", "success", null)]
    [InlineData("200", "0", "2147746063", "0", "failure", "2147746063")]
    [InlineData("200", "0", "0", "-2147221231", "failure", "-2147221231")]
    [InlineData("200", "10", "0", "0", "failure", "10")]
    [InlineData("503", "", "", "", "failure", null)]
    public void TheInnermostCodeOfMapiIsItsError(string http, string response, string status, string result, string outcome, string? error)
    {
        var row = Row(s_mapi, "MapiRequestId,RequestType,HttpStatusCode,ResponseCode,StatusCode,ReturnCode",
            $"x,Execute,{http},{response},{status},{result}");
        Assert.Equal(outcome, (string?)row["outcome"]);
        Assert.Equal(error, (string?)row["error_code"]);
    }

    [Theory]
    [InlineData("Anonymous", "alice@contoso.com", "a@contoso.com", "alice@contoso.com")]
    [InlineData("Anonymous", "", "a@contoso.com", "a@contoso.com")]
    [InlineData("CONTOSO\\alice", "", "a@contoso.com", "CONTOSO\\alice")]
    public void AnAnonymousMapiRequestIsItsMailboxOwners(string account, string upn, string email, string user)
    {
        var row = Row(s_mapi, "MapiRequestId,RequestType,AuthenticatedUser,UPN,AuthenticatedUserEmail",
            $"x,Execute,{account},{upn},{email}");
        Assert.Equal(user, (string?)row["user_name"]);
    }

    static JsonObject Row(TabularFormat format, string header, string cells)
    {
        var text = $"#Fields: DateTime,{header}\n2024-01-25T15:16:09.840Z,{cells}\n";
        var parsed = Parsed.From(format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text));
        Assert.Empty(parsed.Report.DeadLetters);
        return parsed.Rows.Single();
    }
}
