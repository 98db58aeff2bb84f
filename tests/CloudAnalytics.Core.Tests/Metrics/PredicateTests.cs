using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Tests.Metrics;

public sealed class PredicateTests
{
    static readonly Field<Utf8Text> s_absent = Field.Keyword("absent", "No schema has it.");

    static readonly RecordBatch s_rows = SomeMail.Batch("a=FAIL s=alice@contoso.com r=x,y b=10 ms=2.5", "b=0")[0];

    /// <summary>Each predicate, and whether it matches the row with values and the row without.</summary>
    static readonly (Predicate Predicate, bool Full, bool Empty)[] s_cases =
    [
        (Predicate.Everything, true, true),
        (new Predicate.Is(CommonFields.Action, "FAIL"), true, false),
        (new Predicate.Is(CommonFields.Action, "fail"), false, false),
        (new Predicate.Is(CommonFields.Action, ""), false, false),
        (new Predicate.Is(s_absent, "x"), false, false),
        (new Predicate.IsOneOf(CommonFields.Action, ["SEND", "FAIL"]), true, false),
        (new Predicate.IsOneOf(CommonFields.Action, []), false, false),
        (new Predicate.IsNumber(CommonFields.Bytes, 10), true, false),
        (new Predicate.StartsWith(CommonFields.Sender, "alice@"), true, false),
        (new Predicate.StartsWith(CommonFields.Sender, ""), true, false),
        (new Predicate.Contains(CommonFields.Sender, "@contoso"), true, false),
        (new Predicate.Includes(CommonFields.Recipients, "y"), true, false),
        (new Predicate.Includes(CommonFields.Recipients, "z"), false, false),
        (new Predicate.AtLeast(CommonFields.Bytes, 10), true, false),
        (new Predicate.AtLeast(CommonFields.Bytes, 0), true, true),
        (new Predicate.AtLeastFraction(CommonFields.DurationMs, 2.5), true, false),
        (new Predicate.AtLeastFraction(CommonFields.DurationMs, 2.6), false, false),
        (new Predicate.IsNull(CommonFields.Recipients), false, true),
        (new Predicate.IsNull(s_absent), true, true),
        (Predicate.Has(CommonFields.DurationMs), true, false),
        (new Predicate.Is(CommonFields.Action, "FAIL") & new Predicate.IsNumber(CommonFields.Bytes, 11), false, false),
        (new Predicate.Is(CommonFields.Action, "FAIL") | new Predicate.IsNumber(CommonFields.Bytes, 0), true, true),
        (!new Predicate.Is(CommonFields.Action, "FAIL"), false, true),
        (!!new Predicate.Is(CommonFields.Action, "FAIL"), true, false),
        (new Predicate.AllOf([]), true, true),
        (new Predicate.AnyOf([]), false, false),
        (Predicate.Everything & new Predicate.Is(CommonFields.Action, "FAIL"), true, false),
        (Predicate.Everything | new Predicate.Is(CommonFields.Action, "FAIL"), true, true),
    ];

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, s_cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void PredicateMatchesAsDocumented(int number)
    {
        var (predicate, full, empty) = s_cases[number];
        var test = RowTests.Of(predicate);
        Assert.Equal(full, test(new RowReader(s_rows, 0)));
        Assert.Equal(empty, test(new RowReader(s_rows, 1)));
    }

    [Fact]
    public void EveryPredicateHasACase()
    {
        static IEnumerable<Type> Kinds(Predicate p) => p switch
        {
            Predicate.Not not => Kinds(not.Operand).Append(p.GetType()),
            Predicate.AllOf all => all.Operands.SelectMany(Kinds).Append(p.GetType()),
            Predicate.AnyOf any => any.Operands.SelectMany(Kinds).Append(p.GetType()),
            _ => [p.GetType()],
        };
        var kinds = typeof(Predicate).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(Predicate)) && t != typeof(Predicate.IsTrue));
        Assert.Empty(kinds.Except(s_cases.SelectMany(c => Kinds(c.Predicate))));
    }

    [Fact]
    public void FieldsOfNestedPredicatesAreNamed() => Assert.Equal(
        [CommonFields.Action, CommonFields.Bytes, CommonFields.Noise],
        (new Predicate.Is(CommonFields.Action, "x")
            & !(new Predicate.AtLeast(CommonFields.Bytes, 1) | Predicate.Has(CommonFields.Noise))).Fields);
}
