using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Filters;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// Joins lines that amavis splits because syslog takes no long ones: <c>(PID-SEQ) text...</c>, then <c>(PID-SEQ) ...more</c>, with any
/// other lines between. A joined line stands where its first piece stands, and its record is all pieces, a line feed between them.
/// </summary>
/// <remarks>
/// Pieces are kept, secrets replaced, until the rest has come; they are part of the parser's saved state, as their bytes count as read.
/// </remarks>
/// <param name="read">Reads a piece again.</param>
/// <param name="rows">Makes the rows.</param>
sealed unsafe class SplitLines(SplitLines.PieceReader read, UnixRows rows)
{
    static readonly UnixFormat s_format = UnixFormats.All.First(format => format is AmavisFormat);

    // The oldest first; those behind the count are spare.
    readonly List<Entry> _entries = [];
    int _count;

    /// <summary>Takes apart a piece that was taken up before, as it is kept.</summary>
    /// <param name="record">Its bytes, pinned.</param>
    /// <param name="arena">For texts that do not stand there as they are.</param>
    /// <param name="line">The line.</param>
    /// <returns>False when it cannot be read, which no piece is that was taken up.</returns>
    internal delegate bool PieceReader(ReadOnlySpan<byte> record, Arena arena, out UnixLine line);

    /// <summary>What became of a line.</summary>
    internal enum Taken
    {
        /// <summary>It is no piece.</summary>
        No,

        /// <summary>It is taken up, or a row was made of it.</summary>
        Yes,

        /// <summary>The batch has no room.</summary>
        NoRoom,
    }

    /// <summary>The format of the lines that are joined.</summary>
    internal static UnixFormat Format => s_format;

    /// <summary>Whether a line's rest is awaited.</summary>
    internal bool HasOpen => _count > 0;

    /// <summary>Takes up a line of <see cref="Format"/> if it is a piece of one.</summary>
    /// <param name="line">The line.</param>
    /// <param name="record">Its bytes, as they are kept.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="isLast">Whether nothing comes behind it.</param>
    /// <param name="batch">Of that format.</param>
    /// <param name="report">Counts.</param>
    internal Taken Take(
        in UnixLine line, ReadOnlySpan<byte> record, long offset, bool isLast, RecordBatch batch, ParseReport report)
    {
        var rest = line.Message;
        var id = AmavisFormat.TaskId(ref rest);
        if (id.IsEmpty || line.CutBytes > 0)
            return Taken.No;
        var goesOn = GoesOn(rest);
        if (SkipContinued(ref rest))
            return Continue(Find(line.Host, id), record, goesOn, isLast, batch, report);
        if (!goesOn)
            return Taken.No;

        // A task begins its next long line: the rest of the one before is lost.
        var given = Find(line.Host, id);
        if (given < 0 && _count == Limits.SplitLinesOpenMax)
            given = 0;
        if (given >= 0 && !TryGiveUp(given, batch, report))
            return Taken.NoRoom;
        var entry = Open(line.Host, id, record, offset);
        if (!isLast)
            return Taken.Yes;
        if (TryEmit(entry, default, true, batch, report))
        {
            Remove(_count - 1);
            return Taken.Yes;
        }

        Remove(_count - 1);
        return Taken.NoRoom;
    }

    /// <summary>Makes rows of the lines whose rest does not come, but for the one that a line continues.</summary>
    /// <returns>False when the batch is of another format or has no room.</returns>
    internal bool TryGiveUpOthers(in UnixLine line, RecordBatch batch, ParseReport report)
    {
        var rest = line.Message;
        var id = AmavisFormat.TaskId(ref rest);
        var isOwn = s_format.Claims(line) && SkipContinued(ref rest);
        while (_count > 0)
        {
            var first = isOwn && Find(line.Host, id) == 0 ? 1 : 0;
            if (first >= _count)
                return true;
            if (!TryGiveUp(first, batch, report))
                return false;
        }

        return true;
    }

    /// <summary>Makes rows of all lines whose rest does not come.</summary>
    /// <returns>False when the batch has no room.</returns>
    internal bool TryGiveUpAll(RecordBatch batch, ParseReport report)
    {
        while (_count > 0)
        {
            if (!TryGiveUp(0, batch, report))
                return false;
        }

        return true;
    }

