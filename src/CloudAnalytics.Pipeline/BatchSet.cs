using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Pipeline;

/// <summary>
/// One batch for each format met, and for each schema of rows that follow from theirs. Several sources may share it; the batches are
/// reused. Not thread safe.
/// </summary>
/// <param name="batchRows">Rows of each format's batch.</param>
/// <param name="derives">Whether rows that follow from others are made.</param>
public sealed class BatchSet(int batchRows = Limits.BatchRowsMax, bool derives = true)
{
    // As many as formats at most: they are looked through.
    readonly List<RecordBatch> _all = [];
    readonly List<InputBlock> _kept = [];
    ILogFormat? _lastFormat;
    RecordBatch? _lastBatch;

    /// <summary>The batches that hold rows.</summary>
    public IEnumerable<RecordBatch> Filled => _all.Where(batch => batch.RowCount > 0);

    /// <summary>A batch that is full, which must be written and cleared before parsing goes on, or null.</summary>
    public RecordBatch? Full { get; private set; }

    /// <summary>The batch that rows of the format go to.</summary>
    public RecordBatch For(ILogFormat format)
    {
        if (ReferenceEquals(format, _lastFormat))
            return _lastBatch!;
        _lastFormat = format;
        return _lastBatch = For(format.Schema, batchRows);
    }

    /// <summary>All batches made so far, in the order in which they were first needed.</summary>
    internal List<RecordBatch> All => _all;

    /// <summary>Says that a batch was written: it is cleared.</summary>
    public void Written(RecordBatch batch)
    {
        batch.Clear();
        if (ReferenceEquals(batch, Full))
            Full = _all.Find(static other => other.IsFull);
        if (!HasRows())
            _kept.Clear();
    }

    bool HasRows()
    {
        foreach (var batch in _all)
        {
            if (batch.RowCount > 0)
                return true;
        }

        return false;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        foreach (var batch in _all)
            batch.Clear();
        Full = null;
        _kept.Clear();
    }

    /// <summary>Keeps memory, which views point into, from being collected while there are rows.</summary>
    internal void Keep(InputBlock block) => _kept.Add(block);

    internal void NoteFull(RecordBatch batch)
    {
        if (batch.IsFull)
            Full ??= batch;
    }

    /// <summary>Adds what follows from the rows of a batch from one on.</summary>
    internal void Derive(IRowDerivation derivation, RecordBatch batch, int first)
    {
        if (!derives || first == batch.RowCount)
            return;
        // One call of a parser adds a batch of rows at most: as long as there is room for what may follow from that, nothing is split. The
        // derived rows are written once they are a batch too: more would not stay in the processor's cache until then.
        var room = batchRows * Limits.DerivedRowsMax;
        var target = For(derivation.Schema, room + batchRows);
        for (var row = first; row < batch.RowCount; row++)
            derivation.Derive(new RowReader(batch, row), target);
        if (target.Capacity - target.RowCount < room)
            target.Seal();
        NoteFull(target);
    }

    RecordBatch For(Schema schema, int capacity)
    {
        foreach (var batch in _all)
        {
            if (batch.Schema.Name == schema.Name)
                return batch;
        }

        var made = new RecordBatch(schema, capacity);
        _all.Add(made);
        return made;
    }
}
