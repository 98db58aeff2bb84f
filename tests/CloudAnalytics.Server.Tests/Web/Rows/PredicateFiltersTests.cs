using System.Collections.Immutable;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Web;
using CloudAnalytics.Server.Web.Rows;

namespace CloudAnalytics.Server.Tests.Web.Rows;

public sealed class PredicateFiltersTests
{
    static readonly Schema s_schema = new MessageTrackingFormat().Schema;
    static readonly string[] s_words = ["FAIL", "DSN", "a|b", "a\\", "x' OR '1'='1", "Ä b", "=1+1"];

    [Fact]
    public void FiltersOfAPredicateFindExactlyItsRows()
    {
        const int seed = 20261121;
        var random = new Random(seed);
        using var lake = new TestLake();
        var batch = lake.Add(s_schema, [.. Enumerable.Range(0, 300).Select(_ => RandomRow(random))]);
        var range = TimeRange.Between(TestLake.Noon.AddHours(-1), TestLake.Noon.AddHours(1));
        for (var i = 0; i < TestRun.Repeats(150, 2000); i++)
        {
            var predicate = RandomPredicate(random, 3);
            if (PredicateFilters.SearchOf(new RowSelection(s_schema, range, predicate)) is not { } search)
                continue;

            // Through the text form, as the browser sends it.
            search = search with { Filters = [.. search.Filters.Select(f => FilterText.Parse(FilterText.Print(f), s_schema))] };
            var found = RowSql.Page(search, [CommonFields.Time, CommonFields.Id], new RowPage(1000, true, null))
                .List(lake.Sql, (rows, row) => rows.Column(1).GetString(row)!, CancellationToken.None);

            var test = RowTests.Of(predicate);
            var expected = Enumerable.Range(0, batch.RowCount).Where(row => test(new RowReader(batch, row)))
                .Select(row => System.Text.Encoding.UTF8.GetString(new RowReader(batch, row).Get(CommonFields.Id)));
            Assert.True(
                expected.SequenceEqual(found),
                $"seed {seed}, case {i}: {predicate}\n{string.Join("\n", search.Filters.Select(FilterText.Print))}");
        }
    }

    [Fact]
    public void RowsWithoutNoiseAndBetweenTwoNumbersMakeShortFilters()
    {
        var where = new Predicate.IsNull(CommonFields.Noise)
            & new Predicate.AtLeast(CommonFields.Bytes, 500) & !new Predicate.AtLeast(CommonFields.Bytes, 600)
            & new Predicate.IsOneOf(CommonFields.Action, ["FAIL", "DSN"]);

        var search = PredicateFilters.SearchOf(new RowSelection(s_schema, TimeRange.Before(TestLake.Noon, TimeSpan.FromDays(1)), where));

        Assert.False(search!.IncludeNoise);
        Assert.Equal(["bytes>=500", "bytes<600", "action=FAIL|action=DSN"], search.Filters.Select(FilterText.Print));
    }

    static TestRow RandomRow(Random random)
    {
        var row = new TestRow();
        void Maybe(Field field, Func<object> value)
        {
            if (random.Next(3) > 0) row[field] = value();
        }

        Maybe(CommonFields.Noise, () => "probe");
        Maybe(CommonFields.Action, () => Word(random));
        Maybe(MessageTrackingFormat.Subject, () => Word(random) + Word(random));
        Maybe(CommonFields.Bytes, () => random.Next(5));
        Maybe(MessageTrackingFormat.EndToEndLatencyMs, () => random.Next(5) / 2.0);
        Maybe(CommonFields.Recipients, () => Enumerable.Range(0, random.Next(1, 4)).Select(_ => Word(random)).ToArray());
        return row;
    }

    static string Word(Random random) => s_words[random.Next(s_words.Length)];

    static Predicate RandomPredicate(Random random, int depth)
    {
        ImmutableArray<Predicate> Some() => [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomPredicate(random, depth - 1))];
        return random.Next(depth == 0 ? 10 : 13) switch
        {
            0 => Predicate.Everything,
            1 => new Predicate.Is(CommonFields.Action, Word(random)),
            2 => new Predicate.IsOneOf(CommonFields.Action, [.. Enumerable.Range(0, random.Next(3)).Select(_ => Word(random))]),
            3 => new Predicate.IsNumber(CommonFields.Bytes, random.Next(5)),
            4 => new Predicate.StartsWith(MessageTrackingFormat.Subject, Word(random)),
            5 => new Predicate.Contains(MessageTrackingFormat.Subject, Word(random)),
            6 => new Predicate.Includes(CommonFields.Recipients, Word(random)),
            7 => new Predicate.AtLeast(CommonFields.Bytes, random.Next(5)),
            8 => new Predicate.AtLeastFraction(MessageTrackingFormat.EndToEndLatencyMs, random.Next(5) / 2.0),
            9 => new Predicate.IsNull(random.Next(2) == 0 ? CommonFields.Noise : CommonFields.StatusCode),
            10 => new Predicate.AllOf(Some()),
            11 => new Predicate.AnyOf(Some()),
            _ => new Predicate.Not(RandomPredicate(random, depth - 1)),
        };
    }
}
