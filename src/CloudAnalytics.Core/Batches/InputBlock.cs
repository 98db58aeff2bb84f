namespace CloudAnalytics.Core.Batches;

/// <summary>
/// Pinned memory that input is read into. <see cref="Limits.BlockPaddingBytes"/> zero bytes stand before and after the usable part, so that
/// a parser may load whole vectors at either end. Batches hold views into it: it must not be written again before those batches are
/// cleared.
/// </summary>
public sealed unsafe class InputBlock
{
    readonly PinnedArray<byte> _memory;

    /// <summary>Allocates a block.</summary>
    /// <param name="capacity">Usable bytes.</param>
    public InputBlock(int capacity)
    {
        Capacity = capacity;
        _memory = new PinnedArray<byte>(capacity + (2 * Limits.BlockPaddingBytes));
    }

    /// <summary>Usable bytes.</summary>
    public int Capacity { get; }

    /// <summary>Address of the first usable byte; stable for the life of the block.</summary>
    public byte* Start => _memory.Pointer + Limits.BlockPaddingBytes;

    /// <summary>The usable bytes.</summary>
    public Span<byte> Span => new(Start, Capacity);

    /// <summary>A block holding a copy of the bytes.</summary>
    public static InputBlock CopyOf(ReadOnlySpan<byte> bytes)
    {
        var block = new InputBlock(bytes.Length);
        bytes.CopyTo(block.Span);
        return block;
    }
}
