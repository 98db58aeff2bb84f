namespace CloudAnalytics.Pipeline.Tests;

public sealed class SourceParserTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1000)]
    public void LogFileIsReadToItsUnterminatedEnd(int pieceBytes)
    {
        var report = new PipelineReport();

        var rows = Some.Rows("!red one\na=1\nb=2\njunk\nc=3\nd=4\ne=5", pieceBytes, false, report);

        Assert.Equal(["red a=1", "red b=2", "red c=3", "red d=4", "red e=5"], rows);
        Assert.Equal(new LineCounts(5, 0, 1, 1), report.Total);
        Assert.Equal(17, Assert.Single(report.DeadLetters).Offset);
    }

    [Fact]
    public void PiecesOfOneSpaceDoNotOverlapAndComeBackTogether()
    {
        var space = new InputSpace(100);

        Assert.True(space.TryReserve(60, out var first));
        space.Trim(first, 10);
        Assert.True(space.TryReserve(90, out var second));
        Assert.False(space.TryReserve(1, out _));
        Assert.False(space.TryReserve(200, out _));
        Assert.Equal(first.Start + 10, second.Start);
        space.Reset();
        Assert.True(space.TryReserve(200, out var large));
        Assert.Equal(200, large.Span.Length);
    }
}
