using System.Globalization;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Aws.Athena;

/// <summary>Asks Athena the questions of panels and metrics, for stacks without a search cluster.</summary>
/// <param name="client">Athena.</param>
/// <param name="workGroup">The work group that is charged.</param>
/// <param name="database">The Glue database with the formats' views.</param>
public sealed class AthenaPanels(AthenaClient client, string workGroup, string database) : IPanelEngine
{
    /// <inheritdoc/>
    public async Task<PanelResult> AskAsync(PanelQuery query, CancellationToken cancellationToken)
    {
        Check.That(query.Step is null);
        var statement = new AthenaStatement(
            SqlCompiler.Compile(query, SqlDialect.Athena), workGroup, database, Limits.WindowQuestionTimeout);
        try
        {
            var rows = await client.AskAsync(statement, cancellationToken);
            return new PanelResult(query, [.. rows.Select(cells => Row(query.Panel, cells))]);
        }
        catch (IOException exception)
        {
            throw new IOException($"Athena did not answer {query.Panel.Name}: {exception.Message}", exception);
        }
    }

    static PanelRow Row(Panel panel, string?[] cells)
    {
        Check.That(cells.Length == panel.By.Length + panel.Columns.Length);
        return new PanelRow(null, [.. cells.Take(panel.By.Length).Select(cell => cell ?? "")],
            [.. cells.Skip(panel.By.Length).Select(Number)]);
    }

    static double? Number(string? cell) => cell is null ? null : double.Parse(cell, CultureInfo.InvariantCulture);
}
