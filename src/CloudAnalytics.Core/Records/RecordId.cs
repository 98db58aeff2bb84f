using System.Runtime.CompilerServices;

namespace CloudAnalytics.Core.Records;

/// <summary>
/// Identity of a row: 128 bits. A natural key where the log has one, else the position in the stream: the high half names the stream (a
/// file's fingerprint, a shard's record), the low half the byte offset in it. Never the content alone: two identical lines are two events.
/// </summary>
/// <param name="High">Upper 64 bits.</param>
/// <param name="Low">Lower 64 bits.</param>
public readonly record struct RecordId(ulong High, ulong Low)
{
    /// <summary>Characters of the text form.</summary>
    public const int TextLength = 26;

    static ReadOnlySpan<byte> Alphabet => "abcdefghijklmnopqrstuvwxyz234567"u8;

    /// <summary>
    /// Writes base32 (RFC 4648 section 6, lower case, no padding): 26 characters, of which the last carries 3 bits. Ids of one stream sort
    /// by position.
    /// </summary>
    /// <param name="text">At least <see cref="TextLength"/> bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(Span<byte> text)
    {
        _ = text[TextLength - 1];
        var alphabet = Alphabet;
        var high = High;
        var low = Low;
        for (var i = 0; i < 12; i++)
        {
            text[i] = alphabet[(int)(high >> 59)];
            high <<= 5;
        }

        // 60 bits of the upper half are out; its last 4 and the first bit of the lower half make the 13th character.
        text[12] = alphabet[(int)(((High & 15) << 1) | (Low >> 63))];
        low <<= 1;
        for (var i = 13; i < TextLength; i++)
        {
            text[i] = alphabet[(int)(low >> 59)];
            low <<= 5;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(TextLength, this, static (chars, id) =>
    {
        Span<byte> text = stackalloc byte[TextLength];
        id.Write(text);
        for (var i = 0; i < chars.Length; i++)
            chars[i] = (char)text[i];
    });
}
