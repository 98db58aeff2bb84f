using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CloudAnalytics.Server.Web;

namespace CloudAnalytics.Server.Tests.Web;

public sealed class ServerAppTests
{
    const string Token = "0123456789abcdef0123456789abcdef";

    static readonly WebOptions s_asking = new() { Token = Token };

    [Fact]
    public async Task EveryAnswerForbidsForeignContentAndFraming()
    {
        await using var host = await WebHost.StartAsync();

        foreach (var address in (string[])["/", "/api/session", "/nothing-here", "/api/nothing-here"])
        {
            using var answer = await host.Client.GetAsync(new Uri(address, UriKind.Relative));
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        }
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("localhost:1234", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("logs.contoso.example", HttpStatusCode.OK)]
    [InlineData("LOGS.contoso.example:8080", HttpStatusCode.OK)]
    [InlineData("attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.attacker.example", HttpStatusCode.MisdirectedRequest)]
    public async Task OnlyOwnNamesAreAnswered(string name, HttpStatusCode status)
    {
        await using var host = await WebHost.StartAsync(options: new WebOptions { AllowedHosts = ["logs.contoso.example"] });

        foreach (var address in (string[])["/", "/api/session"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Host = name } };
            using var answer = await host.Client.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("http://attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("null", HttpStatusCode.MisdirectedRequest)]
    [InlineData("http://localhost:9", HttpStatusCode.OK)]
    public async Task RequestsOfForeignPagesAreRefused(string origin, HttpStatusCode status)
    {
        await using var host = await WebHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { Host = "localhost:9" } };
        request.Headers.Add("Origin", origin);

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task WithoutTheTokenThereIsNoData()
    {
        await using var host = await WebHost.StartAsync(options: s_asking);

        Assert.Contains("\"authenticated\":false", await host.GetAsync("/api/session"), StringComparison.Ordinal);
        Assert.Contains("token_required", await host.GetAsync("/api/nothing-here", HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Contains("<title>", await host.GetAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CookieForTheTokenOpensTheApi()
    {
        var clock = new SettableClock();
        await using var host = await WebHost.StartAsync(options: s_asking, clock: clock);

        using var wrong = await PostAsync(host, "/api/login", "{\"token\":\"fedcba9876543210\"}");
        using var right = await PostAsync(host, "/api/login", $"{{\"token\":\"{Token}\"}}");

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        var cookie = right.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        var value = cookie.Split(';')[0];
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, "Cookie", value));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, "Cookie", value[..^1] + (value[^1] == '0' ? '1' : '0')));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, "Cookie", value.Replace("cloudanalytics=", "cloudanalytics=9")));
        clock.Advance(TimeSpan.FromHours(13));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, "Cookie", value));
    }

    [Fact]
    public async Task ProgramsSendTheTokenItself()
    {
        await using var host = await WebHost.StartAsync(options: s_asking);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, "Authorization", $"Bearer {Token}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, "Authorization", $"Bearer {Token}0"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, "Authorization", "Bearer "));
    }

    [Fact]
    public async Task GuessingIsSlowedDown()
    {
        var clock = new SettableClock();
        await using var host = await WebHost.StartAsync(options: s_asking, clock: clock);
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await PostAsync(host, "/api/login", $"{{\"token\":\"guess number {i} of many\"}}");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var right = await PostAsync(host, "/api/login", $"{{\"token\":\"{Token}\"}}");
        clock.Advance(TimeSpan.FromMinutes(1));
        using var later = await PostAsync(host, "/api/login", $"{{\"token\":\"{Token}\"}}");

        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, later.StatusCode);
    }

    [Theory]
    [InlineData("text/plain", "{\"token\":\"x\"}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "token=x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{\"token\":", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "null", HttpStatusCode.BadRequest)]
    public async Task BodiesThatAreNotJsonAreRefused(string type, string body, HttpStatusCode status)
    {
        await using var host = await WebHost.StartAsync(options: s_asking);

        using var answer = await PostAsync(host, "/api/login", body, type);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task NothingChangesStateByGet()
    {
        await using var host = await WebHost.StartAsync();

        await host.GetAsync("/api/login", HttpStatusCode.NotFound);
        await host.GetAsync("/api/logout", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task FilesAreSentCompressedAndOnceOnly()
    {
        await using var host = await WebHost.StartAsync();
        using var first = new HttpRequestMessage(HttpMethod.Get, "/vendor/echarts.min.js");
        first.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await host.Client.SendAsync(first);
        using var second = new HttpRequestMessage(HttpMethod.Get, "/vendor/echarts.min.js");
        second.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await host.Client.SendAsync(second);

        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("gzip", answer.Content.Headers.ContentEncoding.Single());
        Assert.InRange(answer.Content.Headers.ContentLength ?? 0, 100_000, 600_000);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("/../appsettings.json")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/wwwroot/index.html")]
    [InlineData("/js/")]
    public async Task OnlyFilesOfTheUiAreServed(string address)
    {
        await using var host = await WebHost.StartAsync();

        Assert.Contains("not_found", await host.GetAsync(address, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    static async Task<HttpStatusCode> StatusAsync(WebHost host, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/nothing-here");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await host.Client.SendAsync(request);
        return answer.StatusCode;
    }

    static async Task<HttpResponseMessage> PostAsync(WebHost host, string address, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await host.Client.PostAsync(new Uri(address, UriKind.Relative), content);
    }
}
