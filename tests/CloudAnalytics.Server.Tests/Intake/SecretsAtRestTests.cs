using System.Text;
using System.Text.Json;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DeadLetters;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Replay;

namespace CloudAnalytics.Server.Tests.Intake;

/// <summary>
/// Secrets in records that cannot be read are nowhere in the data folder: not in dead letters, rows, or what is remembered.
/// </summary>
public sealed class SecretsAtRestTests : IDisposable
{
    const string Plain = "geheim123";
    const string Namespace = "http://schemas.microsoft.com/win/2004/08/events/event";
    const string Encoded = "Z2VoZWltMTIz";

    // As they stand in a cell of CSV.
    static readonly string[] s_secrets =
    [
        "newpassword=geheim123&x=1", "/owa/?a=b&access_token=geheim123", "x%26password%3Dgeheim123%26y", "cadata=geheim123; x=y",
        "-Password geheim123",
        "\"-Identity x -Password \"\"geheim123\"\"\"", "\"-Password \"\"a\"\"\"\"geheim123\"\"\"",
        "\"-newPASSWORD:'geheim123',-Credential geheim123\"", "AUTH PLAIN Z2VoZWltMTIz", "<,Z2VoZWltMTIz", "<,AUTH LOGIN Z2VoZWltMTIz",
        "Authorization: Basic Z2VoZWltMTIz", "\"{\"\"Parameters\"\":[{\"\"Name\"\":\"\"Password\"\",\"\"Value\"\":\"\"geheim123\"\"}]}\"",
        "\"{\"\"Parameters\"\":[{\"\"Value\"\":\"\"geheim123\"\",\"\"Name\"\":\"\"AppSecret\"\"}]}\"",
        "<Data Name='Password'>geheim123</Data>", "login,anna geheim123", "pass,geheim123", "login,\"\"\"an na\"\" \"\"geheim123\"\"\"",
    ];

    readonly IntakeLake _lake = new();

