using System.Globalization;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Aws;

/// <summary>The keys of what functions write to the lake: made from the records, so that the same records give the same object.</summary>
public static class ObjectKeys
{
    /// <summary>Rows of one format and arrival day.</summary>
    /// <param name="format">The format's name.</param>
    /// <param name="day">The day, UTC.</param>
    /// <param name="origin">The records.</param>
    public static string Rows(string format, DateOnly day, in BatchOrigin origin) =>
        $"raw/{format}/arrived={Day(day)}/{Range(origin)}.parquet";

    /// <summary>Dead letters of one arrival day.</summary>
    /// <param name="day">The day, UTC.</param>
    /// <param name="origin">The records.</param>
    /// <param name="function">Which function gave them up.</param>
    public static string DeadLetters(DateOnly day, in BatchOrigin origin, string function) =>
        $"dead/arrived={Day(day)}/{Range(origin)}-{function}.jsonl";

    static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    static string Range(in BatchOrigin origin)
    {
        var part = origin.Part == 0 ? "" : FormattableString.Invariant($".{origin.Part}");
        return $"{origin.First.Partition}-{origin.First.Sequence}{part}-{origin.Last.Sequence}";
    }
}
