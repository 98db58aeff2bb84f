using System.Diagnostics;
using System.Globalization;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>The expressions and conditions of a compliance query in one dialect.</summary>
/// <param name="query">The query.</param>
/// <param name="dialect">The dialect.</param>
/// <param name="bound">Its parameters' values; null where placeholders stand for them.</param>
sealed class QueryTexts(ComplianceQuery query, SqlDialect dialect, BoundQuery? bound)
{
    /// <summary>The step that holds what is asked for, where that is filled in later.</summary>
    internal const string AskedName = "asked";

    const string OwnDomains = "own_domains";
    const string NetworkIds = "network_ids";

    // Up to the last backslash or slash, and from the at sign on.
    const string AroundAccount = @"^.*[\\/]|@.*$";

    internal SqlDialect Dialect => dialect;

    /// <summary>Steps that conditions refer to, in order; filled by <see cref="Scan"/>.</summary>
    internal List<(string Name, string Text)> Helpers { get; } = [];

    /// <summary>The step that holds what is asked for, or null.</summary>
    internal string? Asked => bound is null
        ? SqlText.Select(query.Parameters.Select((p, i) => $"{Placed(p, dialect.Placeholder(i + 1))} AS {ColumnOf(p)}"))
        : null;

    string Join => bound is null ? $"\nCROSS JOIN {AskedName}" : "";

    /// <summary>The rows of one source, as columns of the answer.</summary>
    internal string Scan(QuerySource source)
    {
        var columns = query.Columns.Select(c => $"{ValueOf(c, source)} AS {SqlText.Name(c.Name)}");
        var items = source.Items is { } list ? $"\nCROSS JOIN UNNEST({SqlText.Name(list)}) AS items (item)" : "";
        var where = SqlPredicate.Where([.. Basics(), Condition(source.Where, source.Schema)]);
        return $"{SqlText.Select(columns)}\nFROM {SqlText.Name(source.Schema.Name)}{items}{Join}\n{where}";
    }

    /// <summary>What was asked for, as an expression.</summary>
    internal string ValueAsked(QueryParameter parameter) => bound is null
        ? $"(SELECT {ColumnOf(parameter)} FROM {AskedName})"
        : Literal(bound.Values[parameter.Name], parameter);

    /// <summary>Whether a column holds days, so that its values follow each other in one series.</summary>
    internal bool IsDay(QueryColumn column) => query.Sources.Any(s => s.Values.GetValueOrDefault(column.Name) is RowValue.Day);

    IEnumerable<string> Basics()
    {
        var time = SqlText.Name(CommonFields.Time);
        yield return $"{time} >= {Parameter(ComplianceQuery.From)}";
        yield return $"{time} < {Parameter(ComplianceQuery.To)}";
        foreach (var condition in bound is null
            ? dialect.InDays(dialect.Day($"{AskedName}.{ComplianceQuery.From}_"), dialect.Day($"{AskedName}.{ComplianceQuery.To}_"))
            : dialect.InDays(DayOf(bound.Range.From.Micros), DayOf(bound.Range.To.Micros - 1)))
            yield return condition;
        if (!query.IncludesNoise)
            yield return $"{SqlText.Name(CommonFields.Noise)} IS NULL";
    }