    public static TheoryData<string> Formats => [.. LogFormats.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task SecretsOfBrokenRecordsAreNowhere(string format)
    {
        var lines = format == "windows_event" ? Events() : Lines(format);
        var records = s_secrets.Select(secret => Json(format, secret)).ToList();
        _lake.Write("file/a.log", string.Concat(lines.Select(line => line + "\r\n")));
        _lake.Write("json/a.json", string.Concat(records.Select(record => record + "\n")));
        await IngestAsync(format);

        var letters = new DeadLetterStore(new LakeFolder(_lake.Data)).Read().ToList();
        Assert.True(letters.Count >= records.Count + s_secrets.Length, $"only {letters.Count} dead letters: the test tests nothing");
        AssertNoSecret();
        // What is left of them can be read again, and gives no secret away either.
        using (var lake = LakeWriter.Open(_lake.Data, "a test", _lake.Clock))
            await new DeadLetterReplay(lake, AddressRanges.None, _lake.Clock).RunAsync(letters, isDryRun: false, CancellationToken.None);
        AssertNoSecret();
    }

    [Fact]
    public async Task OnlyTheSecretOfADeadLetterIsChanged()
    {
        const string header = "#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\r\n";
        _lake.Write("a.log", header + "2026-13-20 10:00:01 GET /owa user=anna&password=geheim123 200\r\n");
        await IngestAsync("iis_access");
        var letter = Assert.Single(new DeadLetterStore(new LakeFolder(_lake.Data)).Read());
        Assert.Equal(
            "2026-13-20 10:00:01 GET /owa user=anna&password=***** 200", Encoding.UTF8.GetString(letter.Letter.Raw.Span).TrimEnd());
    }

    /// <summary>
    /// Readable records too: what a mail server logs of passwords, keys and tokens. The log grows, so that the state of its reading is
    /// remembered in the middle of a record.
    /// </summary>
    [Theory]
    [InlineData("audit.log")]
    [InlineData("mailbox.log")]
    [InlineData("zimbra.log")]
    [InlineData("shipped.json")]
    public async Task SecretsOfUnixMailLogsAreNowhere(string name)
    {
        const string log4j = "2026-01-02 10:00:00,001 INFO  [qtp1-2] [name=anna@example.org;jsessionid=geheim123;]";
        string[] pairs =
        [
            "cmd=ModifyDomain; name=x; zimbraAuthLdapSearchBindPassword=geheim123;; a, b; zimbraAuthMech=ldap;",
            "cmd=CreateAccount; name=x; userPassword=geheim123", "cmd=ModifyConfig; attrs={a=1, zimbraPreAuthKey=geheim123, b};",
            "cmd=X; zimbraSSLPrivateKey=geheim123; totpSecret=geheim123; recoveryCode=geheim123;",
        ];
        const string soap = "<soap:Envelope><AuthRequest><password>geheim123</password><a n=\"userPassword\">geheim123</a></AuthRequest>\n"
            + "<authToken\n>geheim123</authToken>\n{\"password\":\"geheim123\",\"n\":\"oldPassword\",\"_content\":\"geheim123\"}";
        const string sasl = "saslauthd[7]: zmpost: url='https://x/' returned buffer->data='<soap><authToken>0_geheim123</authToken>'";
        var lines = name switch
        {
            "audit.log" => pairs.Select(pair => $"{log4j} security - {pair}"),
            "mailbox.log" => [$"{log4j} soap - Slow SOAP request (start=1):\n{soap}", $"{log4j} misc - password=geheim123"],
            "zimbra.log" => [$"Jan  2 10:00:00 mta {sasl}", $"Jan  2 10:00:00 mta mailboxd: INFO  [x] [] security - {pairs[0]}",
                "no header at all preauthkey=geheim123 2fa=geheim123"],
            _ => pairs.Select(pair => JsonSerializer.Serialize($"INFO  [x] [] security - {pair}"))
                .Select(text => $"{{\"ident\":\"mailboxd\",\"host\":\"h\",\"message\":{text}}}"),
        };
        var text = string.Concat(lines.Select(line => line + "\n"));
        _lake.Write(name, text[..(text.Length * 2 / 3)]);
        await IngestAsync("syslog");
        File.WriteAllText(Path.Combine(_lake.Logs, name), text);
        await IngestAsync("syslog");

        Assert.NotEqual(["0"], _lake.Ask("SELECT (SELECT count(*) FROM zimbra_audit) + (SELECT count(*) FROM zimbra_mailbox)"));
        AssertNoSecret();
    }

    static List<string> Lines(string format) => format.StartsWith("iis", StringComparison.Ordinal)
        ? [
            "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status",
            .. s_secrets.Select(secret => $"2026-99-99 10:00:00 10.0.0.1 GET /owa {secret} 200"),
        ]
        : [
            $"#Fields: {TimeOf(format)},session-id,event,data,command,parameters,context",
            .. s_secrets.Select(secret => $"2026-99-99T10:00:00Z,S1,x,{secret},x"),
            // A quote that nothing ends takes the following lines into its record.
            .. s_secrets.Select(secret => $"2026-99-99T10:00:00Z,S1,\"x,{secret}"),
        ];

    static List<string> Events() =>
    [
        .. s_secrets.SelectMany(secret => (string[])
        [
            $"<Event xmlns='{Namespace}'><System><TimeCreated SystemTime='never'/></System>"
                + $"<EventData><Data>{secret.Replace("&", "&amp;", StringComparison.Ordinal)}</Data></EventData></Event>",
            $"<Event xmlns='{Namespace}'><System><EventID>1</EventID></System><EventData>"
                + $"<Data>{secret}</Wrong></EventData></Event>",
        ]),
    ];

    static string Json(string format, string secret)
    {
        // The secret's cells as a shipper would name them, behind a time that is none.
        var cells = secret.Split(',', 2);
        var (name, value, more) = cells switch
        {
            ["login" or "pass", var parameters] =>
                ("command", cells[0], $",\"parameters\":{JsonSerializer.Serialize(Unquoted(parameters))}"),
            ["<", var data] => ("event", "<", $",\"data\":{JsonSerializer.Serialize(data)}"),
            _ => ("data", Unquoted(secret), ""),
        };
        // Records of W3C logs may be without a time: these are no JSON.
        var time = format.StartsWith("iis", StringComparison.Ordinal) ? "\"date\" 1" : $"\"{TimeOf(format)}\":\"2026-99-99T10:00:00Z\"";
        return $"{{{time},"
            + $"\"{name}\":{JsonSerializer.Serialize(value)}{more}}}";
    }

    static string Unquoted(string cell) => cell is ['"', .., '"'] ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell;

    static string TimeOf(string format) => format switch
    {
        "exchange_message_tracking" or "exchange_smtp_protocol" => "date-time",
        "exchange_imap_pop" => "dateTime",
        "exchange_agent" or "exchange_admin_audit" => "Timestamp",
        "exchange_ecp" => "TimeStamp",
        "iis_access" or "iis_error" => "date",
        "windows_event" => "TimeCreated",
        _ => "DateTime",
    };

    async Task IngestAsync(string format)
    {
        using var lake = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);
        var configuration = ServerConfiguration.Default with { Sources = [SourceConfiguration.Of(_lake.Logs) with { Format = format }] };
        var summary = await new FileIngest(lake, configuration, _lake.Clock).RunAsync([_lake.Logs], null, CancellationToken.None);
        Assert.Empty(summary.Problems);
    }

    // Every file as it lies there, every Parquet file as it reads, every base64 text decoded.
    void AssertNoSecret()
    {
        foreach (var letter in new DeadLetterStore(new LakeFolder(_lake.Data)).Read())
            AssertNoSecret("a dead letter", Encoding.UTF8.GetString(letter.Letter.Raw.Span));
        foreach (var path in Directory.EnumerateFiles(_lake.Data, "*", SearchOption.AllDirectories))
            AssertNoSecret(path, File.ReadAllText(path, Encoding.Latin1));
        foreach (var format in LogFormats.All)
        {
            foreach (var row in _lake.Ask($"SELECT {format.Name}::VARCHAR FROM {format.Name}"))
                AssertNoSecret(format.Name, row);
        }
    }

    static void AssertNoSecret(string where, string text)
    {
        Assert.False(text.Contains(Plain, StringComparison.OrdinalIgnoreCase), $"{where}: {text}");
        Assert.False(text.Contains(Encoded, StringComparison.Ordinal), $"{where}: {text}");
    }

    public void Dispose() => _lake.Dispose();
}
