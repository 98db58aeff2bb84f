using System.Globalization;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>
/// Names of indices. Rows of a format are in one index per day of arrival, UTC: a row that is delivered again has the same day and so
/// meets itself. Questions go to the alias, which all days of a format share.
/// </summary>
/// <param name="Prefix">What all names begin with: lower-case letters, digits and hyphens.</param>
public sealed record IndexNames(string Prefix)
{
    /// <summary>The default ones.</summary>
    public static IndexNames Default { get; } = new("mail");

    /// <summary>The alias of all days of a format; also the name of its index template.</summary>
    public string Alias(Schema schema) => $"{Prefix}-{schema.Name.Replace('_', '-')}";

    /// <summary>What the names of a format's days match. It may match a longer format's too, whose template then has priority.</summary>
    public string Pattern(Schema schema) => Alias(schema) + "-*";

    /// <summary>The index of a day.</summary>
    /// <param name="schema">The format.</param>
    /// <param name="arrived">When the rows arrived.</param>
    public string Daily(Schema schema, Timestamp arrived)
    {
        var day = arrived.ToDateTimeOffset();
        return string.Create(CultureInfo.InvariantCulture, $"{Alias(schema)}-{day.Year:D4}.{day.Month:D2}.{day.Day:D2}");
    }

    /// <summary>The alias of the names behind published metrics; also the name of its index template.</summary>
    public string Metrics => $"{Prefix}-metrics";

    /// <summary>The index of a month's names behind published metrics.</summary>
    public string MonthlyMetrics(Timestamp window) => $"{Metrics}-{window.ToDateTimeOffset():yyyy.MM}";

    /// <summary>The policy of all indices.</summary>
    public string Policy => $"{Prefix}-retention";

    /// <summary>What the names of all indices match.</summary>
    public string Everything => $"{Prefix}-*";

    /// <summary>What is wrong with the prefix, or null.</summary>
    public string? Fault() =>
        Prefix.Length is 0 or > 64 || !char.IsAsciiLetterLower(Prefix[0])
            || !Prefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? "an index prefix is 1 to 64 lower-case letters, digits and hyphens, a letter first"
            : null;
}
