using System.Collections.Immutable;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Questions;

/// <summary>Answers panels from the lake: from its summaries where they hold what is asked, else from the rows.</summary>
/// <param name="lake">The lake.</param>
/// <param name="summaries">What the lake's summaries, by their names, are.</param>
public sealed class LakePanels(LakeSql lake, IReadOnlyList<Summary> summaries)
{
    // A panel's rows are groups, not records: its own top bounds them, and without one this does.
    static readonly QueryLimits s_limits = QueryLimits.Default with { RowsMax = 100_000 };

    /// <summary>Answers from the summaries of the catalogue.</summary>
    public LakePanels(LakeSql lake)
        : this(lake, LogCatalogue.Summaries)
    {
    }

    /// <summary>Asks the engine.</summary>
    /// <exception cref="LakeSqlException">The engine failed, or took longer than people's queries may.</exception>
    public PanelResult Ask(PanelQuery query, CancellationToken cancellationToken)
    {
        var summary = summaries.FirstOrDefault(s => s.Answers(query) && lake.Summaries.Any(table => table.Name == s.Name));
        if (summary is null)
            return AskRows(query, cancellationToken);
        try
        {
            return Ask(query, SqlCompiler.Compile(query, summary), cancellationToken);
        }
        catch (LakeSqlException failure) when (failure.Failure == LakeSqlFailure.Failed)
        {
            // A summary may be damaged, which the rows are not; where they are, they say so themselves.
            return AskRows(query, cancellationToken);
        }
    }

    PanelResult AskRows(PanelQuery query, CancellationToken cancellationToken) =>
        Ask(query, SqlCompiler.Compile(query, SqlDialect.DuckDb), cancellationToken);

    PanelResult Ask(PanelQuery query, string sql, CancellationToken cancellationToken)
    {
        using var answer = lake.Query(sql, [], s_limits, cancellationToken);
        var rows = ImmutableArray.CreateBuilder<PanelRow>();
        var groups = query.Panel.By.Length;
        var first = query.Step is null ? 0 : 1;
        while (answer.NextChunk())
        {
            for (var row = 0; row < answer.RowCount; row++)
            {
                var group = ImmutableArray.CreateBuilder<string>(groups);
                for (var i = 0; i < groups; i++)
                    group.Add(answer.Column(first + i).GetString(row) ?? "");
                var values = ImmutableArray.CreateBuilder<double?>(query.Panel.Columns.Length);
                for (var i = 0; i < query.Panel.Columns.Length; i++)
                    values.Add(Number(answer.Column(first + groups + i), row));
                Timestamp? bucket = first == 1 && answer.Column(0).GetTime(row) is { } time ? Timestamp.From(time) : null;
                rows.Add(new PanelRow(bucket, group.DrainToImmutable(), values.DrainToImmutable()));
            }
        }

        return new PanelResult(query, rows.DrainToImmutable());
    }

    static double? Number(DuckDbColumn column, int row) => column.IsNull(row) ? null : column.GetDouble(row);
}
