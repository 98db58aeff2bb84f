using System.IO.Compression;
using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Tests.Intake.Files;

public sealed class GzipReaderTests
{
    static readonly byte[] s_content = MakeContent();

    [Theory]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.NoCompression)]
    public void EveryCutIsNoticedAndWhatStandsBeforeItIsRead(CompressionLevel level)
    {
        using var folder = RepositoryRoot.Temporary();
        var first = Gzip(s_content, level);
        var whole = (byte[])[.. first, .. Gzip(s_content, level)];
        byte[] expected = [.. s_content, .. s_content];
        var ends = new[] { first.Length, whole.Length };
        for (var length = 3; length <= whole.Length; length += ends.Any(end => Math.Abs(length - end) <= 80) ? 1 : 61)
        {
            var (read, damage) = ReadAll(folder.Write("x.gz", whole.AsSpan(0, length)), 100);

            Assert.True(expected.AsSpan().StartsWith(read), $"cut at {length}: what was read is not the beginning");
            var isWhole = length == first.Length || length == whole.Length;
            Assert.True(isWhole == (damage is null), $"cut at {length}: {damage}");
            Assert.True(length < first.Length || read.Length >= s_content.Length, $"cut at {length}: the complete member is not there");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1 << 20)]
    public void MembersAreReadAsOneWhateverThePiece(int pieceBytes)
    {
        using var folder = RepositoryRoot.Temporary();
        var path = folder.Write("x.gz", [.. Gzip(s_content), .. Gzip([]), .. Gzip(s_content)]);

        var (read, damage) = ReadAll(path, pieceBytes);

        Assert.Null(damage);
        Assert.Equal([.. s_content, .. s_content], read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void ZerosBehindTheLastMemberAreNoDamage(int zeros)
    {
        using var folder = RepositoryRoot.Temporary();

        var (read, damage) = ReadAll(folder.Write("x.gz", [.. Gzip(s_content), .. new byte[zeros]]), 512);

        Assert.Null(damage);
        Assert.Equal(s_content, read);
    }

    [Fact]
    public void ContentThatFailsItsChecksumIsDamaged()
    {
        using var folder = RepositoryRoot.Temporary();
        var gzip = Gzip(s_content);
        gzip[^6] ^= 1;

        Assert.Contains("damaged", ReadAll(folder.Write("x.gz", gzip), 512).Damage, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasGivenBackIsReadAgain()
    {
        using var folder = RepositoryRoot.Temporary();
        using var reader = ByteReader.Open(folder.Write("x.gz", Gzip(s_content)));
        var piece = new byte[100];

        Assert.Equal(100, reader.Read(piece));
        reader.Unread(piece.AsSpan(60));
        Assert.Equal(60, reader.Position);
        Assert.Equal(100, reader.Read(piece));
        Assert.Equal(s_content[60..160], piece);
        reader.MoveTo(500);
        Assert.Equal(100, reader.Read(piece));
        Assert.Equal(s_content[500..600], piece);
    }

    static (byte[] Read, string? Damage) ReadAll(string path, int pieceBytes)
    {
        using var reader = ByteReader.Open(path);
        var all = new MemoryStream();
        var piece = new byte[pieceBytes];
        while (reader.Read(piece) is var read and > 0)
            all.Write(piece, 0, read);
        return (all.ToArray(), reader.Damage);
    }

    static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, level))
            gzip.Write(content);
        return stream.ToArray();
    }

    static byte[] MakeContent()
    {
        var content = new byte[3000];
        new Random(7).NextBytes(content.AsSpan(0, 1000));
        for (var i = 1000; i < content.Length; i++)
            content[i] = (byte)('a' + (i % 7));
        return content;
    }
}
