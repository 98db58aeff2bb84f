using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// The saved form of a parser's state: the length of the header's text (4 bytes, little endian), that text (log type and column names, one
/// per line), then what the format remembers.
/// </summary>
static class ParserState
{
    const int LengthBytes = sizeof(int);

    /// <summary>Writes a state; empty when there is nothing to know.</summary>
    /// <param name="logType">What the log calls itself, or null.</param>
    /// <param name="header">The current column names, or null before any.</param>
    /// <param name="memory">What the format remembers, or null.</param>
    internal static ReadOnlyMemory<byte> Save(string? logType, IReadOnlyList<string>? header, FormatState? memory)
    {
        var state = new ArrayBufferWriter<byte>();
        var text =
            logType is null && header is null ? [] : Encoding.UTF8.GetBytes(string.Join('\n', (header ?? []).Prepend(logType ?? "")));
        BinaryPrimitives.WriteInt32LittleEndian(state.GetSpan(LengthBytes), text.Length);
        state.Advance(LengthBytes);
        state.Write(text);
        memory?.Save(state);
        return state.WrittenCount == LengthBytes ? ReadOnlyMemory<byte>.Empty : state.WrittenMemory;
    }

    /// <summary>Reads a state that <see cref="Save"/> wrote.</summary>
    internal static void Restore(ReadOnlySpan<byte> state, out string? logType, out IReadOnlyList<string>? header, FormatState? memory)
    {
        logType = null;
        header = null;
        if (state.IsEmpty)
        {
            memory?.Restore([]);
            return;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(state);
        var lines = Encoding.UTF8.GetString(state.Slice(LengthBytes, length)).Split('\n');
        logType = lines[0].Length > 0 ? lines[0] : null;
        header = lines.Length > 1 ? lines[1..] : null;
        memory?.Restore(state[(LengthBytes + length)..]);
    }
}
