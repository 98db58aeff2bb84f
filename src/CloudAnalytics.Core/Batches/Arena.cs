namespace CloudAnalytics.Core.Batches;

/// <summary>
/// Pinned memory for text that does not stand verbatim in the input. Reused from batch to batch; views stay valid until
/// <see cref="Clear"/>.
/// </summary>
public sealed unsafe class Arena
{
    readonly List<PinnedArray<byte>> _blocks = [];
    readonly List<PinnedArray<byte>> _large = [];
    int _block = -1;
    byte* _next;
    byte* _end;

    /// <summary>Reserves memory that a view may be made of.</summary>
    /// <param name="length">Bytes that will be written.</param>
    /// <returns>
    /// Address of the first byte; 4 bytes before and <see cref="Limits.BlockPaddingBytes"/> after the reserved ones are readable.
    /// </returns>
    public byte* Reserve(int length)
    {
        var needed = length + 24;
        if (_end - _next < needed)
            return length > Limits.ArenaBlockBytes / 8 ? Large(needed) : NextBlock(length);
        var start = _next + 4;
        _next += (needed + 7) & ~7;
        return start;
    }

    /// <summary>Copies what a view of another batch points to; a view that holds its text is a copy itself.</summary>
    internal unsafe Utf8View Copy(Utf8View view) => view.Length <= Utf8View.InlineBytesMax ? view : Copy(Utf8View.Read(&view));

    /// <summary>Copies text and returns a view of it.</summary>
    public Utf8View Copy(ReadOnlySpan<byte> text)
    {
        var memory = Reserve(text.Length);
        text.CopyTo(new Span<byte>(memory, text.Length));
        return Utf8View.Borrow(memory, text.Length);
    }

    /// <summary>Forgets all text; memory of ordinary size is kept for the next batch.</summary>
    public void Clear()
    {
        _large.Clear();
        _block = -1;
        _next = _end = null;
    }

    byte* Large(int needed)
    {
        var block = new PinnedArray<byte>(needed + Limits.BlockPaddingBytes);
        _large.Add(block);
        return block.Pointer + 4;
    }

    byte* NextBlock(int length)
    {
        _block++;
        if (_block == _blocks.Count)
            _blocks.Add(new PinnedArray<byte>(Limits.ArenaBlockBytes + Limits.BlockPaddingBytes));
        _next = _blocks[_block].Pointer;
        _end = _next + Limits.ArenaBlockBytes;
        return Reserve(length);
    }
}
