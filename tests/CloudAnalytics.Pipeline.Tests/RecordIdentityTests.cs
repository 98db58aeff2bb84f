using System.Text;

namespace CloudAnalytics.Pipeline.Tests;

public sealed class RecordIdentityTests
{
    /// <summary>MurmurHash3_x64_128 with seed 0, as other implementations give it.</summary>
    [Theory]
    [InlineData("", 0UL, 0UL)]
    [InlineData("hello", 0xCBD8A7B341BD9B02UL, 0x5B1E906A48AE1D19UL)]
    [InlineData("hello, world", 0x342FAC623A5EBC8EUL, 0x4CDCBC079642414DUL)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 0xCD99481F9EE902C9UL, 0x695DA1A38987B6E7UL)]
    public void HashIsTheKnownOne(string text, ulong high, ulong low) =>
        Assert.Equal((high, low), RecordIdentity.Hash(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void EachPartOfThePlaceMatters()
    {
        (ulong, ulong)[] ids =
        [
            RecordIdentity.Of("stream", new Position("shard", "12"), 0),
            RecordIdentity.Of("stream", new Position("shard", "12"), 1),
            RecordIdentity.Of("stream", new Position("shard", "13"), 0),
            RecordIdentity.Of("stream", new Position("shard1", "2"), 0),
            RecordIdentity.Of("streams", new Position("hard", "12"), 0),
            RecordIdentity.Of(new string('s', 1000), new Position("shard", "12"), 0),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids[0], RecordIdentity.Of("stream", new Position("shard", "12"), 0));
    }
}
