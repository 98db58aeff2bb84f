using System.Globalization;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;
using Xunit;

namespace CloudAnalytics.Formats.Tests;

/// <summary>What is read many bytes at a time, beside the same read in the plain way, over texts that are right or nearly so.</summary>
public sealed unsafe class FastPathTests
{
    const int Seed = 20240731;
    const int Texts = 20_000;

    static readonly byte[] s_other = " -.:;/0259@AFGafg`{|*:+?\0\u007f\u00ff"u8.ToArray();

    [Fact]
    public void DigitsAreReadAsOneByOne() => Each(
        random => random.NextInt64(10_000_000_000_000_000).ToString(CultureInfo.InvariantCulture)[..random.Next(1, 5)]
            + random.NextInt64(1_000_000_000_000).ToString(CultureInfo.InvariantCulture)[random.Next(0, 1)..],
        (text, first) =>
        {
            var isNumber = text.All(char.IsAsciiDigit) && text.Length is > 0 and <= 16;
            Assert.True(isNumber == Utf8Number.TryParseDigits(first, text.Length, out var value), $"seed {Seed}: {text}");
            if (isNumber)
                Assert.Equal(long.Parse(text, CultureInfo.InvariantCulture), value);
        });

    [Fact]
    public void GuidsAreReadAsTheLibraryReadsThem() => Each(
        random =>
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            var text = new Guid(bytes).ToString();
            return random.Next(2) == 0 ? text : text.ToUpperInvariant();
        },
        (text, _) =>
        {
            var isGuid = text.Length == 36 && Guid.TryParseExact(text, "D", out var guid) && guid != Guid.Empty
                && !text.Contains('+', StringComparison.Ordinal);
            Assert.True(isGuid == GuidText.TryRead(Encoding.Latin1.GetBytes(text), out var id), $"seed {Seed}: {text}");
            if (!isGuid)
                return;
            var digits = text.Replace("-", "", StringComparison.Ordinal);
            Assert.Equal(new RecordId(Convert.ToUInt64(digits[..16], 16), Convert.ToUInt64(digits[16..], 16)), id);
        });

    [Fact]
    public void TimesAreReadAsTheLibraryReadsThem() => Each(
        random => DateTimeOffset.UnixEpoch.AddMilliseconds(random.NextInt64(4_000_000_000_000))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        (text, first) =>
        {
            // A changed byte may make another form that is read as well: only what has this form is compared.
            if (!DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
                return;
            Assert.True(Utf8Time.TryParse(first, text.Length, out var micros), $"seed {Seed}: {text}");
            Assert.Equal((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, micros);
        });

    [Theory]
    [InlineData("2024-02-29T12:00:00.000Z", true)]
    [InlineData("2023-02-29T12:00:00.000Z", false)]
    [InlineData("2024-04-31T12:00:00.000Z", false)]
    [InlineData("2024-13-01T12:00:00.000Z", false)]
    [InlineData("2024-00-01T12:00:00.000Z", false)]
    [InlineData("2024-01-00T12:00:00.000Z", false)]
    [InlineData("2024-01-01T24:00:00.000Z", false)]
    [InlineData("2024-01-01T12:60:00.000Z", false)]
    [InlineData("2024-01-01T12:00:60.000Z", true)]
    [InlineData("2024-01-01T12:00:61.000Z", false)]
    [InlineData("2024-01-01T12:00:0:.000Z", false)]
    [InlineData("2024/01/01T12:00:00.000Z", false)]
    public void TimesOfTheOrdinaryLengthAreCheckedInEveryPart(string text, bool isTime)
    {
        fixed (byte* first = Encoding.UTF8.GetBytes(text))
            Assert.Equal(isTime, Utf8Time.TryParse(first, text.Length, out _));
    }

    [Fact]
    public void PlainAddressesAreReadAsAllOthersAre() => Each(
        random => random.Next(3) switch
        {
            0 => $"fe80::{random.Next(65536):x}:{random.Next(65536):X}%{random.Next(20)}",
            1 => string.Join(':', Enumerable.Range(0, random.Next(1, 16)).Select(_ => $"{random.Next(65536):x}")),
            _ => $"2001:db8::{random.Next(65536):x}",
        },
        (text, first) =>
        {
            if (!AddressText.IsPlainIpV6(first, text.Length, out var length))
                return;
            Assert.Equal(text[..length], Encoding.Latin1.GetString(AddressText.Ip(Encoding.Latin1.GetBytes(text))));
        });

    [Fact]
    public void PositionsAreTheSameOnEveryProcessor()
    {
        var random = new Random(Seed);
        var block = new InputBlock(4096);
        for (var round = 0; round < 500; round++)
        {
            var density = random.Next(1, 40);
            foreach (ref var b in block.Span)
                b = random.Next(40) < density ? ",\"\n\r lbmj\u00ac"u8[random.Next(11)] : (byte)random.Next(256);
            var from = random.Next(100);
            var length = random.Next(block.Capacity - from);
            var quote = round % 2 == 0 ? (byte)'"' : (byte)',';
            var fast = new StructuralIndex();
            var plain = new StructuralIndex();
            var count = fast.Fill(block.Start, from, length, (byte)',', quote);
            Assert.Equal(plain.FillPortable(block.Start, from, length, (byte)',', quote), count);
            var isSame = new ReadOnlySpan<int>(fast.Positions, count).SequenceEqual(new ReadOnlySpan<int>(plain.Positions, count));
            Assert.True(isSame, $"seed {Seed}, round {round}");
            var expected = Enumerable.Range(from, length)
                .Count(i => block.Span[i] is (byte)',' or (byte)'\n' or (byte)'\r' || block.Span[i] == quote);
            Assert.Equal(expected, count);
        }
    }

    // The text itself, with one byte changed, and cut short; in a padded block, as parsers have it.
    static void Each(Func<Random, string> make, Check check)
    {
        var random = new Random(Seed);
        var block = new InputBlock(128);
        for (var i = 0; i < Texts; i++)
        {
            var bytes = Encoding.Latin1.GetBytes(make(random));
            if (i % 3 == 1)
                bytes[random.Next(bytes.Length)] = s_other[random.Next(s_other.Length)];
            if (i % 5 == 4)
                bytes = bytes[..random.Next(1, bytes.Length + 1)];
            block.Span.Fill((byte)'7');
            bytes.CopyTo(block.Span);
            check(Encoding.Latin1.GetString(bytes), block.Start);
        }
    }

    delegate void Check(string text, byte* first);
}
