using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake;

namespace CloudAnalytics.Server.Intake.Rounds;

/// <summary>
/// Hands batches to the lake one by one. The lake asks for batches, the parser offers them, so a thread stands between the two: it writes
/// while a batch is handed over, and the parser goes on once the batch is its own again.
/// </summary>
sealed class RowFeed : IDisposable
{
    readonly SemaphoreSlim _offered = new(0);
    readonly SemaphoreSlim _taken = new(0);
    readonly Task _writing;
    RecordBatch? _batch;
    volatile bool _isClosed;

    /// <summary>Starts writing a file of the commit.</summary>
    internal RowFeed(LakeCommit commit, Schema schema, bool isAtLeastOnce, bool keepRaw) => _writing = Task.Run(() =>
    {
        try
        {
            commit.AddRows(schema, Batches(), isAtLeastOnce, keepRaw);
        }
        finally
        {
            // A commit that failed asks for nothing more: whoever offers must not wait for it.
            _isClosed = true;
            _taken.Release();
        }
    });

    /// <summary>Writes a batch; it may be cleared when the call returns.</summary>
    internal void Write(RecordBatch batch)
    {
        if (_isClosed)
            return;
        _batch = batch;
        _offered.Release();
        _taken.Wait();
    }

    /// <summary>Ends the file.</summary>
    internal async Task EndAsync()
    {
        _batch = null;
        _offered.Release();
        await _writing;
    }

    public void Dispose()
    {
        _offered.Dispose();
        _taken.Dispose();
    }

    IEnumerable<RecordBatch> Batches()
    {
        while (true)
        {
            _offered.Wait();
            if (_batch is not { } batch)
                yield break;
            yield return batch;
            _taken.Release();
        }
    }
}
