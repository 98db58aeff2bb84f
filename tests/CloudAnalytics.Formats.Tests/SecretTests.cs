using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tests;

/// <summary>Passwords in logs are stored nowhere: not in their field, not in the raw record, however it is written.</summary>
public sealed class SecretTests
{
    const string CmdletHeader = "DateTime,Cmdlet,CmdletUniqueId,Parameters";

    public static TheoryData<string, string, string> Rows => new()
    {
        { "exchange_cmdlet", CmdletHeader, "Set-Mailbox,1,-Identity x -Password geheim123" },
        { "exchange_cmdlet", CmdletHeader, "Set-Mailbox,1,\"-Password \"\"geheim123\"\" -Identity x\"" },
        { "exchange_cmdlet", CmdletHeader, "Set-Mailbox,1,\"-newPASSWORD:'geheim123',-Credential geheim123\"" },
        { "exchange_cmdlet", CmdletHeader, "Set-Mailbox,1,\"-Password \"\"a\"\"\"\"geheim123\"\"\"" },
        { "exchange_cmdlet", "DateTime,Cmdlet,CmdletUniqueId,NonPiiParameters", "Set-Mailbox,1,-AppSecret geheim123" },
        { "exchange_imap_pop", "dateTime,sIp,cIp,command,parameters", "10.0.0.1:993,10.1.1.1:5,login,anna geheim123" },
        { "exchange_imap_pop", "dateTime,sIp,cIp,command,parameters", "10.0.0.1:995,10.1.1.1:5,pass,geheim123" },
        { "exchange_imap_pop", "dateTime,sIp,cIp,command,parameters", "10.0.0.1:993,10.1.1.1:5,login,\"\"\"an na\"\" \"\"geheim123\"\"\"" },
        { "exchange_smtp_protocol", "date-time,session-id,sequence-number,event,data", "S1,1,<,AUTH PLAIN geheim123==" },
        { "exchange_ecp", "TimeStamp,ServerName,EventId,EventData", "EX01,Request,S:URL=/ecp/?newpassword=geheim123&x=1" },
        { "exchange_admin_audit", "Timestamp,RecordType,UserKey,Operation,Data",
            "A,u,Set-X,\"{\"\"Parameters\"\":[{\"\"Name\"\":\"\"Password\"\",\"\"Value\"\":\"\"geheim123\"\"}]}\"" },
        { "exchange_admin_audit", "Timestamp,RecordType,UserKey,Operation,Data",
            "A,u,Set-X,\"{\"\"Parameters\"\":[{\"\"Value\"\":\"\"a\\\"\"geheim123\"\",\"\"Name\"\":\"\"AppSecret\"\"}]}\"" },
        { "exchange_admin_audit", "Timestamp,RecordType,UserKey,Operation,Data",
            "A,u,Set-X,\"{\"\"Parameters\"\":[{\"\"Name\"\":\"\"Password\"\",\"\"Value\"\":\"\"geheim123\"" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void ASecretIsInNoFieldAndNotInTheRawRecord(string format, string header, string cells)
    {
        var file = Encoding.UTF8.GetBytes($"#Fields: {header}\n2024-01-25T15:00:00.000Z,{cells}\n");
        foreach (var (encoding, bytes) in ((LogEncoding, byte[])[])[(LogEncoding.LogFile, file), (LogEncoding.Json, AgentJson.Of(file))])
        {
            var row = Assert.Single(Parsed.From(LogFormats.Find(format)!, encoding, bytes).Rows);
            Assert.DoesNotContain("geheim", row.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ARawRecordIsKeptWithoutItsSecret()
    {
        var row = Row("-Identity \"\"anna\"\" -Password \"\"geheim123\"\"");
        Assert.Equal("-Identity \"anna\" -Password \"*****\"", (string?)row["parameters"]);
        Assert.Equal("2024-01-25T15:00:00.000Z,Set-Mailbox,1,\"-Identity \"\"anna\"\" -Password \"\"*****\"\"\"", (string?)row["raw"]);
    }

    [Theory]
    [InlineData("-ResetPasswordOnNextLogon \"\"True\"\"")]
    [InlineData("-Password \"\"*****\"\"")]
    [InlineData("-Identity \"\"a -Passwordless b\"\"")]
    [InlineData("x-Password y")]
    public void WhatIsNoSecretStays(string parameters)
    {
        var row = Row(parameters);
        Assert.Equal(parameters.Replace("\"\"", "\"", StringComparison.Ordinal), (string?)row["parameters"]);
        Assert.Contains(parameters, (string?)row["raw"], StringComparison.Ordinal);
    }

    [Fact]
    public void TooManySecretsLeaveNeitherParametersNorRawRecord()
    {
        var row = Row(string.Join(' ', Enumerable.Range(0, 100).Select(i => $"-Password geheim{i}")));
        Assert.False(row.ContainsKey("parameters"));
        Assert.False(row.ContainsKey("raw"));
    }

    static JsonObject Row(string parameters)
    {
        const string header = "#Fields: DateTime,Cmdlet,CmdletUniqueId,Parameters\n";
        var bytes = Encoding.UTF8.GetBytes($"{header}2024-01-25T15:00:00.000Z,Set-Mailbox,1,\"{parameters}\"\n");
        return Assert.Single(Parsed.From(LogFormats.Find("exchange_cmdlet")!, LogEncoding.LogFile, bytes).Rows);
    }
}
