using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// Pairs as nearly all are: the key that followed last time, no blanks, a text without escapes. What is otherwise in any way is left to
/// the code that reads all JSON, which is the only one that judges.
/// </summary>
sealed unsafe partial class JsonParser
{
    const int TextStep = 64;

    /// <summary>Reads plain pairs.</summary>
    /// <param name="at">Where a pair may begin.</param>
    /// <param name="end">The input's end.</param>
    /// <param name="row">Gets the values.</param>
    /// <param name="column">In: the column before; out: the last one that was read.</param>
    /// <param name="keys">Counts the keys.</param>
    /// <returns>Behind the last plain pair and its comma, or at the brace that ends the object.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    byte* PlainPairs(byte* at, byte* end, ref RowWriter row, ref int column, ref KeyCounts keys)
    {
        // By itself in registers, which its caller has none to spare of.
        ref var columns = ref MemoryMarshal.GetArrayDataReference(_columns);
        var nexts = _next;
        var trail = _trail;
        var number = row.Row;
        Utf8View nowhere;
        var (low, high, kinds, last) = (0UL, 0UL, 0U, column);
        while (true)
        {
            var predicted = nexts[last + 1];
            if (predicted < 0)
                break;
            ref readonly var known = ref Unsafe.Add(ref columns, predicted);
            if (!known.BeginsAt(at, end))
                break;
            var text = at + known.KeyLength;
            var close = PlainTextEnd(text, end);
            if (close is null || close + 1 >= end || close[1] is not ((byte)',' or (byte)'}'))
                break;
            var length = (int)(close - text);
            last = predicted;
            kinds |= known.Kinds;
            if (known.IsEcho(text, length))
                keys.Echoes++;
            trail?.Add(predicted, text, length);
            if (known.IsText)
            {
                // No value must not replace one that the key had before. Whether there is one cannot be predicted: no branch.
                if (RowAssembler.IsNullToken(text, length))
                    length = 0;
                var isSet = (ulong)(-(long)length >> 63);
                Utf8View.Store(length == 0 ? &nowhere : known.Texts + number, text, length);
                low |= known.SetLow & isSet;
                high |= known.SetHigh & isSet;
            }
            else
            {
                _rows.Cell(ref row, _layout, predicted, text, length);
            }

            at = close + 1;
            if (*at == '}')
                break;
            at++;
        }

        column = last;
        keys.Kinds |= kinds;
        row.MarkSet(low, high);
        return at;
    }

    // The quote that ends the text; null when an escape or a line end stands before it, or the input ends.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static byte* PlainTextEnd(byte* text, byte* end)
    {
        for (; text < end; text += TextStep)
        {
            var ends = TextEnds(Vector256.Load(text)) | ((ulong)TextEnds(Vector256.Load(text + (TextStep / 2))) << (TextStep / 2));
            if (ends == 0)
                continue;
            text += BitOperations.TrailingZeroCount(ends);
            return *text == '"' ? text : null;
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint TextEnds(Vector256<byte> block) =>
        (Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\\'))
            | Vector256.Equals(block, Vector256.Create((byte)'\n'))).ExtractMostSignificantBits();
}
