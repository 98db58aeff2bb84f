using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>
/// Keeps text that is not UTF-8 out of Parquet files: DuckDB writes it, but then refuses to read the column, so one byte of one line would
/// cost every query of its file. Logs do hold such bytes, where a program writes a client's words in the client's encoding.
/// </summary>
static unsafe class Utf8Guard
{
    /// <summary>Repairs, in a vector's copy of the views, each text that is not UTF-8.</summary>
    /// <param name="views">The first view; text of a view that is not inlined must be readable 16 bytes beyond its end.</param>
    /// <param name="count">Views.</param>
    /// <param name="repaired">Holds the repaired texts as long as the views are in use.</param>
    internal static void Repair(Utf8View* views, int count, Arena repaired)
    {
        if (IsAscii(views, count))
            return;
        for (var i = 0; i < count; i++)
        {
            var text = Utf8View.Read(views + i);
            if (!Utf8.IsValid(text))
                views[i] = repaired.Copy(Decode(text));
        }
    }

    /// <summary>
    /// Valid sequences as they are, each other byte as the Latin-1 letter of its number: readable, and reversible by eye.
    /// </summary>
    internal static byte[] Decode(ReadOnlySpan<byte> text)
    {
        var decoded = new byte[text.Length * 2];
        var length = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var letter, out var consumed) != OperationStatus.Done)
                (letter, consumed) = (new Rune((char)text[0]), 1);
            length += letter.EncodeToUtf8(decoded.AsSpan(length));
            text = text[consumed..];
        }

        return decoded[..length];
    }

    /// <summary>Whether all texts are ASCII. Bytes behind a text may belong to its neighbour: then only time is lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool IsAscii(Utf8View* views, int count)
    {
        var seen = Vector128<byte>.Zero;
        for (var i = 0; i < count; i++)
        {
            var length = views[i].Length;
            if (length <= Utf8View.InlineBytesMax)
            {
                seen |= Vector128.Load((byte*)(views + i));
                continue;
            }

            var text = ((byte**)(views + i))[1];
            for (var at = 0; at < length; at += Vector128<byte>.Count)
                seen |= Vector128.Load(text + at);
        }

        return seen.ExtractMostSignificantBits() == 0;
    }
}
