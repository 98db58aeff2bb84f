using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Core.Parsing;

/// <summary>Reads the records of one source, in order.</summary>
public interface ILogParser
{
    /// <summary>
    /// Parses complete records from the start of the input, adding rows to the batch and broken records to the report, until the input ends
    /// or the batch is full. Never throws for what the input holds.
    /// </summary>
    /// <param name="input">What is known of the source from the offset on.</param>
    /// <param name="batch">Of the format's schema. Rows may point into the input's block.</param>
    /// <param name="report">Counts and dead letters are added to it.</param>
    /// <returns>
    /// Bytes consumed. Less than the input's length when the batch is full or the last record is unfinished and the input is not final: the
    /// caller offers the rest again, with more behind it. An unfinished record longer than <see cref="Limits.RecordBytesMax"/> is consumed
    /// as a dead letter.
    /// </returns>
    int Parse(in ParseInput input, RecordBatch batch, ParseReport report);

    /// <summary>
    /// Parses input that is one record and nothing else (blanks may follow), and surely of this format by what the record says of itself.
    /// That is cheaper than to tell first and parse then.
    /// </summary>
    /// <param name="input">The record, final.</param>
    /// <param name="batch">As of <see cref="Parse"/>.</param>
    /// <param name="report">As of <see cref="Parse"/>.</param>
    /// <returns>Whether all was consumed. If not, nothing was done: it is another format's, broken, several records, or not sure.</returns>
    bool TryParseObject(in ParseInput input, RecordBatch batch, ParseReport report) => false;

    /// <summary>
    /// Whether something that was consumed is not yet a row, as its rest has not come. Given an input of no bytes that is final or idle,
    /// the parser makes rows of it as it stands.
    /// </summary>
    bool HasOpen => false;

    /// <summary>What must be known to go on in the middle of the source, such as the current header; empty when nothing.</summary>
    ReadOnlyMemory<byte> SaveState();

    /// <summary>Takes up a state saved by a parser of the same format and encoding; the empty one forgets everything.</summary>
    void RestoreState(ReadOnlySpan<byte> state);

    /// <summary>
    /// Says that what follows is another record of a stream: a header read before does not hold for it. What is remembered of
    /// conversations stays.
    /// </summary>
    void ForgetHeader()
    {
    }
}

/// <summary>A stretch of a source that lies in an input block.</summary>
/// <param name="Block">The memory.</param>
/// <param name="Start">Index of the first byte in the block.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Offset">Byte offset of the first byte in the source; the low half of a position's id is this plus the record's
/// place.</param>
/// <param name="IsFinal">Whether nothing follows: then the last record needs no line end.</param>
/// <param name="IsIdle">
/// Whether nothing has come for a while (<see cref="Limits.RecordIdle"/>): then a record of which more lines could follow is complete.
/// A last line still needs its line end.
/// </param>
public readonly record struct ParseInput(InputBlock Block, int Start, int Length, long Offset, bool IsFinal, bool IsIdle = false)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => Block.Span.Slice(Start, Length);
}
