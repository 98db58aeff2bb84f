using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Pipeline;

/// <summary>One batch for each format met. Several sources may share it; the batches are reused. Not thread safe.</summary>
/// <param name="batchRows">Rows of each batch.</param>
public sealed class BatchSet(int batchRows = Limits.BatchRowsMax)
{
    readonly Dictionary<string, RecordBatch> _batches = new(StringComparer.Ordinal);
    readonly List<RecordBatch> _all = [];
    readonly List<InputBlock> _kept = [];
    ILogFormat? _lastFormat;
    RecordBatch? _lastBatch;

    /// <summary>The batches that hold rows.</summary>
    public IEnumerable<RecordBatch> Filled => _batches.Values.Where(batch => batch.RowCount > 0);

    /// <summary>A batch that is full, which must be written and cleared before parsing goes on, or null.</summary>
    public RecordBatch? Full { get; private set; }

    /// <summary>The batch that rows of the format go to.</summary>
    public RecordBatch For(ILogFormat format)
    {
        if (ReferenceEquals(format, _lastFormat))
            return _lastBatch!;
        if (!_batches.TryGetValue(format.Name, out var batch))
        {
            _batches.Add(format.Name, batch = new RecordBatch(format.Schema, batchRows));
            _all.Add(batch);
        }

        _lastFormat = format;
        return _lastBatch = batch;
    }

    /// <summary>All batches made so far, in the order in which they were first needed.</summary>
    internal List<RecordBatch> All => _all;

    /// <summary>Says that a batch was written: it is cleared.</summary>
    public void Written(RecordBatch batch)
    {
        batch.Clear();
        if (ReferenceEquals(batch, Full))
            Full = null;
        if (!Filled.Any())
            _kept.Clear();
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        foreach (var batch in _batches.Values)
            batch.Clear();
        Full = null;
        _kept.Clear();
    }

    /// <summary>Keeps memory, which views point into, from being collected while there are rows.</summary>
    internal void Keep(InputBlock block) => _kept.Add(block);

    internal void NoteFull(RecordBatch batch)
    {
        if (batch.IsFull)
            Full = batch;
    }
}
