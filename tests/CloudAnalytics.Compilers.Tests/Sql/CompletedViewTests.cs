using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Compilers.Tests.Sql;

/// <summary>Completed rows in both dialects, whose texts have nothing in common, against each other and against a search by hand.</summary>
public sealed class CompletedViewTests
{
    const int Rows = 600;
    const int Seed = 20_261;

    static readonly Field<Utf8Text> s_queue = Field.Keyword("queue", "Queue id.");

    static readonly Schema s_log = new("log", "A log.",
        CommonFields.Action, s_queue, CommonFields.MessageId, CommonFields.Sender, CommonFields.Bytes, CommonFields.UserName);

    static readonly CompletedRows s_messages = new(
        new Schema(
            "message", "A message.", CommonFields.MessageId, CommonFields.Sender, CommonFields.Bytes, CommonFields.UserName, s_queue),
        s_log, new Is(CommonFields.Action, "named"), [CommonFields.Host, s_queue],
        [
            new(CommonFields.Sender, new Is(CommonFields.Action, "queued"), false),
            new(CommonFields.Bytes, new Is(CommonFields.Action, "queued"), false),
            new(CommonFields.UserName, new Is(CommonFields.Action, "client"), true),
        ]);

    readonly List<Line> _lines = Lines();

    [Fact]
    public void RowsCarryFromTheNearestInTime()
    {
        string?[] Nearest(Line line)
        {
            var same = _lines.Where(other => other.Host == line.Host && other.Queue == line.Queue).ToLookup(other => other.Action);
            var queued = same["queued"].Where(other => other.Time >= line.Time).MinBy(other => other.Time);
            var client = same["client"].Where(other => other.Time <= line.Time).MaxBy(other => other.Time);
            return [line.Id, queued?.Sender, queued is null ? null : $"{queued.Time}", client?.User];
        }

        var expected = _lines.Where(line => line.Action == "named").Select(line => string.Join('|', Nearest(line))).Order().ToList();
        Assert.Contains(expected, row => row.EndsWith("|ann", StringComparison.Ordinal));
        Assert.Equal(expected, Answer(CompletedView.Select(s_messages, SqlDialect.DuckDb)));

        // Athena's order of words for windows, as DuckDB has it.
        var windows = CompletedView.Select(s_messages, SqlDialect.Athena);
        Assert.Equal(expected, Answer(windows.Replace(") IGNORE NULLS OVER", " IGNORE NULLS) OVER", StringComparison.Ordinal)));
    }

    [Fact]
    public void WhatNobodyAskedIsNotLookedFor()
    {
        var sql = CompletedView.Select(s_messages, SqlDialect.DuckDb, needed: new HashSet<Field> { CommonFields.Sender });

        Assert.DoesNotContain("'client'", sql, StringComparison.Ordinal);
        Assert.Equal(
            Answer(CompletedView.Select(s_messages, SqlDialect.DuckDb)).Select(row => string.Join('|', row.Split('|')[..2])),
            Answer(sql).Select(row => string.Join('|', row.Split('|')[..2])));
    }

    List<string> Answer(string sql)
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        var columns = string.Join(", ", s_log.Fields.Select(f => $"\"{f.Name}\" {SqlDialect.DuckDb.TypeOf(f.Type)}"));
        connection.Execute($"CREATE TABLE log ({columns})");
        foreach (var line in _lines)
        {
            connection.Execute(FormattableString.Invariant($"""
                INSERT INTO log (time, id, host, action, queue, sender, bytes, user_name) VALUES (
                    make_timestamp({line.Time} * 1000000), '{line.Id}', {Text(line.Host)}, '{line.Action}', '{line.Queue}',
                    {Text(line.Sender)}, {line.Time}, {Text(line.User)})
                """));
        }

        using var result = connection.Query($"SELECT id, sender, bytes::VARCHAR, user_name FROM ({sql}) AS rows");
        var rows = new List<string>();
        while (result.NextChunk())
        {
            for (var i = 0; i < result.RowCount; i++)
                rows.Add(string.Join('|', Enumerable.Range(0, 4).Select(column => result.Column(column).GetString(i))));
        }

        return [.. rows.Order()];
    }

    static string Text(string? value) => value is null ? "NULL" : $"'{value}'";

    // Queue ids are used again, hosts may be unknown, some lines never come; no two lines of a queue share a second.
    static List<Line> Lines()
    {
        var random = new Random(Seed);
        string?[] hosts = ["a", "b", null];
        string[] actions = ["named", "queued", "client", "other"];
        return
        [
            .. Enumerable.Range(0, Rows).Select(i => (Action: actions[random.Next(4)], Second: i)).Select(each => new Line(
                $"{each.Second}", each.Second, hosts[random.Next(3)], each.Action, $"Q{random.Next(9)}",
                each.Action == "queued" && random.Next(4) > 0 ? $"s{each.Second}" : null,
                each.Action == "client" && random.Next(3) > 0 ? "ann" : null)),
        ];
    }

    sealed record Line(string Id, int Time, string? Host, string Action, string Queue, string? Sender, string? User);
}
