using System.Text;
using CloudAnalytics.Pipeline.Text;

namespace CloudAnalytics.Pipeline.Tests.Text;

public sealed class TranscodingTests
{
    public static TheoryData<TextEncoding> Encodings() =>
        [TextEncoding.Utf16, TextEncoding.Utf16BigEndian, TextEncoding.Utf32, TextEncoding.Utf32BigEndian];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void ByteOrderMarkTellsTheEncoding(TextEncoding encoding) =>
        Assert.Equal(encoding, Transcoding.Detect([.. Of(encoding).GetPreamble(), .. Of(encoding).GetBytes("x")]));

    [Fact]
    public void NoMarkMeansUtf8() => Assert.Equal(TextEncoding.Utf8, Transcoding.Detect("\uFEFFx"u8));

    // Each stretch may end inside a unit or a pair of surrogates, and a reader takes only whole lines of what was made of it.
    [Theory]
    [MemberData(nameof(Encodings))]
    public void TextTakenInStretchesIsTheWholeText(TextEncoding encoding)
    {
        const string Text = "a,b\r\nAntwort für Zoë 😀😀\n\uD83D lone\n漢字\n";
        var bytes = Of(encoding).GetBytes(Text);
        for (var stretch = 9; stretch < bytes.Length + 9; stretch++)
        {
            var read = new MemoryStream();
            var at = 0;
            while (at < bytes.Length)
            {
                var source = bytes.AsSpan(at, Math.Min(stretch, bytes.Length - at));
                var utf8 = new byte[(source.Length * Transcoding.GrowthHalves / 2) + 3];
                var isFinal = at + source.Length == bytes.Length;
                var whole = utf8.AsSpan(0, Transcoding.ToUtf8(encoding, source, isFinal, utf8));
                var taken = whole[..Math.Max(1, whole.LastIndexOf((byte)'\n') + 1)];
                while (!isFinal && taken.Length < whole.Length && (whole[taken.Length] & 0xC0) == 0x80)
                    taken = whole[..(taken.Length + 1)];
                read.Write(taken);
                at += Transcoding.SourceBytes(encoding, taken);
            }

            var expected = Text.Replace('\uD83D', '\uFFFD').Replace("\uFFFD\uDE00", "😀", StringComparison.Ordinal);
            Assert.Equal(expected, Encoding.UTF8.GetString(read.ToArray()));
        }
    }

    static Encoding Of(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf16 => new UnicodeEncoding(false, true),
        TextEncoding.Utf16BigEndian => new UnicodeEncoding(true, true),
        TextEncoding.Utf32 => new UTF32Encoding(false, true),
        _ => new UTF32Encoding(true, true),
    };
}
