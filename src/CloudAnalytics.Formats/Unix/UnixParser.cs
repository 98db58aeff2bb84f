using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// Reads records of Unix logs in which the formats of several programs may stand mixed, and joins those that were split. How a record is
/// written is for the classes behind it.
/// </summary>
abstract class UnixParser : IMixedLogParser
{
    readonly SplitLines _split;
    readonly UnixRows _rows;

    /// <summary>Makes a parser of one source.</summary>
    private protected UnixParser(ParserContext context)
    {
        Context = context;
        _rows = new UnixRows(context);
        _split = new SplitLines(TryReadPiece, _rows);
    }

    /// <inheritdoc/>
    public bool HasOpen => _split.HasOpen;

    /// <summary>The source.</summary>
    private protected ParserContext Context { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SaveState() => _split.Save();

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => _split.Restore(state);

    /// <inheritdoc/>
    public ILogFormat FormatAt(in ParseInput input)
    {
        var at = Skip(input, 0);
        var length = at < input.Length ? LengthAt(input, at) : 0;
        if (_split.HasOpen && (length > 0 ? IsLast(input, at + length) : IsOver(input, at)))
            return SplitLines.Format;
        return (length > 0 ? FormatOf(input, at, length) : null) ?? UnixFormats.All[^1];
    }

    /// <inheritdoc/>
    public int Parse(in ParseInput input, RecordBatch batch, ParseReport report)
    {
        var at = 0;
        while (true)
        {
            at = Skip(input, at);
            if (_split.HasOpen && IsOver(input, at) && batch.Schema == SplitLines.Format.Schema)
                _split.TryGiveUpAll(batch, report);
            if (at == input.Length || batch.IsFull)
                return at;
            var length = LengthAt(input, at);
            if (length == 0 || !TryAdd(input, at, length, batch, report))
                return at;
            at += length;
        }
    }

    /// <summary>Where the next record begins, or the end of the input.</summary>
    private protected abstract int Skip(in ParseInput input, int at);

    /// <summary>Bytes of the record that begins there, its end included; 0 while it is not complete.</summary>
    private protected abstract int LengthAt(in ParseInput input, int at);

    /// <summary>The format of a record; null when it cannot be read.</summary>
    private protected abstract ILogFormat? FormatOf(in ParseInput input, int at, int length);

    /// <summary>Takes up a record: makes a row of it, refuses it, or keeps it until its rest comes.</summary>
    /// <returns>False when the batch is of another format or has no room: then nothing was done.</returns>
    private protected abstract bool TryAdd(in ParseInput input, int at, int length, RecordBatch batch, ParseReport report);

    /// <inheritdoc cref="SplitLines.PieceReader"/>
    private protected abstract bool TryReadPiece(ReadOnlySpan<byte> record, Arena arena, out UnixLine line);

    /// <summary>Before the last record of a source: makes rows of what is open and what that one does not continue.</summary>
    /// <param name="line">The record; nothing when it cannot be read.</param>
    /// <param name="isLast">Whether it is the last one.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="report">Counts.</param>
    /// <returns>False when the batch is of another format or has no room.</returns>
    private protected bool TryEndOthers(in UnixLine line, bool isLast, RecordBatch batch, ParseReport report) =>
        !isLast || !_split.HasOpen || _split.TryGiveUpOthers(line, batch, report);

    /// <summary>Adds the row of a record, or takes it up as a piece of a longer one.</summary>
    /// <param name="format">The record's format, which is the batch's.</param>
    /// <param name="line">The record.</param>
    /// <param name="raw">Its bytes, as they are kept.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="canBeJoined">Whether it can be read again as it is kept.</param>
    /// <param name="isLast">Whether it is the last one of the source.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="report">Counts.</param>
    /// <returns>False when the batch has no room.</returns>
    private protected bool TryAddRow(UnixFormat format, in UnixLine line, ReadOnlySpan<byte> raw, long offset, bool canBeJoined,
        bool isLast, RecordBatch batch, ParseReport report)
    {
        if (canBeJoined && format == SplitLines.Format
            && _split.Take(line, raw, offset, isLast, batch, report) is not SplitLines.Taken.No and var taken)
            return taken == SplitLines.Taken.Yes;
        return _rows.TryAdd(format, line, raw, offset, batch, report);
    }

    /// <summary>Whether nothing but separators stands behind the last record of a source.</summary>
    private protected bool IsLast(in ParseInput input, int end) => input.IsFinal && Skip(input, end) == input.Length;

    // Whether nothing is left to read and what is open has waited long enough.
    static bool IsOver(in ParseInput input, int at) => at == input.Length && (input.IsFinal || input.IsIdle);
}
