using CloudAnalytics.Lake.Parquet.Writing;

namespace CloudAnalytics.Lake.Tests.Parquet;

public sealed class SnappyTests
{
    // Around a look's margin, the longest copy, and the 65,536 bytes of a block.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(257)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    public void WhatIsPackedComesBack(int length)
    {
        for (var letters = 1; letters <= 256; letters *= 4)
        {
            for (var seed = 1; seed <= TestRun.Repeats(3, 100); seed++)
                AssertComesBack(Bytes(new Random(seed), length, letters));
        }
    }

    [Fact]
    public void WhatRepeatsIsPackedSmall()
    {
        var line = "2026-11-20T12:00:00.000000+00:00 mx1 postfix/qmgr[921]: 4n0Mg9ylS8zW456: removed\n"u8.ToArray();
        Assert.InRange(AssertComesBack([.. Enumerable.Repeat(line, 1000).SelectMany(bytes => bytes)]), 1, line.Length * 1000 / 15);
    }

    [Fact]
    public void WhatDoesNotRepeatGrowsLittle() =>
        Assert.InRange(AssertComesBack(Bytes(new Random(1), 100_000, 256)), 1, 100_100);

    // Some bytes at random, then pieces of what stands before, near and far, some of which overlap themselves.
    static byte[] Bytes(Random random, int length, int letters)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var piece = Math.Min(length - at, random.Next(1, 200));
            var from = at == 0 || letters == 256 || random.Next(3) == 0 ? -1 : random.Next(Math.Max(0, at - 70_000), at);
            for (var i = 0; i < piece; i++, at++)
                bytes[at] = from < 0 ? (byte)random.Next(letters) : bytes[from + i];
        }

        return bytes;
    }

    static int AssertComesBack(byte[] bytes)
    {
        var packed = new ByteSink();
        new Snappy().Pack(bytes, packed);
        Assert.Equal(bytes, Unpack(packed.Written));
        return packed.Length;
    }

    // As the format's description has it: a length, then literals and copies of what came before.
    static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        var at = 0;
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = packed[at++];
            length |= (part & 127) << shift;
            if (part < 128)
                break;
        }

        var bytes = new List<byte>(length);
        while (at < packed.Length)
        {
            var tag = packed[at++];
            var count = (tag >> 2) + 1;
            if ((tag & 3) == 0)
            {
                var extra = Math.Max(0, count - 60);
                if (extra > 0)
                    count = Number(packed.Slice(at, extra)) + 1;
                at += extra;
                bytes.AddRange(packed.Slice(at, count));
                at += count;
                continue;
            }

            var offset = (tag & 3) == 1 ? ((tag >> 5) << 8) | packed[at] : Number(packed.Slice(at, 2));
            count = (tag & 3) == 1 ? ((tag >> 2) & 7) + 4 : count;
            at += (tag & 3) == 1 ? 1 : 2;
            Assert.InRange(offset, 1, bytes.Count);
            for (; count > 0; count--)
                bytes.Add(bytes[^offset]);
        }

        Assert.Equal(length, bytes.Count);
        return [.. bytes];
    }

    static int Number(ReadOnlySpan<byte> bytes)
    {
        var number = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
            number = (number << 8) | bytes[i];
        return number;
    }
}
