using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Tests;

public sealed class RecordBatchTests
{
    static readonly Field<Utf8Text> s_name = Field.Keyword("name", "A name.");
    static readonly Field<long> s_count = Field.Int64("count", "A number.");
    static readonly Field<Utf8List> s_tags = Field.List("tags", "Some tags.");
    static readonly Schema s_schema = new("some", "A row.", s_name, s_count, s_tags);

    [Fact]
    public void WhatIsNotSetIsNull()
    {
        var batch = new RecordBatch(s_schema, 4);
        var row = batch.NewRow();
        row.Set(s_name, "x"u8);
        row.Commit();
        var empty = batch.NewRow();
        empty.Commit();

        var reader = new RowReader(batch, 1);
        Assert.True(reader.Get(s_name).IsEmpty);
        Assert.Null(reader.Get(s_count));
        Assert.Equal(0, reader.Count(s_tags));
        Assert.Equal("x"u8, new RowReader(batch, 0).Get(s_name));
    }

    [Fact]
    public void AnAbandonedRowLeavesNoValues()
    {
        var batch = new RecordBatch(s_schema, 4);
        var kept = batch.NewRow();
        kept.Add(s_tags, "one"u8);
        kept.Add(CommonFields.Attributes, "k"u8, "v"u8);
        kept.Commit();
        var dropped = batch.NewRow();
        dropped.Set(s_name, "gone"u8);
        dropped.Set(s_count, 7);
        dropped.Add(s_tags, "gone"u8);
        dropped.Abandon();
        var next = batch.NewRow();
        next.Add(s_tags, "two"u8);
        next.Commit();

        var reader = new RowReader(batch, 1);
        Assert.Equal(2, batch.RowCount);
        Assert.True(reader.Get(s_name).IsEmpty);
        Assert.Null(reader.Get(s_count));
        Assert.Equal(1, reader.Count(s_tags));
        Assert.Equal("two"u8, reader.ItemAt(s_tags, 0));
        Assert.Equal("v"u8, new RowReader(batch, 0).ValueAt(CommonFields.Attributes, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(5000)]
    [InlineData(300_000)]
    public void TextOfAnyLengthReadsBackAsWritten(int length)
    {
        var text = new byte[length];
        for (var i = 0; i < length; i++)
            text[i] = (byte)(1 + (i % 250));
        var batch = new RecordBatch(s_schema, 1);
        for (var round = 0; round < 3; round++)
        {
            batch.Clear();
            var row = batch.NewRow();
            row.Set(s_name, text);
            row.Commit();
            Assert.True(new RowReader(batch, 0).Get(s_name).SequenceEqual(text));
        }
    }

    [Fact]
    public void IdsAreBase32OfTheir128Bits()
    {
        Assert.Equal("aaaaaaaaaaaaaaaaaaaaaaaaaa", new RecordId(0, 0).ToString());
        Assert.Equal("777777777777777777777777" + "74", new RecordId(ulong.MaxValue, ulong.MaxValue).ToString());

        // Oracle: RFC 4648's groups of 5 bits over the 128-bit number, computed with big integers.
        var random = new Random(7);
        const string digits = "abcdefghijklmnopqrstuvwxyz234567";
        for (var i = 0; i < 1000; i++)
        {
            var id = new RecordId((ulong)random.NextInt64(), (ulong)random.NextInt64() << 1);
            var number = (((System.Numerics.BigInteger)id.High << 64) + id.Low) << 2;
            var expected = new char[26];
            for (var c = 25; c >= 0; c--, number >>= 5)
                expected[c] = digits[(int)(number & 31)];
            Assert.Equal(new string(expected), id.ToString());
        }
    }
}
