using System.Text;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Core.Tests;

public sealed class RecordSecretsTests
{
    [Theory]
    [InlineData("GET /owa?user=a&password=geheim123&x=1 443", "GET /owa?user=a&password=*****&x=1 443")]
    [InlineData("a%3Fpassword%3Dgeheim123&b", "a%3Fpassword%3D*****&b")]
    [InlineData("cadata=geheim123; cadataKey=geheim124; x=y", "cadata=*****; cadataKey=*****; x=y")]
    [InlineData("x,-Identity anna -Password geheim123,y", "x,-Identity anna -Password *****,y")]
    [InlineData("x,-newPASSWORD:'geheim123 more',y", "x,-newPASSWORD:'*****',y")]
    [InlineData("x,\"-Password \"\"a\"\"\"\"geheim123\"\" -Force\",y", "x,\"-Password \"\"*****\"\" -Force\",y")]
    [InlineData("{\"password\":\"a\\\"geheim123\",\"x\":1}", "{\"password\":\"*****\",\"x\":1}")]
    [InlineData("{\"x\":\"-Password \\\"geheim123\\\" -Force\"}", "{\"x\":\"-Password \\\"*****\\\" -Force\"}")]
    [InlineData("\"[{\"\"Name\"\":\"\"Password\"\",\"\"Value\"\":\"\"geheim123\"\"},1]\"",
        "\"[{\"\"Name\"\":\"\"Password\"\",\"\"Value\"\":\"\"*****\"\"},1]\"")]
    [InlineData("[{\"Value\":\"geheim123\",\"Name\":\"AppSecret\"},1]", "[{\"Value\":\"*****\",\"Name\":\"AppSecret\"},1]")]
    [InlineData("{\"password\":\"geheim123 and no end", "{\"password\":\"*****")]
    [InlineData("<Data Name=\"Password\">geheim123</Data>", "<Data Name=\"Password\">*****</Data>")]
    [InlineData("5,AUTH PLAIN Z2VoZWltMTIz=,", "5,AUTH PLAIN *****,")]
    [InlineData("S1,1,<,Z2VoZWltMTIz,", "S1,1,<,*****,")]
    [InlineData("Authorization: Basic Z2VoZWltMTIz", "Authorization: Basic *****")]
    [InlineData("x Bearer eyJhbGciOiJI.geheim y", "x Bearer *****.geheim y")]
    [InlineData("login,anna geheim123,R=ok", "login,*****,R=ok")]
    [InlineData("login,\"\"\"an na\"\" \"\"geheim123\"\"\",R=ok", "login,\"*****\",R=ok")]
    [InlineData("{\"command\":\"login\",\"parameters\":\"anna geheim123\",\"x\":1}",
        "{\"command\":\"login\",\"parameters\":\"*****\",\"x\":1}")]
    [InlineData("{\"parameters\":\"anna geheim123\",\"command\":\"login\"}", "{\"parameters\":\"*****\",\"command\":\"login\"}")]
    [InlineData("{\"x\":\"-Password \\u0022geheim123\\u0022 \\u0026 y\"}", "{\"x\":\"-Password \\\"*****\\\" & y\"}")]
    [InlineData("pass,geheim 123,x", "pass,*****,x")]
    public void SecretsAreHidden(string record, string expected) => Assert.Equal(expected, Redacted(record));

    [Theory]
    [InlineData("S1,1,<,QUIT,")]
    [InlineData("S1,1,<,STARTTLS,")]
    [InlineData("S1,1,<,MAIL FROM:<anna@example.com> SIZE=1,")]
    [InlineData("S1,1,*,Inbound AUTH LOGIN failed because of LogonDenied,")]
    [InlineData("-ResetPasswordOnNextLogon True -Identity anna")]
    [InlineData("the password was wrong")]
    [InlineData("2026-11-20 10:00:00 GET /owa - 443")]
    [InlineData("-Password *****,x")]
    [InlineData("{\"x\":\"a \\u0026 b\"}")]
    [InlineData("password=")]
    [InlineData("password")]
    [InlineData("")]
    public void WhatIsNoSecretStays(string record) => Assert.Equal(record, Redacted(record));

    [Fact]
    public void AnyBytesAreTakenAndWhatIsHiddenStaysHidden()
    {
        string[] parts =
        [
            "password", "=", "\"", "\"\"", "\\", "'", "<,", "Value", "Name", ":", ",", " ", "login", "AUTH PLAIN ", "%3D",
            "x1", "\u0000", "é", "-", "`", "{",
        ];
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var record = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            var once = Redacted(record);
            Assert.True(Redacted(once) == once, $"seed {seed}: {record} became {once}, then {Redacted(once)}");
        }
    }

    static string Redacted(string record) => Encoding.UTF8.GetString(RecordSecrets.Redact(Encoding.UTF8.GetBytes(record)).Span);
}
