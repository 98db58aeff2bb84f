using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Tests.Metrics;

public sealed class MetricEvaluatorTests
{
    static readonly Key s_key = new(SomeMail.Key, CommonFields.MessageId);

    static void Gives(MetricQuery query, string[] rows, params string[] expected) =>
        Assert.Equal(expected, SomeMail.Show(MetricEvaluator.Evaluate(query, SomeMail.Batch(rows))));

    static MetricQuery Ask(Aggregate aggregate, params Field[] by) =>
        new(SomeMail.Rows with { Aggregate = aggregate, By = [.. by] }, SomeMail.Range);

    [Fact]
    public void RangeIsHalfOpen() => Gives(
        Ask(new Aggregate.Count()),
        ["at=-1d23:59:59.999", "at=00:00", "at=23:59:59.999", "at=1.00:00", "a=no-time"],
        "2");

    [Fact]
    public void NoRowsGiveNoNumber() => Gives(Ask(new Aggregate.Count()), ["at=-3d00:00"]);

    [Fact]
    public void BucketsAreAlignedToTheEpochAndEmptyOnesAreAbsent() => Gives(
        Ask(new Aggregate.Count()) with { Step = TimeSpan.FromHours(3) },
        ["at=02:59", "at=03:00", "at=05:00", "at=22:00"],
        "10 00:00 1", "10 03:00 2", "10 21:00 1");

    [Fact]
    public void BucketsOfWeeksStartOnThursdaysAsTheEpochDid() =>
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero),
            TimeRange.BucketOf(Timestamp.From(SomeMail.Day), TimeSpan.FromDays(7)).ToDateTimeOffset());

    [Fact]
    public void BucketOfAnInstantBefore1970IsBeforeIt() =>
        Assert.Equal(-1_000_000, TimeRange.BucketOf(new Timestamp(-1), TimeSpan.FromSeconds(1)).Micros);

    [Fact]
    public void NoiseCountsOnlyWhenAskedFor()
    {
        string[] rows = ["at=01:00", "at=01:00 noise=probe"];
        Gives(Ask(new Aggregate.Count()), rows, "1");
        Gives(Ask(new Aggregate.Count()) with { IncludeNoise = true }, rows, "2");
        Gives(new MetricQuery(SomeMail.Rows with { IncludesNoise = true }, SomeMail.Range), rows, "2");
    }

    [Fact]
    public void NullIsNoGroup() => Gives(
        Ask(new Aggregate.Count(), CommonFields.Sender, CommonFields.Action),
        ["at=01:00 s=x a=SEND", "at=01:00 s=x", "at=01:00 a=SEND", "at=02:00 s=x a=SEND"],
        "x SEND 2");

    [Fact]
    public void EachItemOfAListIsAGroup() => Gives(
        Ask(new Aggregate.Count(), CommonFields.Recipients),
        ["at=01:00 r=a,b", "at=01:00 r=b", "at=01:00"],
        "a 1", "b 2");

    [Fact]
    public void NumbersGroupInDecimal() => Gives(
        Ask(new Aggregate.Count(), CommonFields.Bytes), ["at=01:00 b=10", "at=01:00 b=9", "at=01:00 b=-1"], "-1 1", "10 1", "9 1");

    [Fact]
    public void SumSkipsNullsAndIsZeroWithoutValues()
    {
        Gives(Ask(new Aggregate.Sum(CommonFields.Bytes)), ["at=01:00 b=5", "at=01:00", "at=01:00 b=7"], "12");
        Gives(Ask(new Aggregate.Sum(CommonFields.Bytes)), ["at=01:00"], "0");
    }

    [Theory]
    [InlineData(0.5, "3")]
    [InlineData(0.51, "4")]
    [InlineData(0.95, "6")]
    [InlineData(1, "6")]
    [InlineData(0.0001, "1")]
    public void QuantileIsTheNearestRank(double q, string expected) => Gives(
        Ask(new Aggregate.Quantile(CommonFields.DurationMs, (decimal)q)),
        ["at=01:00 ms=4", "at=01:00 ms=6", "at=01:00", "at=01:00 ms=1", "at=01:00 ms=2", "at=01:00 ms=3", "at=01:00 ms=5"],
        expected);

    [Fact]
    public void QuantileOfNothingIsNull() => Gives(Ask(new Aggregate.Quantile(CommonFields.DurationMs, 0.5m)), ["at=01:00"], "null");

    [Fact]
    public void DistinctTakesTheFirstKeyThatIsThere() => Gives(
        Ask(new Aggregate.Distinct(s_key)),
        ["at=01:00 key=k id=1", "at=02:00 key=k id=2", "at=03:00 id=1", "at=04:00 id=1", "at=05:00"],
        "2");

    [Fact]
    public void SumPerDistinctCountsEachKeyOnceWithItsHighestValue() => Gives(
        Ask(new Aggregate.SumPerDistinct(s_key, CommonFields.Bytes), CommonFields.Sender),
        ["at=01:00 s=x key=k b=100", "at=02:00 s=x key=k b=120", "at=02:00 s=x key=l b=5", "at=02:00 s=x b=7", "at=02:00 s=y key=m"],
        "x 125", "y 0");

    [Fact]
    public void TopKeepsTheGroupsWithTheHighestSumsOverAllBuckets() => Gives(
        Ask(new Aggregate.Sum(CommonFields.Bytes), CommonFields.Sender) with { Step = TimeSpan.FromHours(12), Top = 2 },
        ["at=01:00 s=c b=5", "at=13:00 s=c b=5", "at=01:00 s=b b=9", "at=13:00 s=a b=9", "at=13:00 s=a b=1"],
        "10 00:00 c 5", "10 12:00 a 10", "10 12:00 c 5");

    [Fact]
    public void GroupsAreOrderedByTheirUtf8Bytes() => Gives(
        Ask(new Aggregate.Count(), CommonFields.Sender),
        ["at=01:00 s=\U0001F600", "at=01:00 s=\uFFFD", "at=01:00 s=b", "at=01:00 s=B", "at=01:00 s=ba"],
        "B 1", "b 1", "ba 1", "\uFFFD 1", "\U0001F600 1");
}