    static string DayOf(long micros) => SqlText.Literal(
        new Timestamp(micros).ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    string Parameter(string name) => Parameter(query.Parameters.First(p => p.Name == name));

    string Parameter(QueryParameter parameter) => bound is null
        ? $"{AskedName}.{ColumnOf(parameter)}"
        : Literal(bound.Values[parameter.Name], parameter);

    // A name of its own, so that it is never taken for a column of a log, nor for a word of SQL.
    static string ColumnOf(QueryParameter parameter) => parameter.Name + "_";

    static string Placed(QueryParameter parameter, string placeholder) => parameter switch
    {
        QueryParameter.Instant => $"CAST({placeholder} AS TIMESTAMP)",
        QueryParameter.Count => $"CAST({placeholder} AS BIGINT)",
        QueryParameter.MessageId => $"replace(replace(CAST({placeholder} AS VARCHAR), '<', ''), '>', '')",
        _ => $"lower(CAST({placeholder} AS VARCHAR))",
    };

    static string Literal(QueryValue value, QueryParameter parameter) => value switch
    {
        QueryValue.Time v => SqlText.Literal(v.Value),
        QueryValue.Number v => SqlText.Literal(v.Value),
        QueryValue.Text v when parameter is QueryParameter.MessageId => SqlText.Literal(v.Value),
        QueryValue.Text v => $"lower({SqlText.Literal(v.Value)})",
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether nothing is asked for: true or false where it is known, else null.</summary>
    bool? IsEmpty(QueryParameter parameter) => bound is null ? null : bound.Values[parameter.Name] is QueryValue.Text { Value: "" };

    string ValueOf(QueryColumn column, QuerySource source)
    {
        var value = source.Values.GetValueOrDefault(column.Name) is { } declared ? Value(declared, source.Schema) : null;
        return value ?? column switch
        {
            { Fold: Fold.Union } => $"CAST(NULL AS {(dialect == SqlDialect.DuckDb ? "VARCHAR[]" : "array(varchar)")})",
            { Type: CellType.Time } => "CAST(NULL AS TIMESTAMP)",
            { Type: CellType.Number } => "CAST(NULL AS BIGINT)",
            _ => "CAST(NULL AS VARCHAR)",
        };
    }

    /// <summary>An expression; null where the format lacks what it asks for.</summary>
    string? Value(RowValue value, Schema schema)
    {
        switch (value)
        {
            case RowValue.Of v:
                return schema.Has(v.Field) ? SqlText.Name(v.Field) : null;
            case RowValue.First v:
                return (Value(v.Preferred, schema), Value(v.Otherwise, schema)) switch
                {
                    (null, var other) => other,
                    (var preferred, null) => preferred,
                    var (preferred, other) => $"coalesce({preferred}, {other})",
                };
            case RowValue.Constant v:
                return SqlText.Literal(v.Text);
            case RowValue.FormatName:
                return SqlText.Literal(schema.Name);
            case RowValue.Item:
                return "item";
            case RowValue.Joined v:
                return schema.Has(v.Field) ? dialect.Joined(SqlText.Name(v.Field)) : null;
            case RowValue.Entry v:
                return schema.Has(v.Field) ? dialect.Entry(SqlText.Name(v.Field), SqlText.Literal(v.Key)) : null;
            case RowValue.Lower v:
                return Value(v.Value, schema) is { } text ? $"lower({text})" : null;
            case RowValue.Bare v:
                return Value(v.Value, schema) is { } account
                    ? dialect.Without($"lower({account})", SqlText.Literal(AroundAccount))
                    : null;
            case RowValue.Argument v:
                return schema.Has(v.Parameters) ? Argument(SqlText.Name(v.Parameters), v.Name) : null;
            case RowValue.Segment v:
                return schema.Has(v.Path)
                    ? $"nullif(split_part({SqlText.Name(v.Path)}, '/', {SqlText.Literal(v.Number)}), '')"
                    : null;
            case RowValue.Day v:
                return schema.Has(v.Field) ? dialect.Day(SqlText.Name(v.Field)) : null;
            case RowValue.When v:
                return Value(v.Value, schema) is { } kept ? $"CASE WHEN {Condition(v.Condition, schema)} THEN {kept} END" : null;
            default:
                throw new UnreachableException();
        }
    }

    // The value ends with its quote, or with the next blank where it has none.
    static string Argument(string text, string name)
    {
        var pattern = SqlText.Literal($"(?:^| ){name} +(\"[^\"]*\"|[^ ]+)");
        return $"nullif(replace(regexp_extract({text}, {pattern}, 1), '\"', ''), '')";
    }

    string Condition(RowCondition condition, Schema schema)
    {
        switch (condition)
        {
            case RowCondition.Where c:
                return SqlPredicate.Compile(c.Predicate, schema, dialect);
            case RowCondition.IsAddress c:
                return OnValue(c.Value, schema, address => IsAddress(address, c.Parameter));
            case RowCondition.HasAddress c:
                return schema.Has(c.Field)
                    ? dialect.AnyItem(SqlText.Name(c.Field), item => IsAddress(item, c.Parameter))
                    : SqlPredicate.False;
            case RowCondition.IsAccount c:
                return Optional(c.Parameter, asked => OnValue(c.Value, schema, account => SqlPredicate.Any(
                    [$"lower({account}) = {asked}", $"{dialect.Without($"lower({account})", SqlText.Literal(AroundAccount))} = {asked}"])));
            case RowCondition.HasPart c:
                return Optional(c.Parameter, asked => OnValue(c.Value, schema, text => $"strpos(lower({text}), {asked}) > 0"));
            case RowCondition.Asked c:
                return $"{Parameter(c.Parameter)} = {SqlText.Literal(c.Word)}";
            case RowCondition.IsMessage c:
                return IsMessage(c, schema);
            case RowCondition.IsOutside c:
                return IsOutside(c, schema);
            case RowCondition.StartsWithAny c:
                return OnValue(c.Value, schema, text => SqlPredicate.Any(c.Starts.Select(s =>
                    $"starts_with(lower({text}), {SqlText.Literal(s.ToLowerInvariant())})")));
            case RowCondition.IsAnyOf c:
                return OnValue(c.Value, schema, text =>
                    $"lower({text}) IN ({string.Join(", ", c.Words.Select(w => SqlText.Literal(w.ToLowerInvariant())))})");
            case RowCondition.Contains c:
                return OnValue(c.Value, schema, text => $"strpos(lower({text}), {SqlText.Literal(c.Part.ToLowerInvariant())}) > 0");
            case RowCondition.Differ c:
                return OnValue(c.Left, schema, left => OnValue(c.Right, schema, right => $"{left} <> {right}"));
            case RowCondition.All c:
                return SqlPredicate.Every(c.Operands.Select(o => Condition(o, schema)));
            case RowCondition.Any c:
                return SqlPredicate.Any(c.Operands.Select(o => Condition(o, schema)));
            case RowCondition.Not c:
                return Condition(c.Operand, schema) switch
                {
                    SqlPredicate.True => SqlPredicate.False,
                    SqlPredicate.False => SqlPredicate.True,
                    var operand => $"NOT coalesce({operand}, FALSE)",
                };
            default:
                throw new UnreachableException();
        }
    }

    string OnValue(RowValue value, Schema schema, Func<string, string> condition) =>
        Value(value, schema) is { } text ? condition(text) : SqlPredicate.False;

    string Optional(QueryParameter parameter, Func<string, string> condition) => IsEmpty(parameter) switch
    {
        true => SqlPredicate.True,
        false => condition(Parameter(parameter)),
        null => condition(Parameter(parameter)) is SqlPredicate.False
            ? $"{Parameter(parameter)} = ''"
            : $"({Parameter(parameter)} = '' OR {condition(Parameter(parameter))})",
    };

    string IsAddress(string address, QueryParameter parameter)
    {
        var asked = Parameter(parameter);
        var isSame = $"lower({address}) = {asked}";
        var isInDomain = $"substr(lower({address}), length({address}) - length({asked}) + 1) = {asked}";
        if (bound is null)
            return $"({isSame} OR (starts_with({asked}, '@') AND {isInDomain}))";
        return bound.Values[parameter.Name] is QueryValue.Text { Value: ['@', ..] } ? isInDomain : isSame;
    }

    string IsMessage(RowCondition.IsMessage c, Schema schema)
    {
        var asked = Parameter(c.Parameter);
        var hasId = $"{SqlText.Name(c.MessageId)} IN ({asked}, '<' || {asked} || '>')";
        var network = SqlText.Name(c.NetworkId);
        if (Helpers.All(h => h.Name != NetworkIds))
        {
            var where = SqlPredicate.Where([.. Basics(), hasId, $"{network} IS NOT NULL"]);
            Helpers.Add((NetworkIds, $"SELECT DISTINCT {network} AS network_id\nFROM {SqlText.Name(schema.Name)}{Join}\n{where}"));
        }

        return SqlPredicate.Any(
        [
            hasId,
            $"lower({network}) = lower({asked})",
            $"{network} IN (SELECT network_id FROM {NetworkIds})",
            $"strpos({SqlText.Name(c.Reference)}, '<' || {asked} || '>') > 0",
        ]);
    }

    string IsOutside(RowCondition.IsOutside c, Schema schema)
    {
        var asked = Parameter(c.Parameter);
        var domain = DomainOf(Value(c.Value, schema)!);
        string[] isAddress = [$"strpos({Value(c.Value, schema)}, '@') > 0", $"NOT {dialect.Includes(dialect.Split(asked), domain)}"];
        if (IsEmpty(c.Parameter) == false)
            return SqlPredicate.Every(isAddress);
        if (Helpers.All(h => h.Name != OwnDomains))
        {
            var list = SqlText.Name(c.Own);
            var where = SqlPredicate.Where(
                [.. Basics(), SqlPredicate.Compile(c.OwnRows, c.OwnLog, dialect), "strpos(item, '@') > 0"]);
            Helpers.Add((OwnDomains,
                $"SELECT DISTINCT {DomainOf("item")} AS domain\nFROM {SqlText.Name(c.OwnLog.Name)}\n"
                + $"CROSS JOIN UNNEST({list}) AS items (item){Join}\n{where}"));
        }

        var isNotDerived = $"{domain} NOT IN (SELECT domain FROM {OwnDomains})";
        return SqlPredicate.Every([.. isAddress, bound is null ? $"({asked} <> '' OR {isNotDerived})" : isNotDerived]);
    }

    string DomainOf(string address) => dialect.Without($"lower({address})", "'^.*@'");
}
