using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Server.Intake.Syslog;

namespace CloudAnalytics.Server.Tests.Intake.Syslog;

public sealed class SyslogFramerTests
{
    [Theory]
    [InlineData("<13>a\n<13>b\n", "<13>a|<13>b")]
    [InlineData("5 <13>a6 <13>bb", "<13>a|<13>bb")]
    [InlineData("5 <13>a\n6 <13>bb\n<13>c\r\n", "<13>a|<13>bb|<13>c\r")]
    [InlineData("7 <13>a\nb<13>c\n", "<13>a\nb|<13>c")]
    [InlineData("\n\r\n\0<13>a\n", "<13>a")]
    [InlineData("2026-11-20T10:00:00Z h p: x\n", "2026-11-20T10:00:00Z h p: x")]
    [InlineData("12345678 x\n", "12345678 x")]
    [InlineData("0 x\n", "0 x")]
    [InlineData("<13>without an end", "<13>without an end")]
    [InlineData("20 <13>without its end", "<13>without its end")]
    [InlineData("12", "12")]
    [InlineData("5 ", "")]
    public void FramesAreToldApartOneByOne(string stream, string expected) =>
        Assert.Equal(expected, string.Join('|', Read([Encoding.ASCII.GetBytes(stream)])));

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, TestRun.Repeats(200, 5000))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnySplitOfTheStreamGivesTheSameMessages(int seed)
    {
        var random = new Random(seed);
        var messages = new List<string>();
        var stream = new StringBuilder();
        for (var i = 0; i < 40; i++)
        {
            var isCounted = random.Next(2) == 0;
            var alphabet = isCounted ? "abc 0159<>\n" : "abc 0159<>";
            var text = "<" + random.Next(192) + ">" + string.Concat(Enumerable.Range(0, random.Next(60))
                .Select(_ => alphabet[random.Next(alphabet.Length)]));
            messages.Add(text);
            stream.Append(isCounted ? $"{text.Length} {text}" : text + "\n").Append(isCounted && random.Next(3) == 0 ? "\n" : "");
        }

        var bytes = Encoding.ASCII.GetBytes(stream.ToString());
        var pieces = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(1, random.Next(2, 50)), bytes.Length - at);
            pieces.Add(bytes[at..(at + length)]);
            at += length;
        }

        Assert.Equal(messages, Read(pieces));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MessageThatIsTooLongIsCutAndTheNextOneIsWhole(bool isCounted)
    {
        var length = (Limits.SyslogFrameBytesMax * 3) + 7;
        var text = new string('x', length);
        var stream = Encoding.ASCII.GetBytes((isCounted ? $"{length} {text}" : text + "\n") + "<13>next\n");
        var framer = new SyslogFramer();
        var at = 0;

        Assert.True(framer.TryNext(stream, ref at));
        Assert.Equal((Limits.SyslogFrameBytesMax, (long)length), (framer.Frame.Length, framer.Length));
        Assert.True(framer.TryNext(stream, ref at));
        Assert.Equal("<13>next", Encoding.ASCII.GetString(framer.Frame));
        Assert.False(framer.TryNext(stream, ref at));
    }

    static List<string> Read(IEnumerable<byte[]> pieces)
    {
        var framer = new SyslogFramer();
        var messages = new List<string>();
        foreach (var piece in pieces)
        {
            var at = 0;
            while (framer.TryNext(piece, ref at))
                messages.Add(Encoding.ASCII.GetString(framer.Frame));
        }

        if (framer.TryEnd())
            messages.Add(Encoding.ASCII.GetString(framer.Frame));
        return messages;
    }
}
