using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Pipeline.Tests.Recognition;

public sealed class FormatRecognizerTests
{
    [Theory]
    [InlineData("!red\n", "red", LogEncoding.LogFile)]
    [InlineData("\uFEFF!blue\na=1\n", "blue", LogEncoding.LogFile)]
    [InlineData("\0\0\0\0!blue\na=1\n", "blue", LogEncoding.LogFile)]
    [InlineData("{\"red\":1}\n", "red", LogEncoding.Json)]
    [InlineData("[{\"blue\":1},", "blue", LogEncoding.Json)]
    [InlineData("\uFEFF\n [\n {\"blue\":1}", "blue", LogEncoding.Json)]
    [InlineData("{\"other\":1}{}{\"red\":2}", "red", LogEncoding.Json)]
    [InlineData("{\"a\":\"} {\",\n \"red\":{\"b\":[1]}\n}", "red", LogEncoding.Json)]
    public void FormatIsKnownByHeaderOrKeys(string head, string format, LogEncoding encoding)
    {
        var what = Some.Recognizer.Recognize(Encoding.UTF8.GetBytes(head), isWhole: false);

        Assert.Equal(Verdict.Known, what.Verdict);
        Assert.Equal(format, what.Format!.Name);
        Assert.Equal(encoding, what.Encoding);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("\uFEFF")]
    [InlineData("\r\n")]
    [InlineData("!red")]
    [InlineData("!re")]
    [InlineData("# comment\n")]
    [InlineData("{\"red\":1")]
    [InlineData("{\"other\":1}\n")]
    [InlineData("[")]
    public void TooLittleIsUndecidedWhileMoreMayCome(string head) =>
        Assert.Equal(Verdict.Undecided, Some.Recognizer.Recognize(Encoding.UTF8.GetBytes(head), isWhole: false).Verdict);

    [Theory]
    [InlineData("", Verdict.Empty, "empty")]
    [InlineData("\0\0\0", Verdict.Empty, "empty")]
    [InlineData("\uFEFF\r\n", Verdict.Empty, "empty")]
    [InlineData("hello, world\n", Verdict.Unknown, "no format has its header (hello, world); known formats: red, blue")]
    [InlineData("{\"a\":1,\"b\":{\"c\":2}}", Verdict.Unknown, "keys (a, b, c); known formats: red, blue")]
    [InlineData("{\"a\":1", Verdict.Unknown, "no complete object")]
    [InlineData("MZ\u0090\0\u0003\0", Verdict.Binary, "not text")]
    [InlineData("PK\u0003\u0004....", Verdict.Binary, "zip archive")]
    [InlineData("BZh91AY&SY", Verdict.Binary, "bzip2")]
    [InlineData("ElfFile\0", Verdict.Binary, "wevtutil")]
    public void WholeSourceThatIsNotTakenIsNamedWithTheReason(string head, Verdict verdict, string reason)
    {
        var what = Some.Recognizer.Recognize(Encoding.UTF8.GetBytes(head), isWhole: true);

        Assert.Equal(verdict, what.Verdict);
        Assert.Contains(reason, what.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void UnterminatedHeaderCountsWhenNothingFollows() =>
        Assert.Equal(Verdict.Known, Some.Recognizer.Recognize("!red"u8, isWhole: true).Verdict);

    [Fact]
    public void LongBeginningIsJudgedWithoutItsRest()
    {
        var head = new byte[Limits.RecognitionBytesMax];
        Array.Fill(head, (byte)'x');

        Assert.Equal(Verdict.Unknown, Some.Recognizer.Recognize(head, isWhole: false).Verdict);
    }

    [SamplesFact]
    public void EveryRealLogIsKnownRawAndAsJson()
    {
        var recognizer = new FormatRecognizer(LogFormats.All);
        var known = 0;
        foreach (var file in Directory.GetFiles(RepositoryRoot.Sample("exchange", "raw")))
        {
            var what = recognizer.Recognize(File.ReadAllBytes(file), isWhole: true);
            if (what.Verdict != Verdict.Known)
                continue;
            known++;
            var json = RepositoryRoot.Sample("exchange", "kinesis-agent-json", Path.GetFileName(file) + ".ndjson");
            if (File.Exists(json))
                Assert.Equal(what.Format, recognizer.Recognize(File.ReadAllBytes(json), isWhole: true).Format);
        }

        Assert.True(known > 0);
    }
}
