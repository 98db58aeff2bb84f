using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>How one measure reads in the rows of a scan.</summary>
/// <param name="Name">The measure's name, bare or quoted.</param>
/// <param name="Metric">The metric, grouped as the panel groups.</param>
/// <param name="Filter">Condition on the rows that count; null for all rows.</param>
/// <param name="Value">The value summed, ranked or compared; null where rows are counted.</param>
/// <param name="Key">What tells things apart; null where rows are counted.</param>
sealed record ScannedMeasure(string Name, Metric Metric, string? Filter, string? Value, string? Key)
{
    /// <summary>What follows an aggregate function so that it sees only the measure's rows.</summary>
    public string FilterClause => Filter is null ? "" : $" FILTER (WHERE {Filter})";
}

/// <summary>
/// The one pass over the rows of a panel: a FROM clause, the expressions of its groups, and those of its measures. Over one format whose
/// groups are plain columns the rows are the view's own; else each format is projected to the same columns and they are put together.
/// </summary>
sealed partial class SqlScan
{
    const string PeriodName = "period";
    const string NoInteger = "CAST(NULL AS BIGINT)";
    const string NoDouble = "CAST(NULL AS DOUBLE)";
    const string NoText = "CAST(NULL AS VARCHAR)";

    readonly PanelQuery _query;
    readonly SqlDialect _dialect;
    readonly SqlRange _range;
    readonly List<PanelColumn.Measure> _measures;
    readonly List<Schema> _schemas;
    readonly Key? _commonKey;

    /// <summary>Plans the pass.</summary>
    /// <param name="summary">A summary that answers the question and is to be read where it can be; null to read the rows.</param>
    public SqlScan(PanelQuery query, SqlDialect dialect, SqlRange range, Summary? summary)
    {
        _query = query;
        _dialect = dialect;
        _range = range;
        _measures = [.. query.Panel.Measures];
        _schemas = [.. query.Panel.Schemas];
        var keys = _measures.Select(m => m.Metric.Aggregate.KeyOrNull).OfType<Key>().Distinct().ToList();
        _commonKey = keys.Count == 1 ? keys[0] : null;
        IsByKey = _commonKey is not null && _measures.TrueForAll(m => m.Metric.Aggregate is not Aggregate.Quantile);

        var list = query.Panel.By.OfType<Field<Utf8List>>().FirstOrDefault();
        if (summary is not null)
            ReadSummary(summary);
        else if (_schemas.Count == 1 && list is null)
            ReadView(_schemas[0]);
        else
            ReadProjections(list);
    }

    /// <summary>FROM and WHERE.</summary>
    public string From { get; private set; } = "";

    /// <summary>What rows are grouped by: name and expression; the bucket, the period and the panel's own groups.</summary>
    public List<(string Name, string Expression)> Groups { get; } = [];

    /// <summary>The measures, in the panel's order.</summary>
    public List<ScannedMeasure> Measures { get; } = [];

    /// <summary>Whether rows are first brought down to one per key, from which all measures can be taken.</summary>
    public bool IsByKey { get; }

    Field<Timestamp> Time => _measures[0].Metric.Time;

    /// <summary>The windows before the one asked about in which the formats have any row, by number, each once per format.</summary>
    public string PeriodsSeen()
    {
        var time = SqlText.Name(Time);
        return string.Join("\nUNION ALL\n", Enumerable.Range(1, _query.Panel.Periods).SelectMany(n => _schemas.Select(s =>
        {
            // One row says it: a limit ends the scan there.
            var days = (long)_query.Period.TotalDays * n;
            string[] conditions = [$"{time} >= {_range.From} - INTERVAL '{days}' DAY", $"{time} < {_range.To} - INTERVAL '{days}' DAY"];
            return $"(SELECT {n} AS {PeriodName} FROM {RowsOf(s)} {SqlPredicate.Where(conditions)} LIMIT 1)";
        })));
    }

