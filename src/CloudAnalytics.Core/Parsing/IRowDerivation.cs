using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Parsing;

/// <summary>Rows of another schema that follow from the rows of a format; they are stored beside them.</summary>
public interface IRowDerivation
{
    /// <summary>What the derived rows hold.</summary>
    Schema Schema { get; }

    /// <summary>
    /// Adds the rows that follow from one. A pure function of it, ids included: the same row delivered twice gives the same derived rows.
    /// </summary>
    /// <param name="row">The row, committed.</param>
    /// <param name="target">
    /// Has room for <see cref="Limits.DerivedRowsMax"/> rows, and is cleared at another time than the row's batch: texts must be copied.
    /// </param>
    void Derive(in RowReader row, RecordBatch target);
}
