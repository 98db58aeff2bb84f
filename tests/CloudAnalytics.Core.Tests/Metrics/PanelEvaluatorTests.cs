using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Tests.Metrics;

public sealed class PanelEvaluatorTests
{
    static readonly PanelColumn.Measure s_rows = new("rows", "Rows", Unit.Count, SomeMail.Rows);
    static readonly PanelColumn.Measure s_fails =
        new("fails", "Fails", Unit.Count, SomeMail.Rows with { Where = new Predicate.Is(CommonFields.Action, "FAIL") });

    static readonly Panel s_bySender =
        new("p", "P", "Some panel.", [s_rows, s_fails]) { By = [CommonFields.Sender], ByTitles = ["Sender"] };

    static void Gives(PanelQuery query, string[] rows, params string[] expected) =>
        Assert.Equal(expected, SomeMail.Show(PanelEvaluator.Evaluate(query, SomeMail.Batch(rows))));

    [Fact]
    public void HighestComesFirstAndEqualOnesByName() => Gives(
        new PanelQuery(s_bySender, SomeMail.Range),
        ["at=01:00 s=b", "at=01:00 s=a", "at=01:00 s=c a=FAIL", "at=01:00 s=c"],
        "c 2 1", "a 1 0", "b 1 0");

    static readonly Panel s_shares = s_bySender with { Columns = [s_rows, new PanelColumn.Share("share", "Share", "rows")] };

    [Fact]
    public void ShareIsOfAllGroupsAlsoThoseLeftOut() => Gives(
        new PanelQuery(s_shares, SomeMail.Range) { Top = 1 },
        ["at=01:00 s=b", "at=01:00 s=a", "at=01:00 s=c", "at=01:00 s=c", "at=01:00"],
        "c 2 0.5");

    [Fact]
    public void SharesOfRowsInSeveralGroupsAddUpToTheWhole() => Gives(
        new PanelQuery(s_shares with { By = [CommonFields.Recipients] }, SomeMail.Range),
        ["at=01:00 r=a,b", "at=01:00 r=a"],
        "a 2 0.667", "b 1 0.333");

    [Fact]
    public void RatioOverNothingIsNullAndComesLast() => Gives(
        new PanelQuery(s_bySender with { Columns = [new PanelColumn.Ratio("r", "R", "rows", "fails"), s_rows, s_fails] }, SomeMail.Range),
        ["at=01:00 s=b", "at=01:00 s=a a=FAIL"],
        "a 1 1 1", "b null 1 0");

    [Fact]
    public void FloorLeavesRowsOut() => Gives(
        new PanelQuery(s_bySender with { Floor = new PanelFloor("rows", 2) }, SomeMail.Range),
        ["at=01:00 s=b", "at=01:00 s=a", "at=01:00 s=a"],
        "a 2 0");

    static readonly Panel s_spikes = s_bySender with
    {
        Columns = [s_rows, new PanelColumn.Usual("usual", "Usual", "rows", 3), new PanelColumn.Spike("spike", "Spike", "rows", 2)],
        OrderBy = "spike",
    };

    static readonly TimeRange s_hour = TimeRange.Between(SomeMail.Day.AddHours(10), SomeMail.Day.AddHours(11));

    [Fact]
    public void UsualIsTheMeanOfTheSameWindowOfTheDaysBefore() => Gives(
        new PanelQuery(s_spikes, s_hour),
        [
            .. Enumerable.Repeat("at=10:30 s=a", 9), "at=10:00 s=b", "at=09:59 s=b", "at=11:00 s=b",
            "at=-1d10:00 s=a", "at=-1d10:59:59.999 s=a", "at=-1d11:00 s=a",
            "at=-2d10:30 s=b", "at=-2d10:30 s=a", "at=-3d10:30 s=c", "at=-4d10:30 s=a",
        ],
        "a 9 1 4.5", "b 1 0.333 0.5", "c 0 0.333 0");

    [Fact]
    public void DaysBeforeLoggingBeganDoNotCount()
    {
        Gives(
            new PanelQuery(s_spikes, s_hour),
            [.. Enumerable.Repeat("at=10:30 s=a", 9), .. Enumerable.Repeat("at=-1d10:30 s=a", 3)],
            "a 9 3 3");
        Gives(new PanelQuery(s_spikes, s_hour), ["at=10:30 s=a"], "a 1 null null");
    }

    [Fact]
    public void NoiseShowsThatLoggingHadBegun() => Gives(
        new PanelQuery(s_spikes, s_hour), [.. Enumerable.Repeat("at=10:30 s=a", 4), "at=-1d10:30 noise=probe"], "a 4 0 2");

    [Fact]
    public void WindowsLongerThanADayAreComparedWithWholeDaysBefore() => Assert.Equal(
        TimeSpan.FromDays(2), new PanelQuery(s_spikes, TimeRange.Before(SomeMail.Day, TimeSpan.FromHours(25))).Period);

    [Fact]
    public void RowsBehindANumberAreThoseThatItCounts()
    {
        string[] rows = ["at=01:00 s=a", "at=01:00 s=a a=FAIL", "at=01:00 s=b a=FAIL", "at=13:00 s=a a=FAIL", "at=01:00 s=a noise=probe"];
        var query = new PanelQuery(s_bySender, SomeMail.Range) { Step = TimeSpan.FromHours(12) };
        var batch = SomeMail.Batch(rows)[0];

        int Behind(string? column, Timestamp? bucket)
        {
            var selection = Assert.Single(query.RowsBehind(bucket, ["a"], column));
            var test = RowTests.Of(selection.Where);
            bool IsIn(RowReader row) => selection.Range.Contains(row.Get(CommonFields.Time)!.Value) && test(row);
            return Enumerable.Range(0, batch.RowCount).Count(i => IsIn(new RowReader(batch, i)));
        }

        Assert.Equal(1, Behind("fails", Timestamp.From(SomeMail.Day)));
        Assert.Equal(2, Behind("fails", null));
        Assert.Equal(2, Behind("rows", Timestamp.From(SomeMail.Day)));
        Assert.Equal(3, Behind(null, null));
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(60, 1)]
    [InlineData(24 * 60, 5)]
    [InlineData(7 * 24 * 60, 60)]
    [InlineData(30 * 24 * 60, 180)]
    [InlineData(365 * 24 * 60, 24 * 60)]
    [InlineData(3650 * 24 * 60, 24 * 60)]
    public void StepSuitsTheRange(int minutes, int stepMinutes) =>
        Assert.Equal(TimeSpan.FromMinutes(stepMinutes), Steps.For(TimeRange.Before(SomeMail.Day, TimeSpan.FromMinutes(minutes))));

    [Fact]
    public void WrongDeclarationsAreNamed()
    {
        var panel = new Panel("p", "P", "No sentence", [s_rows, new PanelColumn.Share("rows", "Share", "nothing")])
        {
            By = [CommonFields.DurationMs],
        };
        var faults = string.Join('\n', panel.Faults());
        Assert.Contains("cannot group by duration_ms", faults, StringComparison.Ordinal);
        Assert.Contains("two columns of one name", faults, StringComparison.Ordinal);
        Assert.Contains("no column nothing", faults, StringComparison.Ordinal);
        Assert.Contains("no sentence", faults, StringComparison.Ordinal);
        Assert.Empty(s_spikes.Faults());
        var metric = SomeMail.Rows with { Where = new Predicate.AtLeast(CommonFields.StatusCode, 500) };
        Assert.Contains("has no field status_code", Assert.Single(metric.Faults()), StringComparison.Ordinal);
    }
}