    /// <summary>
    /// A format's view. Computed rows are computed here of what lies around the time: the lines of one message lie within an hour, and an
    /// engine cannot see through the view that it need not read the others.
    /// </summary>
    string RowsOf(Schema schema)
    {
        var sources = _measures.Select(measure => SourceOf(measure, schema)).OfType<MetricSource>();
        if (sources.Select(source => source.Completed).FirstOrDefault() is not { } completed)
            return SqlText.Name(schema.Name);
        var time = SqlText.Name(Time);
        var around = $"(SELECT * FROM {SqlText.Name(completed.Source.Name)} WHERE {time} >= {FirstOf(_range)} - INTERVAL '1' HOUR "
            + $"AND {time} < {_range.To} + INTERVAL '1' HOUR) AS around";
        var needed = _measures.SelectMany(m => m.Metric.Sources.SelectMany(s => m.Metric.RowsOf(s, _query.IncludeNoise).Fields)
            .Concat(m.Metric.Aggregate.Fields)).Concat(_query.Panel.By).Concat(_query.Filter.Fields).ToHashSet();
        return $"(\n{SqlText.Indent(CompletedView.Select(completed, _dialect, around, needed))}\n) AS {SqlText.Name(schema.Name)}";
    }

    void ReadView(Schema schema)
    {
        var (common, residual) = ConditionsOf(schema);
        Groups.AddRange(GroupExpressions(schema));
        for (var i = 0; i < _measures.Count; i++)
        {
            var metric = _query.Panel.MetricOf(_measures[i]);
            var filter = residual[i].Count == 0 ? null : SqlPredicate.All(residual[i]);
            var key = metric.Aggregate.KeyOrNull is { } fields ? Text(fields) : null;
            Measures.Add(new ScannedMeasure(SqlText.Name(_measures[i].Name), metric, filter, ValueOf(metric), key));
        }

        From = $"FROM {RowsOf(schema)}\n{SqlPredicate.Where(common)}";
    }

    void ReadProjections(Field<Utf8List>? list)
    {
        var conditions = _schemas.ConvertAll(ConditionsOf);
        var hasFlag = new bool[_measures.Count];
        for (var i = 0; i < hasFlag.Length; i++)
            hasFlag[i] = _schemas.Exists(s => SourceOf(_measures[i], s) is null) || conditions.Exists(c => c.Residual[i].Count > 0);
        var parts = _schemas.Select((s, n) => Project(s, list, conditions[n].Common, conditions[n].Residual, hasFlag));
        var where = list is null ? "" : $"\nWHERE {SqlText.Name(list)} <> ''";
        From = $"FROM (\n{SqlText.Indent(string.Join("\nUNION ALL\n", parts))}\n) AS counted_rows{where}";
        Groups.AddRange(GroupExpressions(_schemas[0]).Select(g => (g.Name, g.Name)));
        for (var i = 0; i < _measures.Count; i++)
        {
            var metric = _query.Panel.MetricOf(_measures[i]);
            Measures.Add(new ScannedMeasure(
                SqlText.Name(_measures[i].Name),
                metric,
                hasFlag[i] ? $"is_{_measures[i].Name}" : null,
                ValueOf(metric) is null ? null : $"{_measures[i].Name}_value",
                metric.Aggregate.KeyOrNull is null ? null : KeyName(_measures[i])));
        }
    }

    string Project(Schema schema, Field<Utf8List>? list, List<string> common, List<List<string>> residual, bool[] hasFlag)
    {
        var keyNames = new HashSet<string>();
        var (item, addition) = list is null ? ("", "") : _dialect.Items(SqlText.Name(list));
        List<string> columns = [];
        foreach (var (name, expression) in GroupExpressions(schema))
            columns.Add(As(list is not null && name == SqlText.Name(list) ? item : expression, name));
        for (var i = 0; i < _measures.Count; i++)
        {
            var name = _measures[i].Name;
            var aggregate = _measures[i].Metric.Aggregate;
            var isRead = SourceOf(_measures[i], schema) is not null;
            if (hasFlag[i])
                columns.Add(As(!isRead ? SqlPredicate.False : SqlPredicate.All(residual[i]), $"is_{name}"));
            if (ValueOf(_measures[i].Metric) is { } value)
                columns.Add(As(isRead ? value : aggregate is Aggregate.Quantile ? NoDouble : NoInteger, $"{name}_value"));
            if (aggregate.KeyOrNull is { } key && keyNames.Add(KeyName(_measures[i])))
                columns.Add(As(key.Fields.All(schema.Has) ? Text(key) : NoText, KeyName(_measures[i])));
        }

        if (columns.Count == 0)
            columns.Add("1 AS one");
        return $"{SqlText.Select(columns)}\nFROM {RowsOf(schema)}{addition}\n{SqlPredicate.Where(common)}";
    }

