using System.Net;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;

namespace CloudAnalytics.Server.Tests.Web.Rows;

public sealed class RowEndpointsTests
{
    const string Rows = "/api/rows?format=exchange_message_tracking&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";

    static readonly Schema s_schema = new MessageTrackingFormat().Schema;

    [Fact]
    public async Task PagesHoldEveryRowOnceInOrder()
    {
        using var lake = new TestLake();
        // Only four different times, so that pages end among rows of the same time.
        lake.Add(s_schema, [.. Enumerable.Range(0, 57).Select(i => new TestRow { [CommonFields.Time] = TestLake.Noon.AddSeconds(i % 4) })]);
        await using var host = await WebHost.StartAsync(lake.Parts);

        foreach (var order in (string[])["newest", "oldest"])
        {
            var found = new List<(string Time, string Id)>();
            string? next = "";
            while (next is not null)
            {
                var page = await host.JsonAsync($"{Rows}&limit=10&order={order}{(next.Length == 0 ? "" : "&after=" + next)}");
                found.AddRange(page["rows"]!.AsArray().Select(row => ((string)row![0]!, (string)row[1]!)));
                next = (string?)page["next"];
            }

            Assert.Equal(57, found.Distinct().Count());
            var sorted = order == "newest" ? found.OrderDescending() : found.Order();
            Assert.Equal(sorted, found);
        }
    }

