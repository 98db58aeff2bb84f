using System.Globalization;
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
    }
}
