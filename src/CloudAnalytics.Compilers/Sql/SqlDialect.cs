using System.Globalization;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>What differs between the engines that answer SQL. Both keep instants as TIMESTAMP without zone, in UTC.</summary>
public abstract class SqlDialect
{
    const string Epoch = "TIMESTAMP '1970-01-01 00:00:00'";

    SqlDialect(string name) => Name = name;

    /// <summary>DuckDB, the engine on one machine.</summary>
    public static SqlDialect DuckDb { get; } = new DuckDbDialect();

    /// <summary>Amazon Athena, engine version 3 (Trino).</summary>
    public static SqlDialect Athena { get; } = new AthenaDialect();

    /// <summary>Lower-case name, also the folder of compiled files.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The column type that holds a field.</summary>
    public abstract string TypeOf(FieldType type);

    /// <summary>The start of the bucket, aligned to 1970, that an instant falls in.</summary>
    internal abstract string Bucket(string time, long seconds);

    /// <summary>Division of whole numbers, cut to a whole number.</summary>
    internal abstract string Divide(string dividend, string divisor);

    /// <summary>Quantiles in one pass, an array in the order of the quantiles.</summary>
    internal abstract string Quantiles(string value, IEnumerable<decimal> quantiles);

    /// <summary>Whether a text has another in it.</summary>
    internal abstract string Contains(string text, string part);

    /// <summary>Whether a list has an item.</summary>
    internal abstract string Includes(string list, string item);

    /// <summary>One row per item of a list: what to select, and what to add to FROM.</summary>
    internal abstract (string Item, string From) Items(string list);

    /// <summary>Whether a condition holds of one item of a list at least.</summary>
    /// <param name="list">The list.</param>
    /// <param name="condition">The condition on an item, by its name.</param>
    internal abstract string AnyItem(string list, Func<string, string> condition);

    /// <summary>A list's items as text with semicolons between.</summary>
    internal abstract string Joined(string list);

    /// <summary>An aggregate: the items of all lists, each once, in order, as text with semicolons between.</summary>
    internal abstract string Union(string list);

    /// <summary>The parts of a text between commas.</summary>
    internal abstract string Split(string text);

    /// <summary>What a map holds under a key, or null.</summary>
    internal abstract string Entry(string map, string key);

    /// <summary>A text without what a regular expression finds in it.</summary>
    internal abstract string Without(string text, string pattern);

    /// <summary>The day of an instant as text: 2026-01-31.</summary>
    internal abstract string Day(string time);

    /// <summary>What stands for the value of a parameter, which is filled in when the query is run.</summary>
    /// <param name="number">Its number, from 1.</param>
    internal abstract string Placeholder(int number);

    /// <summary>Whether tables can be joined by the nearest row in time.</summary>
    internal abstract bool HasAsOfJoin { get; }

    /// <summary>A window function: the first value that is not null.</summary>
    internal abstract string FirstKnown(string value);

    /// <summary>A window function: the last value that is not null.</summary>
    internal abstract string LastKnown(string value);

    /// <summary>Conditions that spare the engine the reading of days that lie outside a range; none where it knows by itself.</summary>
    /// <param name="first">The first day, as a literal.</param>
    /// <param name="last">The last day, as a literal.</param>
    internal abstract IEnumerable<string> InDays(string first, string last);

    /// <summary>How many items a list has.</summary>
    internal abstract string Length(string list);

    /// <summary>The first item of a list, or null.</summary>
    internal abstract string First(string list);

    /// <summary>The first items of a list.</summary>
    internal abstract string Head(string list, int count);

    /// <summary>A list's items as text with a character between that logs do not have: <see cref="ItemSeparator"/>.</summary>
    internal abstract string Packed(string list);

    /// <summary>What stands behind the last occurrence of a character.</summary>
    internal abstract string Behind(string text, string character);

    /// <summary>How many different values rows of a window have.</summary>
    internal abstract string DistinctOver(string value, string window);

    /// <summary>An instant as microseconds since 1970.</summary>
    internal abstract string Micros(string time);

    /// <summary>A format's rows of a time, named as the format: what stands behind FROM. They may be more than those of the time.</summary>
    /// <param name="schema">The format.</param>
    /// <param name="range">The time.</param>
    /// <param name="isFresh">Whether all of them are in fresh files.</param>
    internal abstract string Rows(Schema schema, TimeRange range, bool isFresh);

    /// <summary>The character of <see cref="Packed"/>: the unit separator of ASCII.</summary>
    public const char ItemSeparator = '\u001F';

    static string Separator => $"chr({(int)ItemSeparator})";

