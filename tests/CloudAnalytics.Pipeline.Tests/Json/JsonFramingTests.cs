using System.Text;
using CloudAnalytics.Pipeline.Json;

namespace CloudAnalytics.Pipeline.Tests.Json;

public sealed class JsonFramingTests
{
    [Theory]
    [InlineData("{}", 2)]
    [InlineData("{\"a\":1}\n{\"a\":2}", 7)]
    [InlineData("{\"a\":1}{\"a\":2}\n", 7)]
    [InlineData("{\"a\":1} , {\"a\":2}\n", 7)]
    [InlineData("{\"a\":\"}{\"}\n", 10)]
    [InlineData("{\"a\":\"\\\"}{\\\\\"}\r\n", 14)]
    [InlineData("{\"a\":{\"b\":{}},\n\"c\":[{}]}\nx", 24)]
    [InlineData("{\"a\":\"[{LED=x};{FQDN=y}]\"},\n{}", 26)]
    [InlineData("{\"a\":1}]\n", 7)]
    [InlineData("{\"a\":1", JsonFraming.Unfinished)]
    [InlineData("{\"a\":\"b", JsonFraming.Unfinished)]
    [InlineData("{\"a\":\"b\\", JsonFraming.Unfinished)]
    [InlineData("{\"a\":\"b\n\"}", JsonFraming.Broken)]
    [InlineData("junk\n", JsonFraming.Broken)]
    public void ObjectEndsWhereItsBraceIsClosed(string json, int length) =>
        Assert.Equal(length, JsonFraming.ObjectLength(Encoding.UTF8.GetBytes(json)));
}
