using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudAnalytics.Server.Tests.Intake;

public sealed class IntakeRoutesTests : IAsyncLifetime
{
    const string Row = "{\"date-time\":\"2026-11-20T10:00:01.000Z\",\"client-ip\":\"10.0.0.1\",\"message-subject\":\"one\"}";
    const string Address = "ingest/exchange_message_tracking";

    readonly IntakeLake _lake = new();
    readonly CancellationTokenSource _stop = new();
    LakeWriter _writer = null!;
    WebApplication _app = null!;
    HttpClient _client = null!;
    Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _writer = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);
        var small = ServerConfiguration.Default with { Intake = new IntakeConfiguration(50, 10_000) };
        var intake = new IntakeService(_writer, small, _lake.Clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapIngest(intake, "right");
        _app.MapHealth(intake);
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "right");
        _running = Task.Run(() => intake.RunAsync(_stop.Token));
    }

    // What Fluent Bit's http output sends as json, json_lines and json_stream, and records that it does not parse.
    [Theory]
    [InlineData("[" + Row + "]", 1)]
    [InlineData(Row + "\n" + Row + "\n", 2)]
    [InlineData(Row + Row, 2)]
    [InlineData("[{\"date\":1795262401.5,\"log\":\"#Fields: date-time,client-ip,message-subject\"},"
        + "{\"date\":1795262401.5,\"log\":\"2026-11-20T10:00:01.000Z,10.0.0.1,one\"}]", 1)]
    [InlineData("#Fields: date-time,client-ip,message-subject\n2026-11-20T10:00:01.000Z,10.0.0.1,one\n", 1)]
    public async Task RecordsOfEveryShapeAreSafeWhenTheAnswerComes(string body, int rows)
    {
        Assert.Equal($"200 {{\"rows\":{rows},\"dead_letters\":0,\"duplicates\":0}}", await SendAsync(Encoding.UTF8.GetBytes(body)));
        Assert.Equal(Enumerable.Repeat("one", rows), _lake.Subjects());
    }

    [Fact]
    public async Task BodySentAgainAddsNothing()
    {
        var body = Encoding.UTF8.GetBytes(Row + "\njunk\n");

        Assert.Equal("200 {\"rows\":1,\"dead_letters\":1,\"duplicates\":0}", await SendAsync(body));
        Assert.Equal("200 {\"rows\":0,\"dead_letters\":0,\"duplicates\":2}", await SendAsync(body));
        Assert.Equal(["one"], _lake.Subjects());
    }

    [Fact]
    public async Task CompressedBodyIsUnpacked()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Row));

        Assert.StartsWith("200 {\"rows\":1", await SendAsync(stream.ToArray(), gzip: true), StringComparison.Ordinal);
        Assert.StartsWith("400 ", await SendAsync("no gzip"u8.ToArray(), gzip: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong", Address, 10, "401 ", "token")]
    [InlineData("right", "ingest/excel", 10, "404 ", "exchange_message_tracking")]
    [InlineData("right", Address, 20_000, "413 ", "10000 bytes")]
    public async Task RefusalSaysWhy(string token, string address, int bytes, string status, string reason)
    {
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var answer = await SendAsync(new byte[bytes], address: address);

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthAndCountersAreToldToPrograms()
    {
        await SendAsync(Encoding.UTF8.GetBytes(Row));

        Assert.Equal("ok\n", await _client.GetStringAsync(new Uri("healthz", UriKind.Relative)));
        var metrics = await _client.GetStringAsync(new Uri("metrics", UriKind.Relative));
        Assert.Contains("cloudanalytics_intake_rows_total 1\n", metrics, StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", metrics, StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _app.DisposeAsync();
        _client.Dispose();
        _writer.Dispose();
        _lake.Dispose();
    }

    async Task<string> SendAsync(byte[] body, bool gzip = false, string address = Address)
    {
        using var content = new ByteArrayContent(body);
        if (gzip)
            content.Headers.ContentEncoding.Add("gzip");
        using var answer = await _client.PostAsync(new Uri(address, UriKind.Relative), content);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }
}
