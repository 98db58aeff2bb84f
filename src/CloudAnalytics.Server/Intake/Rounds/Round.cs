using System.Text;
using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Intake.Sources;

namespace CloudAnalytics.Server.Intake.Rounds;

/// <summary>What is taken in between two commits, from any number of sources: all of it becomes visible together, or nothing.</summary>
sealed class Round : IAsyncDisposable
{
    readonly IntakeCore _core;
    readonly HashSet<Source> _sources = [];
    readonly List<IngestionRow> _streams = [];

    /// <summary>Starts a round.</summary>
    /// <param name="core">What all rounds share.</param>
    /// <param name="commit">The commit; the round disposes it.</param>
    internal Round(IntakeCore core, LakeCommit commit)
    {
        _core = core;
        Commit = commit;
        Now = core.Time.GetUtcNow();
        Files = new Lane(commit, core.FileMemory, core.KeepsRaw, isAtLeastOnce: false);
        Deliveries = new Lane(commit, core.DeliveryMemory, core.KeepsRaw, isAtLeastOnce: true);
    }

    /// <summary>Called once the round is committed.</summary>
    internal event Action? Committed;

    /// <summary>Time of the round: when its bytes arrived.</summary>
    internal DateTimeOffset Now { get; }

    /// <summary>The commit, for what goes along with the rows.</summary>
    internal LakeCommit Commit { get; }

    /// <summary>The way of rows that are read from files.</summary>
    internal Lane Files { get; }

    /// <summary>The way of rows that are sent, which may be sent again.</summary>
    internal Lane Deliveries { get; }

    /// <summary>Bytes of files that were read in this round.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Rows made in this round.</summary>
    internal long Rows => Files.Report.Total.Rows + Deliveries.Report.Total.Rows;

    /// <summary>Reads a log for a turn; see <see cref="SourceReader.Read"/>.</summary>
    internal ReadEnd Read(Source source, long bytesMax, bool isFinal, bool isIdle = false)
    {
        var before = source.Current.Offset;
        try
        {
            return _core.Reader.Read(source, Files, Now, bytesMax, isFinal, isIdle);
        }
        finally
        {
            Bytes += source.Current.Offset - before;
            source.ReadIn = _core.RoundNumber;
            if (source.Next is not null)
                _sources.Add(source);
        }
    }

    /// <summary>Adds a line of health about a stream that is no file.</summary>
    internal void AddStream(IngestionRow row) => _streams.Add(row);

    /// <summary>Commits. Sources of a round that failed go back to where they were.</summary>
    /// <param name="isFollowing">Whether the age of what was read means anything.</param>
    internal async Task<LakeWriteResult> CompleteAsync(bool isFollowing)
    {
        await Files.EndAsync();
        await Deliveries.EndAsync();
        foreach (var source in _sources.Where(source => !IsWorthACommit(source)).ToList())
        {
            source.Discard();
            _sources.Remove(source);
        }

        foreach (var source in _sources)
        {
            source.Next = source.Next!.Marked();
            Commit.SetCheckpoint(source.Next.Checkpoint, JsonSerializer.SerializeToUtf8Bytes(source.Next, IntakeJson.Default.SourceState));
        }

        AddHealth(isFollowing);
        var result = Commit.Complete();
        if (result is LakeWriteResult.Written)
        {
            foreach (var source in _sources)
                _core.Table.Committed(source);
            _sources.Clear();
            Committed?.Invoke();
        }
        else
        {
            GiveUp();
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Files.DisposeAsync();
        await Deliveries.DisposeAsync();
        Commit.Dispose();
        GiveUp();
    }

    void GiveUp()
    {
        foreach (var source in _sources)
            source.Discard();
        _sources.Clear();
    }

    // A log is known again by its rows: many begin with the same header, so one that has no record yet is only read again.
    static bool IsWorthACommit(Source source) =>
        source.IsCommitted || source.Next!.Rows + source.Next.DeadLetters > 0 || source.Next.Offset > Limits.FingerprintHeadBytes * 4;

    void AddHealth(bool isFollowing)
    {
        var rows = _sources.Select(source => RowOf(source, isFollowing)).Concat(_streams).ToList();
        if (rows.Count == 0)
            return;
        var batch = new RecordBatch(IngestionSchema.Schema, rows.Count);
        foreach (var row in rows)
            row.Write(batch, Now, _core.NextHealthId());
        Commit.AddRows(batch.Schema, [batch]);
    }

    IngestionRow RowOf(Source source, bool isFollowing)
    {
        var (from, to) = (source.State, source.Next!);
        var rows = to.Rows - from.Rows;
        return new IngestionRow(
            to.Name, to.Format, rows, to.DeadLetters - from.DeadLetters, to.Offset - from.Offset,
            isFollowing && rows > 0 ? (Timestamp.From(Now).Micros - to.NewestMicros) / 1000.0 : null);
    }
}

/// <summary>What one commit took in from one file or stream.</summary>
readonly record struct IngestionRow(string Source, string Format, long Rows, long DeadLetters, long Bytes, double? LagMs)
{
    internal void Write(RecordBatch batch, DateTimeOffset now, RecordId id)
    {
        var row = batch.NewRow();
        row.Set(CommonFields.Time, Timestamp.From(now));
        row.Set(CommonFields.Arrived, Timestamp.From(now));
        row.Set(CommonFields.Id, Encoding.ASCII.GetBytes(id.ToString()));
        row.Set(CommonFields.SourceFile, Encoding.UTF8.GetBytes(Source));
        row.Set(IngestionSchema.Format, Encoding.UTF8.GetBytes(Format));
        row.Set(IngestionSchema.Rows, Rows);
        row.Set(IngestionSchema.DeadLetters, DeadLetters);
        row.Set(CommonFields.Bytes, Bytes);
        if (LagMs is { } lag)
            row.Set(IngestionSchema.LagMs, Math.Max(0, lag));
        row.Commit();
    }
}
