namespace CloudAnalytics.Pipeline.Tests.Json;

public sealed class JsonStreamParserTests
{
    public static TheoryData<int> Pieces() => [1, 2, 7, 64, int.MaxValue / 2];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void ObjectsOfSeveralFormatsGoToTheirOwn(int pieceBytes)
    {
        var report = new PipelineReport();

        var rows = Some.Rows(
            "{\"red\":1}\n{\"red\":2}\n{\"blue\":3}{\"red\":4},\n{\"blue\":5}\n{\"blue\":6}\n{\"blue\":7}\n{\"blue\":8}",
            pieceBytes, false, report);

        Assert.Equal(
            ["blue blue=3", "blue blue=5", "blue blue=6", "blue blue=7", "blue blue=8", "red red=1", "red red=2", "red red=4"],
            rows.Order());
        Assert.Equal(3, report.Formats["red"].Parsed);
        Assert.Equal(5, report.Formats["blue"].Parsed);
        Assert.Empty(report.DeadLetters);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void ObjectWithoutDecisiveKeysBelongsToTheOnlyFormatOfItsStream(int pieceBytes)
    {
        var rows = Some.Rows("{\"red\":1}\n{\"rod\":2}\n", pieceBytes, false, new PipelineReport());

        Assert.Equal(["red red=1", "red rod=2"], rows);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void ObjectWithoutDecisiveKeysInAMixedStreamIsADeadLetter(int pieceBytes)
    {
        var report = new PipelineReport();

        var rows = Some.Rows("{\"red\":1}\n{\"blue\":2}\n{\"rod\":3}\n{\"red\":4}\n", pieceBytes, false, report);

        Assert.Equal(["blue blue=2", "red red=1", "red red=4"], rows.Order());
        var letter = Assert.Single(report.DeadLetters);
        Assert.Equal(("unknown", 21L, "{\"rod\":3}"), (letter.Format, letter.Offset, System.Text.Encoding.UTF8.GetString(letter.Raw.Span)));
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void BrokenLineCostsItselfOnly(int pieceBytes)
    {
        var report = new PipelineReport();

        var rows = Some.Rows("{\"red\":1}\njunk\n{\"red\":\"2\n{\"red\":3}\n{\"red\":", pieceBytes, false, report);

        Assert.Equal(["red red=1", "red red=3"], rows);
        Assert.Equal([10L, 15L, 35L], report.DeadLetters.Select(letter => letter.Offset));
        Assert.Equal(5, report.Total.Records);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void DeclaredFormatTakesLinesInEnvelopes(int pieceBytes)
    {
        var report = new PipelineReport();

        var rows = Some.Rows(
            "[{\"date\":1.5,\"log\":\"a=1\\n\"},{\"date\":2,\"message\":\"b=\\u00e9\\\"\"}]\n"
            + "{\"line\":\"c=3\"}{\"red\":4}{\"log\":\"junk\"}",
            pieceBytes, true, report);

        Assert.Equal(["red a=1", "red b=é\"", "red c=3", "red red=4"], rows);
        Assert.Equal("junk", System.Text.Encoding.UTF8.GetString(Assert.Single(report.DeadLetters).Raw.Span));
    }
}
