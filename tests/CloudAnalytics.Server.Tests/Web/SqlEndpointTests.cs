using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;

namespace CloudAnalytics.Server.Tests.Web;

public sealed class SqlEndpointTests
{
    [Fact]
    public async Task StatementsAnswerWithTypedColumns()
    {
        using var lake = new TestLake();
        lake.Add(new MessageTrackingFormat().Schema, new TestRow { [CommonFields.Sender] = "<b>alice</b>" });
        await using var host = await WebHost.StartAsync(lake.Parts);

        var answer = await RunAsync(host, """
            SELECT sender, time, 1.5::DECIMAL(9,2) AS d, 9007199254740993 AS big,
                [1, NULL] AS list, MAP {'a': true} AS m, 'nan'::DOUBLE AS f
            FROM exchange_message_tracking
            """);

        Assert.Equal(
            ["text", "time", "number", "number", "list", "map", "number"],
            answer["columns"]!.AsArray().Select(c => (string)c!["kind"]!));
        Assert.Equal(
            """["\u003Cb\u003Ealice\u003C/b\u003E","2026-11-20T12:00:00.000Z",1.50,"9007199254740993",[1,null],{"a":true},"NaN"]""",
            answer["rows"]![0]!.ToJsonString());
        Assert.False((bool)answer["truncated"]!);
    }

    [Theory]
    [InlineData("DROP VIEW exchange_message_tracking")]
    [InlineData("COPY (SELECT 1) TO '/tmp/x'")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELEC 1")]
    public async Task WhatIsNotReadingIsRefusedWithTheReason(string sql)
    {
        await using var host = await WebHost.StartAsync();

        var answer = await RunAsync(host, sql, HttpStatusCode.BadRequest);

        Assert.Equal("sql_error", (string?)answer["error"]!["code"]);
        Assert.NotEqual("", (string?)answer["error"]!["message"]);
    }

    [Fact]
    public async Task LongResultsAreCutAndSaySo()
    {
        await using var host = await WebHost.StartAsync();

        var answer = await RunAsync(host, "SELECT * FROM range(100000)");
        var wide = await RunAsync(host, "SELECT repeat('x', 1000000) AS text FROM range(100)");

        Assert.Equal(10_000, answer["rows"]!.AsArray().Count);
        Assert.True((bool)answer["truncated"]!);
        Assert.InRange(wide["rows"]!.AsArray().Count, 30, 40);
        Assert.True((bool)wide["truncated"]!);
    }

    [Fact]
    public async Task LeavingStopsTheStatement()
    {
        await using var host = await WebHost.StartAsync();

        // As many as run at the same time: were one of them left running, the last one would wait for its minute to end.
        for (var i = 0; i < 4; i++)
        {
            using var leaving = new CancellationTokenSource();
            var running = host.Client.SendAsync(Request("SELECT count(*) FROM range(1000000000000) t(a) WHERE a % 7 = 3"), leaving.Token);
            leaving.CancelAfter(TimeSpan.FromMilliseconds(200));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var answer = await host.Client.SendAsync(Request("SELECT 42"), deadline.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task AFileHoldsAllRowsAndNoFormula()
    {
        await using var host = await WebHost.StartAsync();

        using var request = Request("SELECT '=1+' || i::VARCHAR AS \"a,b\", -i AS n FROM range(20000) t(i)", "/api/sql.csv");
        using var answer = await host.Client.SendAsync(request);
        var lines = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["\"a,b\",n", "\"'=1+0\",0", "\"'=1+1\",-1"], lines[..3]);
        Assert.Equal(20_002, lines.Length);
        Assert.Equal("1000000", answer.Headers.GetValues("X-Row-Limit").Single());
    }

    [Fact]
    public async Task AFileOfAWrongStatementIsTheReason()
    {
        await using var host = await WebHost.StartAsync();

        using var answer = await host.Client.SendAsync(Request("SELECT nothing", "/api/sql.csv"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("sql_error", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["code"]);
    }

    static HttpRequestMessage Request(string sql, string address = "/api/sql") => new(HttpMethod.Post, address)
    {
        Content = new StringContent($"{{\"sql\":{JsonSerializer.Serialize(sql)}}}", Encoding.UTF8, "application/json"),
    };

    static async Task<JsonNode> RunAsync(WebHost host, string sql, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var request = Request(sql);
        using var answer = await host.Client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, body);
        return JsonNode.Parse(body)!;
    }
}
