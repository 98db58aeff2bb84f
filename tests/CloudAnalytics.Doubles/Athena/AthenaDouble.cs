using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.Athena;

/// <summary>
/// Athena's API as documented (https://docs.aws.amazon.com/athena/latest/APIReference), for a client in the same process: statements go
/// through the states that a test wants, and have the rows that it wants. What is asked wrongly is refused.
/// </summary>
public sealed class AthenaDouble : HttpMessageHandler
{
    readonly Dictionary<string, Execution> _executions = new(StringComparer.Ordinal);

    /// <summary>States that each statement goes through, one with each question; the last one stays.</summary>
    public IReadOnlyList<string> States { get; set; } = ["QUEUED", "RUNNING", "SUCCEEDED"];

    /// <summary>The header and the rows of a statement; null for one that fails as Athena does with what it does not know.</summary>
    public Func<string, IReadOnlyList<string?[]>?> Answer { get; set; } = _ => [["a"], ["1"]];

    /// <summary>What an <c>AthenaError</c> says of statements that fail, JSON; null for none.</summary>
    public string? Error { get; set; }

    /// <summary>Most rows of a page.</summary>
    public int PageRows { get; set; } = 1000;

    /// <summary>Called with the name of each operation before it is done.</summary>
    public Action<string>? Asked { get; set; }

    /// <summary>Names of the operations called.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The bodies of the statements started, each once whatever was repeated.</summary>
    public IReadOnlyList<JsonObject> Statements => [.. _executions.Values.Select(each => each.Request)];

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.Headers.GetValues("X-Amz-Target").Single()["AmazonAthena.".Length..];
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        Calls.Add(operation);
        Asked?.Invoke(operation);
        cancellationToken.ThrowIfCancellationRequested();
        return operation switch
        {
            "StartQueryExecution" => Start(body),
            "GetQueryExecution" => Found(body, State),
            "GetQueryResults" => Found(body, execution => Results(execution, body)),
            "StopQueryExecution" => Found(body, Stop),
            _ => Refused($"there is no operation {operation}"),
        };
    }

    HttpResponseMessage Start(JsonObject body)
    {
        if (((string?)body["ClientRequestToken"])?.Length is not (>= 32 and <= 128))
            return Refused("ClientRequestToken has 32 to 128 characters");
        if (((string?)body["QueryString"])?.Length is not (>= 1 and <= 262_144))
            return Refused("QueryString has 1 to 262144 characters");
        var token = (string)body["ClientRequestToken"]!;
        _executions.TryAdd(token, new Execution($"query-{_executions.Count + 1}", body));
        return Done(new JsonObject { ["QueryExecutionId"] = _executions[token].Id });
    }

    HttpResponseMessage State(Execution execution)
    {
        var state = execution.IsStopped ? "CANCELLED" : States[Math.Min(execution.Questions++, States.Count - 1)];
        if (state == "SUCCEEDED" && Answer((string)execution.Request["QueryString"]!) is null)
            state = "FAILED";
        var status = new JsonObject { ["State"] = state };
        if (state == "FAILED")
            status["StateChangeReason"] = "TABLE_NOT_FOUND: line 1:1";
        if (state == "FAILED")
            status["AthenaError"] = Error is null ? null : JsonNode.Parse(Error);
        return Done(new JsonObject
        {
            ["QueryExecution"] = new JsonObject
            {
                ["QueryExecutionId"] = execution.Id,
                ["Status"] = status,
                ["Statistics"] = new JsonObject { ["DataScannedInBytes"] = state is "QUEUED" ? null : 4711 },
            },
        });
    }

    HttpResponseMessage Results(Execution execution, JsonObject body)
    {
        var rows = Answer((string)execution.Request["QueryString"]!)!;
        var start = body["NextToken"] is { } token ? int.Parse((string)token!, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var page = rows.Skip(start).Take(Math.Min(PageRows, (int)body["MaxResults"]!)).ToList();
        var answer = new JsonObject
        {
            ["ResultSet"] = new JsonObject
            {
                ["Rows"] = new JsonArray([.. page.Select(row => new JsonObject { ["Data"] = new JsonArray([.. row.Select(Cell)]) })]),
                ["ResultSetMetadata"] = new JsonObject
                {
                    ["ColumnInfo"] = new JsonArray([.. rows[0].Select(name => new JsonObject { ["Name"] = name, ["Type"] = "varchar" })]),
                },
            },
        };
        if (start + page.Count < rows.Count)
            answer["NextToken"] = (start + page.Count).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Done(answer);
    }

    HttpResponseMessage Stop(Execution execution)
    {
        execution.IsStopped = true;
        return Done([]);
    }

    HttpResponseMessage Found(JsonObject body, Func<Execution, HttpResponseMessage> answer) =>
        _executions.Values.FirstOrDefault(each => each.Id == (string?)body["QueryExecutionId"]) is { } execution
            ? answer(execution) : Refused($"QueryExecution {body["QueryExecutionId"]} was not found");

    static JsonObject Cell(string? text) => text is null ? [] : new JsonObject { ["VarCharValue"] = text };

    static HttpResponseMessage Done(JsonObject answer) => Respond(HttpStatusCode.OK, answer);

    static HttpResponseMessage Refused(string message) => Respond(HttpStatusCode.BadRequest,
        new JsonObject { ["__type"] = "InvalidRequestException", ["message"] = message });

    static HttpResponseMessage Respond(HttpStatusCode status, JsonObject body) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1") };

    sealed class Execution(string id, JsonObject request)
    {
        public string Id => id;

        public JsonObject Request => request;

        public int Questions { get; set; }

        public bool IsStopped { get; set; }
    }
}
