using System.Net;
using System.Text;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.Tests.Json11;

public sealed class Json11ClientTests
{
    readonly Waits _time = new();

    [Fact]
    public async Task OperationStandsInTheHeaderAndMembersInTheBody()
    {
        var service = new Service((200, """{"A":1}"""));
        using var answer = await Client(service).CallAsync("DoIt", json => json.WriteString("Name", "x\"y"), default);
        Assert.Equal(1, answer.RootElement.GetProperty("A").GetInt32());
        Assert.Equal(["Some.DoIt application/x-amz-json-1.1 {\"Name\":\"x\\u0022y\"}"], service.Requests);
    }

    [Theory]
    [InlineData(400, """{"__type":"com.amazonaws#InvalidRequestException","message":"no table"}""", "InvalidRequestException", "no table")]
    [InlineData(400, """{"__type":"AccessDeniedException","Message":"no"}""", "AccessDeniedException", "no")]
    [InlineData(403, "<html>", "Forbidden", "Forbidden")]
    public async Task RefusalIsNotTriedAgainAndNamesTheCode(int status, string body, string code, string message)
    {
        var service = new Service((status, body));
        var failure = await Assert.ThrowsAsync<Json11Exception>(async () => await Client(service).CallAsync("DoIt", _ => { }, default));
        Assert.Equal((code, $"{code}: {message}", false), (failure.Code, failure.Message, failure.IsTransient));
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task ThrottlingIsTriedAgainWithFullJitter()
    {
        var throttled = (400, """{"__type":"ThrottlingException"}""");
        var service = new Service(throttled, throttled, (503, ""), (200, "{}"));
        using var answer = await Client(service, random: 0.5).CallAsync("DoIt", _ => { }, default);
        Assert.Equal(4, service.Requests.Count);
        Assert.Equal([100, 200, 400], _time.Asked.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public async Task ServiceThatStaysAwayIsGivenUp()
    {
        var service = new Service([.. Enumerable.Repeat((500, ""), 20)]);
        await Assert.ThrowsAsync<Json11Exception>(async () => await Client(service).CallAsync("DoIt", _ => { }, default));
        Assert.Equal(Limits.AwsRetries + 1, service.Requests.Count);
        Assert.All(_time.Asked, wait => Assert.InRange(wait, TimeSpan.Zero, Limits.AwsRetryWaitMax));
    }

    Json11Client Client(Service service, double random = 0.99) =>
        new(new HttpClient(service), new Uri("http://localhost/"), "Some", _time, () => random);

    /// <summary>Answers as told, one after the other.</summary>
    sealed class Service(params (int Status, string Body)[] answers) : HttpMessageHandler
    {
        internal List<string> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = answers[Requests.Count];
            Requests.Add($"{request.Headers.GetValues("X-Amz-Target").Single()} {request.Content!.Headers.ContentType} "
                + await request.Content.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };
        }
    }

    /// <summary>A clock whose waits are over at once, and noted.</summary>
    sealed class Waits : TimeProvider
    {
        internal List<TimeSpan> Asked { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
                Asked.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
