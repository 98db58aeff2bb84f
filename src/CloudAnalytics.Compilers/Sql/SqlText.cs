using System.Collections.Frozen;
using System.Globalization;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>Names and literals as SQL text that no value can break out of.</summary>
public static class SqlText
{
    const int LineCharacters = 100;

    // What either engine does not take as a bare name: DuckDB's duckdb_keywords() of categories reserved and type_function, and Trino's
    // reserved list (https://trino.io/docs/current/language/reserved.html).
    static readonly FrozenSet<string> s_reserved = FrozenSet.ToFrozenSet(
        ("all alter analyse analyze and anti any array as asc asof asymmetric at authorization between binary both by "
            + "case cast check collate collation column columns concurrently constraint create cross cube current_catalog "
            + "current_date current_path current_role current_schema current_time current_timestamp current_user deallocate "
            + "default deferrable delete desc describe distinct do drop else end escape except execute exists extract false "
            + "fetch for foreign freeze from full generated glob group grouping having ilike in initially inner insert "
            + "intersect into is isnull join lambda lateral leading left like limit listagg localtime localtimestamp map "
            + "natural normalize not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider "
            + "placing positional prepare primary qualify recursive references returning right rollup select semi show "
            + "similar skip some struct summarize symmetric table tablesample then to trailing trim true try_cast uescape "
            + "union unique unnest unpack unpivot using values variadic verbose when where window with").Split(' '));

    /// <summary>A name; quoted where it has to be.</summary>
    public static string Name(string name)
    {
        var isWord = name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        return isWord && !char.IsAsciiDigit(name[0]) && !s_reserved.Contains(name)
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A field's column.</summary>
    public static string Name(Field field) => Name(field.Name);

    /// <summary>
    /// A text. Neither engine knows escapes in it but the doubled quote; a NUL, which ends text in some clients, is left out.
    /// </summary>
    public static string Literal(string text) =>
        $"'{text.Replace("\0", "", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>An instant, to the millisecond.</summary>
    public static string Literal(Timestamp time) => $"TIMESTAMP '{time.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss.fff}'";

    /// <summary>A whole number.</summary>
    public static string Literal(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A finite fraction, exact to the last bit; the exponent makes it a DOUBLE and no DECIMAL.</summary>
    public static string Literal(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? text : text + "E0";
    }

    /// <summary>The condition that a row is of a time.</summary>
    internal static string Within(TimeRange range) => $"time >= {Literal(range.From)} AND time < {Literal(range.To)}";

    /// <summary>SELECT and what it selects, on one line where that is short, else one each.</summary>
    internal static string Select(IEnumerable<string> columns)
    {
        var list = string.Join(", ", columns);
        return list.Length <= LineCharacters ? $"SELECT {list}" : $"SELECT\n    {string.Join(",\n    ", columns)}";
    }

    /// <summary>Puts four spaces before every line.</summary>
    internal static string Indent(string text) => "    " + text.Replace("\n", "\n    ", StringComparison.Ordinal);
}