    [Theory]
    [InlineData("' OR '1'='1")]
    [InlineData("'; DROP VIEW exchange_message_tracking; --")]
    [InlineData("\" OR 1=1 --")]
    [InlineData("?")]
    [InlineData("$1")]
    [InlineData("%")]
    [InlineData("\\")]
    [InlineData("a|b")]
    [InlineData("ünïcödé 会議 😀")]
    public async Task HostileTextIsTextAndNothingElse(string text)
    {
        using var lake = new TestLake();
        lake.Add(s_schema,
            new TestRow { [MessageTrackingFormat.Subject] = text, [CommonFields.Id] = "meant" },
            new TestRow { [MessageTrackingFormat.Subject] = "harmless", [CommonFields.Id] = "other" });
        await using var host = await WebHost.StartAsync(lake.Parts);
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

        foreach (var query in (string[])[$"&f=subject={Uri.EscapeDataString(escaped)}", $"&f=subject~{Uri.EscapeDataString(escaped)}",
            $"&q={Uri.EscapeDataString($"\"{text.Replace("\"", "", StringComparison.Ordinal)}\"")}"])
        {
            var found = await host.JsonAsync(Rows + query);
            Assert.Equal(["meant"], found["rows"]!.AsArray().Select(row => (string)row![1]!));
        }

        Assert.Equal(2, (await host.JsonAsync(Rows))["rows"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("&f=subject%22%3D1%3D1--=x", "none of the operators")]
    [InlineData("&f=1=1;--=x", "names no field")]
    [InlineData("&columns=id,%22time%22", "has no field")]
    [InlineData("&columns=id)--", "has no field")]
    [InlineData("&order=time;--", "newest or oldest")]
    [InlineData("&after=1';--", "no answer named")]
    [InlineData("&limit=100000", "1 to 1000")]
    [InlineData("&limit=-1", "1 to 1000")]
    [InlineData("&noise=yes", "0 or 1")]
    [InlineData("&to=tomorrow", "'to' stands 2 times")]
    [InlineData("&q=a+b+c+d+e+f+g+h+i", "over 8 words")]
    public async Task WrongParametersAreRefusedWithAReason(string query, string reason)
    {
        await using var host = await WebHost.StartAsync();

        var answer = await host.JsonAsync(Rows + query, HttpStatusCode.BadRequest);

        Assert.Contains(reason, (string)answer["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownFormatIsAnsweredWithThoseThereAre()
    {
        await using var host = await WebHost.StartAsync();

        var answer = await host.GetAsync("/api/rows?format=sqlite_master", HttpStatusCode.BadRequest);

        Assert.Contains("exchange_message_tracking", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FreeTextFindsWordsInAnyTextInAnyCase()
    {
        using var lake = new TestLake();
        lake.Add(s_schema,
            new TestRow
            {
                [MessageTrackingFormat.Subject] = "Quarterly REPORT",
                [CommonFields.Sender] = "alice@contoso.example",
                [CommonFields.Id] = "a",
            },
            new TestRow { [CommonFields.Raw] = "2026,report,bob@contoso.example", [CommonFields.Id] = "b" },
            new TestRow { [CommonFields.Recipients] = (string[])["report@contoso.example"], [CommonFields.Id] = "c" },
            new TestRow { [MessageTrackingFormat.Subject] = "something else", [CommonFields.Id] = "d" });
        await using var host = await WebHost.StartAsync(lake.Parts);

        Assert.Equal("a b c", await IdsAsync(host, "report"));
        Assert.Equal("a", await IdsAsync(host, "report ALICE"));
        Assert.Equal("a", await IdsAsync(host, "\"quarterly report\""));
        Assert.Equal("b c", await IdsAsync(host, "report -alice"));
        Assert.Equal("", await IdsAsync(host, "\"report quarterly\""));
    }

    [Fact]
    public async Task NoiseIsLeftOutUnlessAskedFor()
    {
        using var lake = new TestLake();
        lake.Add(
            s_schema,
            new TestRow { [CommonFields.Id] = "real" },
            new TestRow { [CommonFields.Id] = "probe", [CommonFields.Noise] = "probe" });
        await using var host = await WebHost.StartAsync(lake.Parts);

        Assert.Single((await host.JsonAsync(Rows))["rows"]!.AsArray());
        Assert.Equal(2, (await host.JsonAsync(Rows + "&noise=1"))["rows"]!.AsArray().Count);
    }

    [Fact]
    public async Task CountsAndValuesAreThoseOfTheRowsFound()
    {
        using var lake = new TestLake();
        lake.Add(s_schema, [.. Enumerable.Range(0, 30).Select(i => new TestRow
        {
            [CommonFields.Time] = TestLake.Noon.AddMinutes(i),
            [CommonFields.Action] = i % 3 == 0 ? "SEND" : "RECEIVE",
            [CommonFields.Recipients] = (string[])(i % 2 == 0 ? ["a@x.example", "b@x.example"] : ["b@x.example"]),
        })]);
        await using var host = await WebHost.StartAsync(lake.Parts);
        var query = Rows["/api/rows".Length..];

        var count = await host.JsonAsync($"/api/rows/count{query}&f=action=RECEIVE");
        var actions = await host.JsonAsync($"/api/rows/values{query}&field=action");
        var recipients = await host.JsonAsync($"/api/rows/values{query}&field=recipients&containing=B@");

        Assert.Equal(20, (long)count["total"]!);
        Assert.Equal(20, count["buckets"]!.AsArray().Sum(b => (long)b!["rows"]!));
        Assert.Equal("[{\"value\":\"RECEIVE\",\"rows\":20},{\"value\":\"SEND\",\"rows\":10}]", actions["values"]!.ToJsonString());
        Assert.Equal("[{\"value\":\"b@x.example\",\"rows\":30}]", recipients["values"]!.ToJsonString());
    }

    [Fact]
    public async Task OneRowHasAllItsFields()
    {
        using var lake = new TestLake();
        lake.Add(s_schema, new TestRow
        {
            [CommonFields.Id] = "wanted",
            [CommonFields.Raw] = "the line",
            [MessageTrackingFormat.InternalMessageId] = long.MaxValue,
            [CommonFields.Attributes] = new Dictionary<string, string> { ["new-column"] = "7" },
        });
        await using var host = await WebHost.StartAsync(lake.Parts);

        var row = await host.JsonAsync("/api/row?format=exchange_message_tracking&id=wanted&time=2026-11-20T12:00:00.000Z");
        await host.GetAsync("/api/row?format=exchange_message_tracking&id=other&time=2026-11-20T12:00:00.000Z", HttpStatusCode.NotFound);

        JsonNode? Field(string name) => row["rows"]![0]![row["columns"]!.AsArray().Select(c => (string)c!).ToList().IndexOf(name)];
        Assert.Equal("the line", (string?)Field("raw"));
        Assert.Equal("2026-11-20T12:00:00.000Z", (string?)Field("time"));
        // No double holds it: as text it keeps its last digit.
        Assert.Equal("9223372036854775807", (string?)Field("internal_message_id"));
        Assert.Equal("7", (string?)Field("attributes")!["new-column"]);
        Assert.Null(Field("sender"));
    }

    [Fact]
    public async Task ExportNeutralisesFormulasAndQuotesWhatItMust()
    {
        using var lake = new TestLake();
        string[] subjects =
            ["=cmd|' /C calc'!A1", "+1-800", "-2+3", "@SUM(1)", "\tx", "\rx", "\uFF1D1", "plain", "a,b", "a \"b\"", "two\nlines", "Ü"];
        lake.Add(s_schema, [.. subjects.Select((subject, i) => new TestRow
        {
            [CommonFields.Id] = $"{i:00}", [MessageTrackingFormat.Subject] = subject, [CommonFields.Bytes] = -5,
        })]);
        await using var host = await WebHost.StartAsync(lake.Parts);

        var csv = await host.GetAsync(Rows.Replace("/rows?", "/rows.csv?", StringComparison.Ordinal) + "&columns=id,subject,bytes");

        Assert.Equal("id,subject,bytes\r\n"
            + "11,Ü,-5\r\n10,\"two\nlines\",-5\r\n09,\"a \"\"b\"\"\",-5\r\n08,\"a,b\",-5\r\n07,plain,-5\r\n"
            + "06,\"'\uFF1D1\",-5\r\n05,\"'\rx\",-5\r\n04,\"'\tx\",-5\r\n03,\"'@SUM(1)\",-5\r\n"
            + "02,\"'-2+3\",-5\r\n01,\"'+1-800\",-5\r\n00,\"'=cmd|' /C calc'!A1\",-5\r\n", csv.TrimStart('\uFEFF'));
    }

    static async Task<string> IdsAsync(WebHost host, string text)
    {
        var found = await host.JsonAsync($"{Rows}&q={Uri.EscapeDataString(text)}");
        return string.Join(' ', found["rows"]!.AsArray().Select(row => (string)row![1]!).Order());
    }
}
