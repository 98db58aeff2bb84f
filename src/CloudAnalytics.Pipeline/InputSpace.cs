using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Pipeline;

/// <summary>
/// Memory that input of several sources is read into, one behind the other. Batches point into it, so all of it is given back at once, when
/// the batches were written and cleared.
/// </summary>
/// <param name="capacity">Bytes handed out between two calls of <see cref="Reset"/>, except for a single larger piece.</param>
public sealed class InputSpace(int capacity = Limits.BlockBytes)
{
    readonly InputBlock _block = new(capacity);
    readonly List<InputBlock> _larger = [];
    int _used;

    /// <summary>Bytes that are still free.</summary>
    public int Free => _block.Capacity - _used;

    /// <summary>Reserves a piece; the caller writes to it and may give back what it does not need.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="piece">The piece, undefined when there is no room.</param>
    /// <returns>False when it must first be reset. A piece larger than the whole space is had only when nothing else is reserved.</returns>
    public bool TryReserve(int length, out InputPiece piece)
    {
        piece = default;
        if (length <= Free)
        {
            piece = new InputPiece(_block, _used, length);
            _used += length;
            return true;
        }

        if (_used > 0 || _larger.Count > 0)
            return false;
        _larger.Add(new InputBlock(length));
        piece = new InputPiece(_larger[0], 0, length);
        return true;
    }

    /// <summary>Gives back the end of the piece reserved last.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="kept">Bytes at its start that stay reserved.</param>
    public void Trim(in InputPiece piece, int kept)
    {
        if (ReferenceEquals(piece.Block, _block) && piece.Start + piece.Length == _used)
            _used = piece.Start + kept;
    }

    /// <summary>Takes everything back: no batch may point into it any more.</summary>
    public void Reset()
    {
        _used = 0;
        _larger.Clear();
    }
}

/// <summary>A part of an input space.</summary>
/// <param name="Block">The memory it lies in.</param>
/// <param name="Start">Index of its first byte there.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct InputPiece(InputBlock Block, int Start, int Length)
{
    /// <summary>The bytes.</summary>
    public Span<byte> Span => Block.Span.Slice(Start, Length);
}
