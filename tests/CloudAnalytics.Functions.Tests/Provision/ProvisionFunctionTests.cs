using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Dashboards;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Doubles.OpenSearch;
using CloudAnalytics.Formats;
using CloudAnalytics.Functions.Provision;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Tests.Provision;

/// <summary>The custom resource against a cluster, with CloudFormation's ear at the other end.</summary>
public sealed class ProvisionFunctionTests
{
    const string Pattern = """{"id":"ca-mail","type":"index-pattern","attributes":{"title":"mail-*"},"references":[]}""";

    const string Saved = Pattern + "\n"
        + """
          {"id":"ca-board","type":"dashboard","attributes":{"title":"Board","panelsJSON":"[]"},"references":[]}
          """;

    [Fact]
    public async Task ClusterIsSetUpAndTwiceIsAsOnce()
    {
        await using var cluster = await OpenSearchDouble.StartAsync();
        var told = new Ear();
        var first = await InvokeAsync(cluster, told, "Create", new MemoryStore());
        Assert.Equal("SUCCESS", (string?)first["Status"]);
        var second = await InvokeAsync(cluster, told, "Update", new MemoryStore());
        Assert.Equal("SUCCESS", (string?)second["Status"]);
        Assert.Equal(first["PhysicalResourceId"]!.ToString(), second["PhysicalResourceId"]!.ToString());
        Assert.Equal(
            LogFormats.Indexed.Select(schema => "mail-" + schema.Name.Replace('_', '-')).Append("mail-metrics")
                .Order(StringComparer.Ordinal), cluster.Templates);
        Assert.Equal(["dashboard:ca-board", "index-pattern:ca-mail"], cluster.SavedObjects.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("PUT /_plugins/_ism/policies/mail-retention 201", cluster.Log);
        Assert.Contains("PUT /_plugins/_ism/policies/mail-retention 200", cluster.Log);
        Assert.Empty(cluster.Problems);
    }

    [Fact]
    public async Task CompiledDashboardsAreTakenWhole()
    {
        var dashboards = OpenSearchDashboards.Compile(
            LogFormats.Indexed, LogCatalogue.Panels, LogCatalogue.Overview, IndexNames.Default);
        foreach (var (name, objects) in dashboards)
        {
            await using var cluster = await OpenSearchDouble.StartAsync();
            var told = await InvokeAsync(cluster, new Ear(), "Create", new MemoryStore(), objects);
            Assert.True((string?)told["Status"] == "SUCCESS", $"{name}: {told["Reason"]}");
            Assert.Equal(objects.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, cluster.SavedObjects.Count);
            Assert.Empty(cluster.Problems);
        }
    }

    [Fact]
    public async Task DashboardsAreKeptBeforeTheyAreReplaced()
    {
        await using var cluster = await OpenSearchDouble.StartAsync();
        var store = new MemoryStore();
        await InvokeAsync(cluster, new Ear(), "Create", store);
        Assert.Empty(await KeysAsync(store));
        await InvokeAsync(cluster, new Ear(), "Update", store);
        var key = Assert.Single(await KeysAsync(store));
        Assert.StartsWith("backup/dashboards/", key, StringComparison.Ordinal);
        await using var kept = await store.OpenAsync(key, CancellationToken.None);
        var lines = (await new StreamReader(kept!).ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["ca-board", "ca-mail"], lines.Select(l => JsonNode.Parse(l)!["id"]!.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task MembersThatARoleHasStay()
    {
        await using var cluster = await OpenSearchDouble.StartAsync();
        using var http = new HttpClient();
        await http.PutAsync(new Uri(cluster.Endpoint, "_plugins/_security/api/rolesmapping/kibana_user"),
            new StringContent("""{"backend_roles":["someone"],"users":["anna"],"hosts":[]}""", Encoding.UTF8, "application/json"));
        await InvokeAsync(cluster, new Ear(), "Create", new MemoryStore());
        var mapping = JsonNode.Parse(await http.GetStringAsync(
            new Uri(cluster.Endpoint, "_plugins/_security/api/rolesmapping/kibana_user")))!["kibana_user"]!;
        Assert.Equal(["someone", "arn:aws:iam::123456789012:role/reader"], mapping["backend_roles"]!.AsArray().Select(r => r!.ToString()));
        Assert.Equal(["anna"], mapping["users"]!.AsArray().Select(r => r!.ToString()));
    }

    [Fact]
    public async Task EveryFailureIsToldAndTheRestIsDone()
    {
        await using var cluster = await OpenSearchDouble.StartAsync();
        const string Broken = """{"id":"b","type":"visualization","attributes":{"title":"B","visState":"{"},"references":[]}""";
        const string Lost = """
            {"id":"l","type":"search","attributes":{},"references":[{"id":"gone","type":"index-pattern","name":"x"}]}
            """;
        var told = await InvokeAsync(cluster, new Ear(), "Create", new MemoryStore(), Saved + "\n" + Broken + "\n" + Lost.Trim());
        Assert.Equal("FAILED", (string?)told["Status"]);
        Assert.Contains("2 of the steps failed", told["Reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("visualization b: unknown", told["Reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("search l: missing_references", told["Reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, cluster.SavedObjects.Count);
        Assert.Equal(LogFormats.Indexed.Length + 1, cluster.Templates.Count);
    }

    [Fact]
    public async Task ClusterThatIsAwayIsToldBeforeTheDeadline()
    {
        await using var cluster = await OpenSearchDouble.StartAsync(new OpenSearchFaults(1) { IsAway = true });
        var told = await InvokeAsync(cluster, new Ear(), "Create", new MemoryStore());
        Assert.Equal("FAILED", (string?)told["Status"]);
        Assert.Contains("503", told["Reason"]!.ToString(), StringComparison.Ordinal);
        Assert.InRange(told.ToJsonString().Length, 100, 4096);
    }

    [Fact]
    public async Task DeletingDeletesNothing()
    {
        await using var cluster = await OpenSearchDouble.StartAsync();
        var told = await InvokeAsync(cluster, new Ear(), "Delete", new MemoryStore());
        Assert.Equal("SUCCESS", (string?)told["Status"]);
        Assert.Empty(cluster.Log);
    }

    [Fact]
    public async Task WrongPropertyIsToldWithWhatIsAllowed()
    {
        await using var cluster = await OpenSearchDouble.StartAsync();
        var told = await InvokeAsync(cluster, new Ear(), "Create", new MemoryStore(), properties: ("Shards", "many"));
        Assert.Equal("FAILED", (string?)told["Status"]);
        Assert.Contains("Shards is 'many'; allowed is a whole number", told["Reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Empty(cluster.Log);
    }

    static async Task<JsonObject> InvokeAsync(
        OpenSearchDouble cluster,
        Ear ear,
        string type,
        IObjectStore store,
        string objects = Saved,
        params (string Name, string Value)[] properties)
    {
        var variables = new Dictionary<string, string>
        {
            ["CLOUDANALYTICS_FUNCTION"] = "provision",
            ["CLOUDANALYTICS_LAKE_BUCKET"] = "some-bucket",
            ["CLOUDANALYTICS_OPENSEARCH_ENDPOINT"] = cluster.Endpoint.AbsoluteUri,
            ["AWS_REGION"] = "eu-central-1",
        };
        var settings = FunctionSettings.Read(name => variables.GetValueOrDefault(name));
        var host = new FunctionHost(settings, TimeProvider.System, new FunctionLog(() => new MemoryStream()));
        using var http = new HttpClient();
        using var answers = new HttpClient(ear, disposeHandler: false);
        var client = new OpenSearchClient(http, cluster.Endpoint, TimeProvider.System);
        var provisioner = new Provisioner(client, store, TimeProvider.System) { Pause = TimeSpan.Zero };
        var function = new ProvisionFunction(host, provisioner, answers, [("overview", objects)]);
        var given = new JsonObject
        {
            ["IndexRoleArn"] = "arn:aws:iam::123456789012:role/index",
            ["ReaderRoleArn"] = "arn:aws:iam::123456789012:role/reader",
        };
        foreach (var (name, value) in properties)
            given[name] = value;
        var request = new JsonObject
        {
            ["RequestType"] = type,
            ["ResponseURL"] = "https://cloudformation.example/answer?X-Amz-Signature=x",
            ["StackId"] = "stack",
            ["RequestId"] = "request",
            ["LogicalResourceId"] = "Provision",
            ["ResourceProperties"] = given,
        };
        var invocation = new Invocation("request", TimeProvider.System.GetUtcNow().AddMinutes(5), null, null);
        await function.InvokeAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), invocation, CancellationToken.None);
        return ear.Told!;
    }

    static async Task<List<string>> KeysAsync(IObjectStore store)
    {
        var keys = new List<string>();
        await foreach (var item in store.ListAsync("", CancellationToken.None))
            keys.Add(item.Key);
        return keys;
    }

    sealed class Ear : HttpMessageHandler
    {
        public JsonObject? Told { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal(HttpMethod.Put, request.Method);
            Assert.Null(request.Content!.Headers.ContentType);
            Told = JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
