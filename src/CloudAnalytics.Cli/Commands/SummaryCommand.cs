using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Questions;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics summary --data DIR</c>: what the archive holds, on one screen, by the panels of the catalogue.</summary>
static class SummaryCommand
{
    const int SendersShown = 5;
    const int ReasonsShown = 10;

    internal static Command Create()
    {
        var data = CommonOptions.Data();
        var command = new Command("summary",
            "Prints what the archive holds: rows per format, top senders, HTTP statuses, EWS errors, dead letters.") { data };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            using var lake = CommonOptions.OpenLake(parsed.GetRequiredValue(data));
            Print(lake, Always(TimeProvider.System), cancellation);
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }

    static void Print(LakeSql lake, TimeRange range, CancellationToken cancellation)
    {
        var panels = new LakePanels(lake);
        PanelResult Ask(Panel panel, int? top) => panels.Ask(PanelQuery.For(panel, range) with { Top = top }, cancellation);
        Write("Rows per format", Ask(IngestionPanels.Noise, null));
        Write("Top senders, all time", Ask(MailPanels.TopSenders, SendersShown));
        Write("HTTP status classes", Classes(Ask(WebPanels.Status, null)));
        Write("EWS error codes", Ask(WebPanels.EwsErrors, ReasonsShown));
        WriteDeadLetters(new LakeDeadLetters(lake).Reasons(cancellation));
    }

    /// <summary>The statuses of a panel's rows put together by their first digit: 200 and 204 are 2xx.</summary>
    internal static PanelResult Classes(PanelResult statuses) => statuses with
    {
        Rows =
        [
            .. statuses.Rows.GroupBy(row => row.Group[0][..1] + "xx", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new PanelRow(null, [g.Key], Sums(g))),
        ],
    };

    // A count and its share of all: both add up.
    static ImmutableArray<double?> Sums(IEnumerable<PanelRow> rows) =>
        [.. rows.Select(row => row.Values).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)])];

    // Rows that claim to be of the future are at most a day ahead: beyond, the time of their arrival stands for theirs.
    static TimeRange Always(TimeProvider time) =>
        TimeRange.Between(DateTimeOffset.UnixEpoch, new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(2));

    static void Write(string title, PanelResult answer)
    {
        Console.WriteLine(title);
        if (answer.Rows.IsEmpty)
            Console.WriteLine("  none\n");
        else
            PanelWriter.WriteRows(answer);
    }

    static void WriteDeadLetters(IReadOnlyList<DeadLetterCount> reasons)
    {
        Console.WriteLine("Dead letters");
        if (reasons.Count == 0)
        {
            Console.WriteLine("  none\n");
            return;
        }

        var table = new TextTable().Column("Format").Column("Reason").Column("Lines", isNumber: true);
        foreach (var reason in reasons.Take(ReasonsShown))
            table.Row(reason.Format, reason.Reason, reason.Records.ToString("N0", CultureInfo.InvariantCulture));
        table.Write();
        if (reasons.Count > ReasonsShown)
        {
            Console.WriteLine(
                FormattableString.Invariant($"and {reasons.Count - ReasonsShown:N0} more reasons; cloudanalytics dead list prints them\n"));
        }
    }
}
