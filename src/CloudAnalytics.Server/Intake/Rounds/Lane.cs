using System.Runtime.InteropServices;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Lake;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Server.Intake.Rounds;

/// <summary>Memory that input and rows of a lane lie in; it is used again by the next round.</summary>
sealed class LaneMemory
{
    internal InputSpace Space { get; } = new();

    internal BatchSet Batches { get; } = new();

    internal PipelineReport Report { get; } = new();
}

/// <summary>
/// One way of rows into a commit: input is read into its space, parsed into its batches, and these are written as they fill.
/// </summary>
/// <param name="commit">The commit.</param>
/// <param name="memory">Where input and rows lie; nobody else uses it as long as the lane lives.</param>
/// <param name="keepsRaw">Whether rows of a format keep their original line.</param>
/// <param name="isAtLeastOnce">Whether the same rows may come again in a later commit.</param>
sealed class Lane(LakeCommit commit, LaneMemory memory, Func<string, bool> keepsRaw, bool isAtLeastOnce) : IAsyncDisposable
{
    readonly Dictionary<string, RowFeed> _feeds = new(StringComparer.Ordinal);

    /// <summary>Counts of all that was parsed.</summary>
    internal PipelineReport Report => memory.Report;

    /// <summary>Room that is left before rows must be written.</summary>
    internal int Free => memory.Space.Free;

    /// <summary>Reserves room for input, writing rows away when there is none.</summary>
    internal InputPiece Reserve(int length)
    {
        InputPiece piece;
        while (!memory.Space.TryReserve(length, out piece))
            Flush();
        return piece;
    }

    /// <summary>Gives back the end of the piece reserved last.</summary>
    internal void Trim(in InputPiece piece, int kept) => memory.Space.Trim(piece, kept);

    /// <summary>Parses what stands in a piece.</summary>
    /// <returns>Bytes consumed: all but an unfinished record.</returns>
    internal int Parse(SourceParser parser, in ParseInput input)
    {
        var at = 0;
        var refused = Report.DeadLetters.Count;
        while (at < input.Length)
        {
            var rest = input with { Start = input.Start + at, Length = input.Length - at, Offset = input.Offset + at };
            var used = parser.Parse(rest, memory.Batches, Report);
            at += used;
            if (memory.Batches.Full is { } full)
                Write(full);
            else if (used == 0)
                break;
        }

        KeepSource(parser.Context, refused);
        if (Report.DeadLetters.Count >= Limits.DeadLettersHeldMax)
            WriteDeadLetters();
        return at;
    }

    /// <summary>Makes rows of what a parser has consumed and waited in vain for the rest of.</summary>
    internal void GiveUp(SourceParser parser, long offset)
    {
        var piece = Reserve(0);
        var nothing = new ParseInput(piece.Block, piece.Start, 0, offset, IsFinal: false, IsIdle: true);
        while (parser.HasOpen)
        {
            parser.Parse(nothing, memory.Batches, Report);
            if (memory.Batches.Full is { } full)
                Write(full);
        }
    }

    /// <summary>Writes all rows, so that the room of their input is free again.</summary>
    internal void Flush()
    {
        foreach (var batch in memory.Batches.Filled.ToList())
            Write(batch);
        memory.Space.Reset();
    }

    /// <summary>Writes what is left. Nothing can be added afterwards.</summary>
    internal async Task EndAsync()
    {
        foreach (var batch in memory.Batches.Filled.ToList())
        {
            // Most rounds have so little of a format that all of it is in this batch: then no thread is needed to write it.
            if (_feeds.ContainsKey(batch.Schema.Name))
                Write(batch);
            else
                commit.AddRows(batch.Schema, [batch], isAtLeastOnce, keepsRaw(batch.Schema.Name));
        }

        await EndFeedsAsync();
        WriteDeadLetters();
    }

    public async ValueTask DisposeAsync()
    {
        // A round that is given up: its files end here, and the commit deletes them.
        await EndFeedsAsync();
        memory.Batches.Clear();
        memory.Space.Reset();
        memory.Report.Clear();
    }

    async Task EndFeedsAsync()
    {
        foreach (var feed in _feeds.Values)
        {
            await feed.EndAsync();
            feed.Dispose();
        }

        _feeds.Clear();
    }

    void Write(RecordBatch batch)
    {
        var format = batch.Schema.Name;
        if (!_feeds.TryGetValue(format, out var feed))
            _feeds.Add(format, feed = new RowFeed(commit, batch.Schema, isAtLeastOnce, keepsRaw(format)));
        feed.Write(batch);
        memory.Batches.Written(batch);
    }

    // Their bytes do not say what the configuration says of their source, and replaying must know it.
    void KeepSource(ParserContext context, int first)
    {
        if (context is { Zone: null, Host: null })
            return;
        foreach (ref var letter in CollectionsMarshal.AsSpan(Report.DeadLetters)[first..])
            letter = letter with { Zone = context.Zone?.Id, Host = context.Host };
    }

    void WriteDeadLetters()
    {
        commit.AddDeadLetters(Report.DeadLetters);
        Report.DeadLetters.Clear();
    }
}
