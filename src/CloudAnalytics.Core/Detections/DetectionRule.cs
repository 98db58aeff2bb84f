using System.Diagnostics;
using static System.FormattableString;

namespace CloudAnalytics.Core.Detections;

/// <summary>
/// When the rows of a key are worth a finding. Closed: the compiler handles exactly these. Windows end with the row that is judged, that
/// row included, unless said otherwise.
/// </summary>
public abstract record DetectionRule
{
    DetectionRule()
    {
    }

    /// <summary>Every row.</summary>
    public sealed record EachRow : DetectionRule;

    /// <summary>The rows of the window count this much at least.</summary>
    public sealed record CountOver(double AtLeast, TimeSpan Span) : DetectionRule;

    /// <summary>The window has this many different items at least.</summary>
    public sealed record DistinctOver(double AtLeast, TimeSpan Span) : DetectionRule;

    /// <summary>
    /// A bucket into which every row pours one, and out of which one leaks in each <paramref name="Leak"/>, holds more than its capacity.
    /// </summary>
    public sealed record BucketOver(double Capacity, TimeSpan Leak) : DetectionRule;

    /// <summary>The window has this many rows at least, and half of the gaps between them are this long at least.</summary>
    public sealed record SlowOver(double AtLeast, TimeSpan Gap, TimeSpan Span) : DetectionRule;

    /// <summary>
    /// The window has this many items with few rows each, from this many addresses. Windows are closed stretches of time that overlap by
    /// half.
    /// </summary>
    public sealed record SpreadOver(double AtLeast, int Addresses, int TriesMax, TimeSpan Span) : DetectionRule;

    /// <summary>Of the window's rows, a certain number at least, more than this part is marked. Windows as of a spread.</summary>
    public sealed record RatioOver(double Share, int RowsMin, TimeSpan Span) : DetectionRule;

    /// <summary>
    /// A marked row (a success) behind this many others (failures) in the window, from an item (an address) that no marked row of the key
    /// had in <paramref name="Known"/>.
    /// </summary>
    public sealed record SuccessAfter(double Failures, TimeSpan Span, TimeSpan Known) : DetectionRule;

    /// <summary>
    /// The rows of the window count more than the floor, and more than so many times what nineteen of twenty of the key's own windows with
    /// rows counted at most in <paramref name="History"/>.
    /// </summary>
    public sealed record BaselineOver(double Floor, double Multiplier, TimeSpan Span, TimeSpan History) : DetectionRule;

    /// <summary>
    /// A marked row (a success) in another place than the key's marked row before it in the window, so far away that nobody travels there
    /// in between. Rows whose item (an address) has no place do not count. The distance is the least that the places leave possible, the
    /// time in between at least <see cref="Limits.TravelTimeMin"/>.
    /// </summary>
    public sealed record TravelOver(double KilometresPerHour, TimeSpan Span) : DetectionRule;

    /// <summary>
    /// Whether the rule needs to know where addresses are, which no log says: without a table of places it is not evaluated.
    /// </summary>
    public bool NeedsPlaces => this is TravelOver;

    /// <summary>Why such a rule is not evaluated.</summary>
    public const string WhyNotEvaluated = "no table of places is configured: detections.places";

    /// <summary>Whether rows need an item.</summary>
    public bool NeedsItem => this is DistinctOver or SpreadOver or SuccessAfter or TravelOver;

    /// <summary>Whether rows need to be marked.</summary>
    public bool NeedsMark => this is RatioOver or SuccessAfter or TravelOver;

    /// <summary>The number that may be configured.</summary>
    public double Threshold => this switch
    {
        EachRow => 1,
        CountOver rule => rule.AtLeast,
        DistinctOver rule => rule.AtLeast,
        BucketOver rule => rule.Capacity,
        SlowOver rule => rule.AtLeast,
        SpreadOver rule => rule.AtLeast,
        RatioOver rule => rule.Share,
        SuccessAfter rule => rule.Failures,
        BaselineOver rule => rule.Floor,
        TravelOver rule => rule.KilometresPerHour,
        _ => throw new UnreachableException(),
    };

    /// <summary>How far back a row's rule looks; of a bucket how long a full one takes to run empty.</summary>
    public TimeSpan Window => this switch
    {
        EachRow => TimeSpan.Zero,
        CountOver rule => rule.Span,
        DistinctOver rule => rule.Span,
        BucketOver rule => rule.Leak * rule.Capacity,
        SlowOver rule => rule.Span,
        SpreadOver rule => rule.Span,
        RatioOver rule => rule.Span,
        SuccessAfter rule => rule.Span,
        BaselineOver rule => rule.Span,
        TravelOver rule => rule.Span,
        _ => throw new UnreachableException(),
    };

    /// <summary>The rule with another threshold.</summary>
    public DetectionRule With(double threshold) => this switch
    {
        EachRow => this,
        CountOver rule => rule with { AtLeast = threshold },
        DistinctOver rule => rule with { AtLeast = threshold },
        BucketOver rule => rule with { Capacity = threshold },
        SlowOver rule => rule with { AtLeast = threshold },
        SpreadOver rule => rule with { AtLeast = threshold },
        RatioOver rule => rule with { Share = threshold },
        SuccessAfter rule => rule with { Failures = threshold },
        BaselineOver rule => rule with { Floor = threshold },
        TravelOver rule => rule with { KilometresPerHour = threshold },
        _ => throw new UnreachableException(),
    };

    /// <summary>The rule in words, as a document shows it.</summary>
    public string Words => this switch
    {
        EachRow => "every row",
        CountOver rule => Invariant($"{rule.AtLeast} or more in {Time(rule.Span)}"),
        DistinctOver rule => Invariant($"{rule.AtLeast} or more different ones in {Time(rule.Span)}"),
        BucketOver rule => Invariant($"more than {rule.Capacity}, where one is forgotten every {Time(rule.Leak)}"),
        SlowOver rule => Invariant($"{rule.AtLeast} or more in {Time(rule.Span)}, half of them {Time(rule.Gap)} or more apart"),
        SpreadOver rule => Invariant(
            $"{rule.AtLeast} or more with {rule.TriesMax} tries at most, from {rule.Addresses} addresses, in {Time(rule.Span)}"),
        RatioOver rule => Invariant($"more than {rule.Share * 100} % of {rule.RowsMin} or more in {Time(rule.Span)}"),
        SuccessAfter rule => Invariant(
            $"{rule.Failures} or more failures in {Time(rule.Span)} before a success, whose address is new in {Time(rule.Known)}"),
        BaselineOver rule => Invariant(
            $"more than {rule.Floor} in {Time(rule.Span)} and {rule.Multiplier} times the own 95th percentile of {Time(rule.History)}"),
        TravelOver rule => Invariant($"faster than {rule.KilometresPerHour} km/h between two successes within {Time(rule.Span)}"),
        _ => throw new UnreachableException(),
    };

    static string Time(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Invariant($"{span.TotalDays} days"),
        { TotalHours: > 1 } => Invariant($"{span.TotalHours} hours"),
        { TotalMinutes: > 2 } => Invariant($"{span.TotalMinutes} minutes"),
        _ => Invariant($"{span.TotalSeconds} s"),
    };
}
