using System.Text.Json;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Doubles.Moto;

namespace CloudAnalytics.Aws.Tests.Athena;

/// <summary>The API as moto has it: statements succeed at once, and answer what a test has told it to.</summary>
public sealed class AthenaClientTests
{
    static AthenaStatement Statement => new("SELECT 1 AS a", "primary", "mail", TimeSpan.FromMinutes(1));

    [ProgramFact(MotoServer.Program)]
    public async Task StatementIsStartedAndItsRowsAreReadWithoutTheHeader()
    {
        var athena = AthenaClient.Open(SomeAws.Connection, TimeProvider.System);
        await AnswerAsync([["a", "b"], ["1", "x"], ["2", null]], ["a", "b"]);
        var outcome = Assert.IsType<AthenaOutcome.Succeeded>(await athena.RunAsync(Statement, default));
        var rows = new List<string?[]>();
        await foreach (var row in athena.ReadAsync(outcome, default))
            rows.Add(row);
        Assert.Equal([["1", "x"], ["2", null]], rows);
        var read = await MotoServer.Shared.AwsAsync("athena", "get-query-execution", "--query-execution-id", outcome.Id);
        Assert.Contains("SELECT 1 AS a", read);
    }

    [ProgramFact(MotoServer.Program)]
    public async Task WrongWorkGroupIsTheServicesRefusal()
    {
        var athena = AthenaClient.Open(SomeAws.Connection, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<Json11Exception>(async () =>
            await athena.RunAsync(Statement with { WorkGroup = "nobody's" }, default));
        Assert.False(failure.IsTransient);
    }

    /// <summary>Tells moto the rows of the next statement.</summary>
    static async Task AnswerAsync(string?[][] rows, string[] columns)
    {
        using var http = new HttpClient();
        var answer = new
        {
            region = MotoServer.Region,
            results = new[]
            {
                new
                {
                    rows = rows.Select(row => new { Data = row.Select(Cell) }),
                    column_info = columns.Select(name => new { Name = name, Type = "varchar" }),
                },
            },
        };
        var told = await http.PostAsync(new Uri(MotoServer.Shared.Endpoint, "moto-api/static/athena/query-results"),
            new StringContent(JsonSerializer.Serialize(answer)));
        told.EnsureSuccessStatusCode();
    }

    static Dictionary<string, string> Cell(string? text) => text is null ? [] : new() { ["VarCharValue"] = text };
}