    /// <summary>
    /// The conditions on a format's rows: those that every measure shares, with the range and the groups' presence, and for each measure
    /// those of its own (of no meaning where it does not read the format).
    /// </summary>
    (List<string> Common, List<List<string>> Residual) ConditionsOf(Schema schema)
    {
        var predicates = _measures.ConvertAll(m =>
            SourceOf(m, schema) is { } source ? (m.Metric.RowsOf(source, _query.IncludeNoise) & _query.Filter).Terms.ToList() : null);
        var terms = predicates.ConvertAll(p => p is null ? null : SqlPredicate.CompileTerms(p, schema, _dialect).ToList());
        var read = terms.OfType<List<string>>().ToList();
        var shared = read[0].Where(t => read.TrueForAll(r => r.Contains(t))).ToList();
        bool IsOwn(string term) => term != SqlPredicate.True && !shared.Contains(term);
        var residual = terms.ConvertAll(t => t is null ? [] : t.Where(IsOwn).Distinct(StringComparer.Ordinal).ToList());

        List<string> common = [.. InTime(), .. shared.Where(t => t != SqlPredicate.True).Distinct(StringComparer.Ordinal)];
        var single = _query.Panel.By.Where(f => schema.Has(f) && f is not Field<Utf8List>);
        common.AddRange(single.Select(f => $"{SqlText.Name(f)} IS NOT NULL"));
        var ranges = predicates.Zip(terms).Where(p => p.First is not null)
            .Select(p => NumberRange.Of([.. p.First!.Where((_, i) => IsOwn(p.Second![i]))]));
        if (NumberRange.Union(ranges) is { } range && schema.Has(range.Field))
            common.AddRange(range.Conditions);
        else
            common.Add(SqlPredicate.Any(residual.Where((_, i) => terms[i] is not null).Select(SqlPredicate.Every)));
        return (common, residual);
    }

    static MetricSource? SourceOf(PanelColumn.Measure measure, Schema schema) =>
        measure.Metric.Sources.FirstOrDefault(s => s.Schema == schema);

    IEnumerable<(string Name, string Expression)> GroupExpressions(Schema schema)
    {
        if (_query.Step is { } step)
            yield return ("bucket", _dialect.Bucket(SqlText.Name(Time), (long)step.TotalSeconds));
        if (_query.Panel.Periods > 0)
            yield return (PeriodName, PeriodOf());
        foreach (var field in _query.Panel.By)
            yield return (SqlText.Name(field), field == Metric.Format ? SqlText.Literal(schema.Name) : SqlText.Name(field));
    }

    /// <summary>Conditions on time: the range, or all windows that are compared.</summary>
    IEnumerable<string> InTime() => InTime(_range, _query.Range.Length);

    IEnumerable<string> InTime(SqlRange range, TimeSpan length)
    {
        yield return $"{SqlText.Name(Time)} >= {FirstOf(range)}";
        yield return $"{SqlText.Name(Time)} < {range.To}";
        if (_query.Panel.Periods > 0 && length < _query.Period)
            yield return $"{BeforeEnd(range)} % {PeriodMillis} < {(long)length.TotalMilliseconds}";
    }

    /// <summary>The start of the range, or of the earliest window that is compared.</summary>
    string FirstOf(SqlRange range)
    {
        var periods = _query.Panel.Periods;
        return periods == 0 ? range.From : $"{range.From} - INTERVAL '{(long)_query.Period.TotalDays * periods}' DAY";
    }

    long PeriodMillis => (long)_query.Period.TotalMilliseconds;

    /// <summary>Which of the compared windows a row lies in: 0 for the one asked about, 1 for the one before.</summary>
    string PeriodOf() => _dialect.Divide(BeforeEnd(_range), SqlText.Literal(PeriodMillis));

    string BeforeEnd(SqlRange range) => $"(date_diff('millisecond', {SqlText.Name(Time)}, {range.To}) - 1)";

    string KeyName(PanelColumn.Measure measure) => _commonKey is null ? $"{measure.Name}_key" : "distinct_key";

    static string As(string expression, string name) => expression == name ? name : $"{expression} AS {name}";

    static string? ValueOf(Metric metric) => metric.Aggregate switch
    {
        Aggregate.Sum a => SqlText.Name(a.Field),
        Aggregate.Quantile a => SqlText.Name(a.Field),
        Aggregate.SumPerDistinct a => SqlText.Name(a.Field),
        _ => null,
    };

    internal static string Text(Key key) => key.Fields.Length == 1
        ? SqlText.Name(key.Fields[0])
        : $"coalesce({string.Join(", ", key.Fields.Select(f => SqlText.Name(f)))})";
}
