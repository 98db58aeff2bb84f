using System.Text.Json.Nodes;

namespace CloudAnalytics.Formats.Tests;

/// <summary>
/// A real log beside the checkout: the file, what Kinesis Agent for Windows made of it, and what the agent loses on the way. Everything
/// that is not named here must be the same in both.
/// </summary>
/// <param name="Name">File name among the raw logs; the agent's records have it with .ndjson behind.</param>
/// <param name="Format">The format that it is.</param>
sealed record SampleFile(string Name, string Format)
{
    /// <summary>Why lines of the file are refused, in order.</summary>
    public string[] DeadLetters { get; init; } = [];

    /// <summary>Why records of the agent are refused, in order.</summary>
    public string[] AgentDeadLetters { get; init; } = [];

    /// <summary>Whether there is a record of the agent for it.</summary>
    public bool HasJson { get; init; } = true;

    /// <summary>Makes of the file's rows what the agent's should be.</summary>
    public Func<IReadOnlyList<JsonObject>, IEnumerable<JsonObject>> Lose { get; init; } = rows => rows;

    const string OneCell = "it has one cell where the header has more";
    const string NoTime = "its time is not a timestamp";

    public static IReadOnlyList<SampleFile> All { get; } =
    [
        new("AgentLog20220913-1.LOG", "exchange_agent"),
        new("Autodiscover_HttpProxy_2023010919-1.LOG", "exchange_http_proxy"),
        new("ECPActivity_11500_20230111-1.LOG", "exchange_ecp"),
        new("ECPServer20230111-1.LOG", "exchange_ecp"),
        new("Eas_HttpProxy_2023011116-1.LOG", "exchange_http_proxy"),
        new("Ecp_HttpProxy_2023010611-1.LOG", "exchange_http_proxy"),
        new("Ews_2023010616-1.LOG", "exchange_ews"),
        new("Ews_HttpProxy_2023010601-1.LOG", "exchange_http_proxy"),
        new("MSGTRKMS2022091915-1.LOG", "exchange_message_tracking"),
        new("Mapi_HttpProxy_2023010601-1.LOG", "exchange_http_proxy"),
        new("Owa_HttpProxy_2023010602-1.LOG", "exchange_http_proxy"),
        new("PowerShell_HttpProxy_2023011116-1.LOG", "exchange_http_proxy"),
        new("RECV2023011116-1.LOG", "exchange_smtp_protocol"),
        new("RpcHttp_HttpProxy_2023010708-1.LOG", "exchange_http_proxy"),
        new("Rps_Cmdlet_2023011116-1.LOG", "exchange_cmdlet"),
        new("audit20230111-1.LOG", "exchange_admin_audit"),
        new("exchange2010_msgtrk_bom.log", "exchange_message_tracking"),
        new("exchange_edge.LOG", "exchange_message_tracking")
        {
            DeadLetters = [OneCell, NoTime],
            AgentDeadLetters = [OneCell],
            Lose = rows => rows.Select(AgentsEdge).OfType<JsonObject>(),
        },
        new("exchange_nul.LOG", "exchange_message_tracking"),
        new("iis_edge.log", "iis_access")
        {
            DeadLetters = [NoTime],
        },
        new("iis_webshell_u_ex231225.log", "iis_access") { HasJson = false },
    ];

    public static TheoryData<string> Names => [.. All.Select(file => file.Name)];

    public static SampleFile Find(string name) => All.Single(file => file.Name == name);

    public byte[] Raw => File.ReadAllBytes(RepositoryRoot.Sample("exchange", "raw", Name));

    public byte[] Json => File.ReadAllBytes(RepositoryRoot.Sample("exchange", "kinesis-agent-json", Name + ".ndjson"));

    // The agent drops rows with an unbalanced quote, with a line break in a cell and without a line end, keeps only what stands between the
    // quotes of a cell that has some inside, and drops cells that the header does not have.
    static JsonObject? AgentsEdge(JsonObject row)
    {
        if ((long?)row["bytes"] is 4 or 14 or 15)
            return null;
        if ((long?)row["bytes"] is 5)
            row["subject"] = "mid";
        row.Remove("attributes");
        return row;
    }
}