    static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    sealed class DuckDbDialect() : SqlDialect("duckdb")
    {
        public override string TypeOf(FieldType type) => type switch
        {
            FieldType.Timestamp => "TIMESTAMP",
            FieldType.Keyword or FieldType.Text or FieldType.Ip => "VARCHAR",
            FieldType.Int64 => "BIGINT",
            FieldType.Float64 => "DOUBLE",
            FieldType.Boolean => "BOOLEAN",
            FieldType.KeywordList => "VARCHAR[]",
            FieldType.Map => "MAP(VARCHAR, VARCHAR)",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        internal override string Bucket(string time, long seconds) =>
            $"time_bucket(INTERVAL '{seconds}' SECOND, {time}, {Epoch})";

        internal override string Divide(string dividend, string divisor) => $"{dividend} // {divisor}";

        internal override string Quantiles(string value, IEnumerable<decimal> quantiles) =>
            $"quantile_disc({value}, [{string.Join(", ", quantiles.Select(Number))}])";

        internal override string Contains(string text, string part) => $"contains({text}, {part})";

        internal override string Includes(string list, string item) => $"list_contains({list}, {item})";

        internal override (string Item, string From) Items(string list) => ($"unnest({list})", "");

        internal override string AnyItem(string list, Func<string, string> condition) =>
            $"len([item FOR item IN {list} IF {condition("item")}]) > 0";

        internal override string Joined(string list) => $"array_to_string({list}, '; ')";

        internal override string Union(string list) =>
            $"array_to_string(list_sort(list_distinct(flatten(list({list}) FILTER (WHERE {list} IS NOT NULL)))), '; ')";

        internal override string Split(string text) => $"string_split({text}, ',')";

        internal override string Entry(string map, string key) => $"map_extract_value({map}, {key})";

        internal override string Without(string text, string pattern) => $"regexp_replace({text}, {pattern}, '', 'g')";

        internal override string Day(string time) => $"strftime({time}, '%Y-%m-%d')";

        internal override string Placeholder(int number) => $"${number}";

        internal override bool HasAsOfJoin => true;

        internal override string FirstKnown(string value) => $"first_value({value} IGNORE NULLS)";

        internal override string LastKnown(string value) => $"last_value({value} IGNORE NULLS)";

        internal override IEnumerable<string> InDays(string first, string last) => [];

        internal override string Length(string list) => $"len({list})";

        internal override string First(string list) => $"{list}[1]";

        internal override string Head(string list, int count) => $"list_slice({list}, 1, {count})";

        internal override string Packed(string list) => $"array_to_string({list}, {Separator})";

        internal override string Behind(string text, string character) => $"split_part({text}, {character}, -1)";

        internal override string DistinctOver(string value, string window) => $"count(DISTINCT {value}) OVER {window}";

        internal override string Micros(string time) => $"epoch_us({time})";

        internal override string Rows(Schema schema, TimeRange range, bool isFresh) => SqlText.Name(schema.Name);
    }

    sealed class AthenaDialect() : SqlDialect("athena")
    {
        public override string TypeOf(FieldType type) => type switch
        {
            FieldType.Timestamp => "timestamp",
            FieldType.Keyword or FieldType.Text or FieldType.Ip => "string",
            FieldType.Int64 => "bigint",
            FieldType.Float64 => "double",
            FieldType.Boolean => "boolean",
            FieldType.KeywordList => "array<string>",
            FieldType.Map => "map<string,string>",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        internal override string Bucket(string time, long seconds) =>
            $"date_add('second', {seconds} * (date_diff('second', {Epoch}, {time}) / {seconds}), {Epoch})";

        internal override string Divide(string dividend, string divisor) => $"{dividend} / {divisor}";

        internal override string Quantiles(string value, IEnumerable<decimal> quantiles) =>
            $"approx_percentile({value}, ARRAY[{string.Join(", ", quantiles.Select(Number))}])";

        internal override string Contains(string text, string part) => $"strpos({text}, {part}) > 0";

        internal override string Includes(string list, string item) => $"contains({list}, {item})";

        internal override (string Item, string From) Items(string list) => ("item", $" CROSS JOIN UNNEST({list}) AS items (item)");

        internal override string AnyItem(string list, Func<string, string> condition) =>
            $"any_match({list}, item -> {condition("item")})";

        internal override string Joined(string list) => $"array_join({list}, '; ')";

        internal override string Union(string list) =>
            $"array_join(array_sort(array_distinct(flatten(array_agg({list}) FILTER (WHERE {list} IS NOT NULL)))), '; ')";

        internal override string Split(string text) => $"split({text}, ',')";

        internal override string Entry(string map, string key) => $"element_at({map}, {key})";

        internal override string Without(string text, string pattern) => $"regexp_replace({text}, {pattern})";

        internal override string Day(string time) => $"date_format({time}, '%Y-%m-%d')";

        internal override string Placeholder(int number) => "?";

        internal override bool HasAsOfJoin => false;

        internal override string FirstKnown(string value) => $"first_value({value}) IGNORE NULLS";

        internal override string LastKnown(string value) => $"last_value({value}) IGNORE NULLS";

        internal override IEnumerable<string> InDays(string first, string last) =>
            [$"{AthenaView.Day} >= {first}", $"{AthenaView.Day} <= {last}"];

        internal override string Length(string list) => $"cardinality({list})";

        internal override string First(string list) => $"element_at({list}, 1)";

        internal override string Head(string list, int count) => $"slice({list}, 1, {count})";

        internal override string Packed(string list) => $"array_join({list}, {Separator})";

        internal override string Behind(string text, string character) => $"element_at(split({text}, {character}), -1)";

        // Trino counts no different values in a window, and has no FILTER there.
        internal override string DistinctOver(string value, string window) =>
            $"cardinality(array_distinct(array_agg(coalesce({value}, '')) OVER {window}))"
            + $" - max(CASE WHEN coalesce({value}, '') = '' THEN 1 ELSE 0 END) OVER {window}";

        internal override string Micros(string time) => $"date_diff('millisecond', {Epoch}, {time}) * 1000";

        internal override string Rows(Schema schema, TimeRange range, bool isFresh)
        {
            if (isFresh)
                return $"(\n{SqlText.Indent(AthenaView.Fresh(schema, range))}\n) AS {SqlText.Name(schema.Name)}";
            var days = InDays(AthenaView.DayOf(range.From, 0), AthenaView.DayOf(range.To, 0));
            return $"(SELECT * FROM {schema.Name} WHERE {SqlPredicate.All(days)}) AS {SqlText.Name(schema.Name)}";
        }
    }
}
