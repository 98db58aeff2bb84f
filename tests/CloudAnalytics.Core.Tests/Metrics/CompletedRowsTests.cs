using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Core.Tests.Metrics;

/// <summary>The rows of a format that stand behind computed ones.</summary>
public sealed class CompletedRowsTests
{
    static readonly Field<Utf8Text> s_queue = Field.Keyword("queue", "Queue id.");
    static readonly Predicate s_begins = new Is(CommonFields.Action, "begins");
    static readonly Predicate s_queued = new Is(CommonFields.Action, "queued");
    static readonly Predicate s_client = new Is(CommonFields.Action, "client");

    static readonly Schema s_log = new("log", "A log.",
        CommonFields.Action, s_queue, CommonFields.MessageId, CommonFields.Sender, CommonFields.UserName);

    static readonly CompletedRows s_messages = new(
        new Schema("message", "A message.", CommonFields.MessageId, CommonFields.Sender, CommonFields.UserName, s_queue), s_log, s_begins,
        [s_queue], [new(CommonFields.Sender, s_queued, false), new(CommonFields.UserName, s_client, true)]);

    static readonly Predicate s_where = Has(CommonFields.Sender) & new Is(CommonFields.UserName, "ann") & Has(CommonFields.MessageId)
        & new Is(s_queue, "Q");

    [Fact]
    public void FieldIsToldByTheRowsItIsCarriedFrom()
    {
        Assert.Equal(
            Text(s_queued & Has(CommonFields.Sender) & new Is(s_queue, "Q")), Text(s_messages.RowsThatTell(CommonFields.Sender, s_where)));
        Assert.Equal(
            Text(s_client & new Is(CommonFields.UserName, "ann") & new Is(s_queue, "Q")),
            Text(s_messages.RowsThatTell(CommonFields.UserName, s_where)));
    }

    [Fact]
    public void WithoutAFieldTheCompletedRowsThemselvesAreMeant() => Assert.Equal(
        Text(s_begins & Has(CommonFields.MessageId) & new Is(s_queue, "Q")), Text(s_messages.RowsThatTell(null, s_where)));

    [Fact]
    public void NumberOfAPanelLeadsToRowsOfTheFormat()
    {
        var metric = new Metric("messages", "Messages.", [new MetricSource(s_messages.Schema, Everything) { Completed = s_messages }],
            new Aggregate.Count());
        var panel = new Panel("senders", "Senders", "Senders.", [new PanelColumn.Measure("messages", "Messages", Unit.Count, metric)])
            { By = [CommonFields.Sender], ByTitles = ["Sender"] };
        var query = PanelQuery.For(panel, TimeRange.Before(DateTimeOffset.UnixEpoch.AddDays(1), TimeSpan.FromDays(1)));

        var selection = Assert.Single(query.RowsBehind(null, ["ann@example.org"], "messages"));

        Assert.Equal(s_log, selection.Schema);
        Assert.Contains(s_queued, selection.Where.Terms);
        Assert.Contains(new Is(CommonFields.Sender, "ann@example.org"), selection.Where.Terms);
        Assert.Equal([s_log], panel.Formats);
    }

    static string[] Text(Predicate predicate) => [.. predicate.Terms.Select(term => term.ToString())];
}
