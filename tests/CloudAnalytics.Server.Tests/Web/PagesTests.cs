using System.Text.Json;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Server.Alarms;
using CloudAnalytics.Server.Web;

namespace CloudAnalytics.Server.Tests.Web;

/// <summary>The pages in a real browser, over rows whose numbers the evaluator knows.</summary>
public sealed class PagesTests
{
    const string Hostile = "<b>Sale</b><img src=x onerror=\"hacked=1\"> '|\\ \"";

    static readonly Schema s_schema = new MessageTrackingFormat().Schema;

    [ChromiumFact]
    public async Task PagesShowTheNumbersOfTheRowsAndLeadToThem()
    {
        using var lake = new TestLake();
        var batch = Fill(lake);
        lake.Add(MailEdge.Schema, WayRows.All);
        var range = TimeRange.Between(TestLake.Noon.AddHours(-12), TestLake.Noon.AddHours(12));
        PanelResult Answer(Panel panel) => PanelEvaluator.Evaluate(PanelQuery.For(panel, range), [batch]);
        var senders = Answer(MailPanels.TopSenders).Rows;
        await using var host = await WebHost.StartAsync(
            lake.Parts with { Panels = LogCatalogue.Panels, Overview = LogCatalogue.FirstPage });
        using var folder = RepositoryRoot.Temporary();
        var expected = folder.Write("expected.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            from = "2026-11-20T00:00:00.000Z",
            to = "2026-11-21T00:00:00.000Z",
            totals = Answer(MailPanels.Totals).Rows[0].Values,
            senders = senders.Select(row => new object?[] { row.Group[0], row.Values[0] }),
            firstSenderRows = Rows(batch).Count(row => row == senders[0].Group[0]),
            hostileSubject = Hostile,
            logs = $"{batch.RowCount} rows of logs in 1 format",
            traceKey = "<m0@contoso.example>",
            hops = 2,
            recipients = 1,
            wayKey = WayRows.MessageId,
            wayEnds = WayRows.Ends,
        }));

        await PageRun.OfAsync("pages.mjs", host.Address.ToString().TrimEnd('/') + "/", expected);
        await PageRun.OfAsync("usage.mjs", host.Address.ToString().TrimEnd('/') + "/", expected);
        await PageRun.OfAsync("access.mjs", host.Address.ToString().TrimEnd('/') + "/", expected);
    }

    [ChromiumFact]
    public async Task TheTokenIsAskedForAndAnEmptyLakeSaysWhatToDo()
    {
        const string token = "0123456789abcdef0123456789abcdef";
        await using var host = await WebHost.StartAsync(options: new WebOptions { Token = token });

        await PageRun.OfAsync("states.mjs", host.Address.ToString().TrimEnd('/') + "/", token);
    }

    [ChromiumFact]
    public async Task TheSqlPageRunsCancelsSavesAndShowsWhereAStatementIsWrong()
    {
        await using var host = await WebHost.StartAsync();
        await PageRun.OfAsync("sql.mjs", host.Address.ToString().TrimEnd('/') + "/");
    }

    [ChromiumFact]
    public async Task AlarmsShowTheirLastNumbersAndTheirHistory()
    {
        using var lake = new TestLake();
        var clock = new SettableClock();
        var alarm = LogCatalogue.Alarms.Single(a => a.Name == "login-attack");
        double?[] numbers = [4, 31, 25, null];
        PanelResult Ask(PanelQuery query, CancellationToken cancellationToken)
        {
            var window = (int)((query.Range.From.ToDateTimeOffset() - TestLake.Noon) / alarm.Window);
            double? number = query.Range.From.ToDateTimeOffset() < TestLake.Noon ? 1 : numbers[window];
            var column = query.Panel.Columns.Select(c => c.Name == alarm.Column ? number : 1);
            return new PanelResult(query, number is null ? [] : [new PanelRow(null, ["203.0.113.9"], [.. column])]);
        }

        var history = new AlarmHistory(lake.Path);
        var monitor = new AlarmMonitor([alarm], a => a.Threshold, Ask, history, clock);
        for (var i = 0; i < numbers.Length; i++)
        {
            clock.Advance(i == 0 ? alarm.Window + TimeSpan.FromSeconds(15) : alarm.Window);
            monitor.Evaluate(CancellationToken.None);
        }

        await using var host = await WebHost.StartAsync(lake.Parts with { Alarms = monitor, AlarmHistory = history });
        using var folder = RepositoryRoot.Temporary();
        var expected = folder.Write("expected.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            alarm = alarm.Name,
            state = "ok",
            bad = 2,
            // The browser of these tests stands in Berlin, an hour ahead.
            picture = "Failed, 24 windows from 2026-11-20 08:00 to 2026-11-20 14:00: latest –, lowest 1, highest 31; "
                + "threshold at least 20, reached in 2",
            values = (string[])["no number", "25", "31", "4", "1"],
            changes = (string[][])
            [
                ["2026-11-20 14:00:15", alarm.Title, "Alarm→OK", "until now", "–", "20",
                    "Failed: no number in the window 2026-11-20 13:45 – 14:00."],
                ["2026-11-20 13:30:15", alarm.Title, "OK→Alarm", "30 min", "31", "20",
                    "Failed 31 in the window 2026-11-20 13:15 – 13:30. Worst: 203.0.113.9 (31)."],
                ["2026-11-20 13:15:15", alarm.Title, "No data→OK", "15 min", "4", "20",
                    "Failed 4 in the window 2026-11-20 13:00 – 13:15."],
            ],
        }));

        await PageRun.OfAsync("alarms.mjs", host.Address.ToString().TrimEnd('/') + "/", expected);
    }

    static RecordBatch Fill(TestLake lake)
    {
        var rows = new List<TestRow>();
        for (var i = 0; i < 120; i++)
        {
            rows.Add(Event(i, "RECEIVE", "EX01", 0));
            rows.Add(Event(i, i % 10 == 3 ? "FAIL" : "DELIVER", "EX02", 2));
        }

        rows[0][MessageTrackingFormat.Subject] = Hostile;
        return lake.Add(s_schema, rows);
    }

    static TestRow Event(int message, string action, string host, int seconds) => new()
    {
        [CommonFields.Time] = TestLake.Noon.AddMinutes(message).AddSeconds(seconds),
        [CommonFields.Action] = action,
        [CommonFields.Host] = host,
        [CommonFields.Sender] = $"sender{message % 7 * (message % 3)}@contoso.example",
        [CommonFields.Recipients] = (string[])[$"rcpt{message % 5}@contoso.example"],
        [CommonFields.MessageId] = $"<m{message}@contoso.example>",
        [MessageTrackingFormat.NetworkMessageId] = $"00000000-0000-0000-0000-{message:000000000000}",
        [MessageTrackingFormat.InternalMessageId] = host == "EX01" ? message : 1000 + message,
        [MessageTrackingFormat.Subject] = $"Subject {message}",
        [CommonFields.Outcome] = action == "FAIL" ? "failure" : "success",
        [CommonFields.Bytes] = 1000 + message,
    };

    static IEnumerable<string> Rows(RecordBatch batch) => Enumerable.Range(0, batch.RowCount)
        .Select(row => System.Text.Encoding.UTF8.GetString(new RowReader(batch, row).Get(CommonFields.Sender)));
}