    /// <summary>Writes the open lines; nothing when there are none.</summary>
    internal ReadOnlyMemory<byte> Save()
    {
        if (_count == 0)
            return ReadOnlyMemory<byte>.Empty;
        var state = new ArrayBufferWriter<byte>();
        foreach (var entry in CollectionsMarshal.AsSpan(_entries)[.._count])
        {
            var head = state.GetSpan(16);
            BinaryPrimitives.WriteInt64LittleEndian(head, entry.Offset);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], entry.KeyLength);
            BinaryPrimitives.WriteInt32LittleEndian(head[12..], entry.Length);
            state.Advance(16);
            state.Write(entry.Bytes.AsSpan(0, entry.Length));
        }

        return state.WrittenMemory;
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    internal void Restore(ReadOnlySpan<byte> state)
    {
        _count = 0;
        while (state.Length > 16)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(state[12..]);
            var entry = Next();
            entry.Offset = BinaryPrimitives.ReadInt64LittleEndian(state);
            entry.KeyLength = BinaryPrimitives.ReadInt32LittleEndian(state[8..]);
            entry.Append(state.Slice(16, length));
            state = state[(16 + length)..];
        }
    }

    static bool GoesOn(ReadOnlySpan<byte> text) => text.Length > 6 && text.EndsWith("..."u8);

    // Errors repeat their mark on every piece: (!)...more.
    static bool SkipContinued(scoped ref ReadOnlySpan<byte> text)
    {
        if (!Scan.Skip(ref text, "(!)"u8))
            _ = Scan.Skip(ref text, "(!!)"u8);
        return Scan.Skip(ref text, "..."u8);
    }

    Taken Continue(int index, ReadOnlySpan<byte> record, bool goesOn, bool isLast, RecordBatch batch, ParseReport report)
    {
        // Its beginning never came, or was given up: it is kept as the line that it is.
        if (index < 0)
            return Taken.No;
        var entry = _entries[index];
        if (goesOn && !isLast && entry.Length + record.Length < Limits.UnixLineBytesMax)
        {
            entry.Append("\n"u8);
            entry.Append(record);
            return Taken.Yes;
        }

        if (!TryEmit(entry, record, goesOn, batch, report))
            return Taken.NoRoom;
        Remove(index);
        return Taken.Yes;
    }

    bool TryGiveUp(int index, RecordBatch batch, ParseReport report)
    {
        if (!TryEmit(_entries[index], default, true, batch, report))
            return false;
        Remove(index);
        return true;
    }

    bool TryEmit(Entry entry, ReadOnlySpan<byte> last, bool isCut, RecordBatch batch, ParseReport report)
    {
        if (batch.Schema != s_format.Schema || batch.IsFull)
            return false;
        var first = entry.Bytes.AsSpan(entry.KeyLength, entry.Length - entry.KeyLength);
        var length = first.Length + (last.IsEmpty ? 0 : 1 + last.Length);
        var record = new Span<byte>(batch.Arena.Reserve(length), length);
        first.CopyTo(record);
        if (!last.IsEmpty)
        {
            record[first.Length] = (byte)'\n';
            last.CopyTo(record[(first.Length + 1)..]);
        }

        if (!TryJoin(record, batch.Arena, out var line))
            return false;
        line.IsCut = isCut;
        return rows.TryAdd(s_format, line, record, entry.Offset, batch, report);
    }

    // The header of the first piece, and the texts of all of them.
    bool TryJoin(ReadOnlySpan<byte> record, Arena arena, out UnixLine line)
    {
        line = default;
        var memory = arena.Reserve(record.Length);
        var text = new Span<byte>(memory, record.Length);
        var at = 0;
        var rest = record;
        for (var isFirst = true; !rest.IsEmpty; isFirst = false)
        {
            var end = rest.IndexOf((byte)'\n');
            if (!read(end < 0 ? rest : rest[..end], arena, out var piece))
                return false;

            var part = piece.Message;
            if (isFirst)
            {
                line = piece;
            }
            else
            {
                _ = AmavisFormat.TaskId(ref part);
                _ = SkipContinued(ref part);
            }

            if (end >= 0)
                part = part[..^3];
            part.CopyTo(text[at..]);
            at += part.Length;
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        line.Message = new ReadOnlySpan<byte>(memory, at);
        return true;
    }

    // A host's amavis has one line open per task; tasks of several hosts may have the same number.
    int Find(ReadOnlySpan<byte> host, ReadOnlySpan<byte> id)
    {
        for (var i = 0; i < _count; i++)
        {
            var key = _entries[i].Bytes.AsSpan(0, _entries[i].KeyLength);
            if (key.Length == host.Length + id.Length && key.StartsWith(id) && key[id.Length..].SequenceEqual(host))
                return i;
        }

        return -1;
    }

    Entry Open(ReadOnlySpan<byte> host, ReadOnlySpan<byte> id, ReadOnlySpan<byte> record, long offset)
    {
        var entry = Next();
        entry.Append(id);
        entry.Append(host);
        entry.KeyLength = entry.Length;
        entry.Offset = offset;
        entry.Append(record);
        return entry;
    }

    Entry Next()
    {
        if (_count == _entries.Count)
            _entries.Add(new Entry());
        var entry = _entries[_count++];
        entry.Length = 0;
        return entry;
    }

    void Remove(int index)
    {
        var entry = _entries[index];
        _entries.RemoveAt(index);
        _entries.Add(entry);
        _count--;
    }

    /// <summary>A line whose rest is awaited: its key, then its pieces.</summary>
    sealed class Entry
    {
        internal byte[] Bytes { get; private set; } = new byte[2048];

        internal int Length { get; set; }

        internal int KeyLength { get; set; }

        internal long Offset { get; set; }

        internal void Append(ReadOnlySpan<byte> text)
        {
            if (Bytes.Length < Length + text.Length)
            {
                var bytes = Bytes;
                Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + text.Length));
                Bytes = bytes;
            }

            text.CopyTo(Bytes.AsSpan(Length));
            Length += text.Length;
        }
    }
}
