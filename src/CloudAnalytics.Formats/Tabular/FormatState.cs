using System.Buffers;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// What a format remembers of the records before, where one record explains another (an SMTP login and the account on the next line). One
/// per parser; it is saved with the parser's position, so it must depend on the records alone and be bounded.
/// </summary>
abstract class FormatState
{
    /// <summary>Writes what must be known to go on behind the last record; nothing when there is nothing.</summary>
    internal abstract void Save(IBufferWriter<byte> state);

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    internal abstract void Restore(ReadOnlySpan<byte> state);
}
