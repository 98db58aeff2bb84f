using CloudAnalytics.Core;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;

namespace CloudAnalytics.Lake.Tests.Maintenance;

public sealed class PlanTests
{
    const long Kilobyte = 1024;

    static readonly DateOnly s_today = new(2026, 11, 20);

    [Fact]
    public void FewSmallFilesAreLeftAlone() =>
        Assert.Empty(RollUpPlan.Of(Folder(Enumerable.Repeat(Kilobyte, Limits.RollUpFilesMin - 1))));

    [Fact]
    public void ManySmallFilesBecomeOne() =>
        Assert.Equal([Limits.RollUpFilesMin + 4],
            RollUpPlan.Of(Folder(Enumerable.Repeat(Kilobyte, Limits.RollUpFilesMin + 4))).Select(group => group.Count));

    [Fact]
    public void LargeFileSeparatesItsNeighbours()
    {
        var sizes = Enumerable.Repeat(Kilobyte, 20).Append(Limits.RollUpBytesMax).Concat(Enumerable.Repeat(Kilobyte, 30));
        Assert.Equal([(1L, 20L), (22L, 51L)], RollUpPlan.Of(Folder(sizes)).Select(group => (group[0].Commits.Lo, group[^1].Commits.Hi)));
    }

    /// <summary>A day of commits, with maintenance now and then: how many files there are, and how often a byte is written.</summary>
    [Theory]
    [InlineData(1, 50, 40_000, 30)]
    [InlineData(2, 2_000, 20_000, 10)]
    [InlineData(3, 30_000, 5_000, 100)]
    public void FilesStayFewAndRowsAreRewrittenSeldom(int seed, int kilobytesMax, int commits, int commitsPerPass)
    {
        var random = new Random(seed);
        var files = new List<LakeFile.Segment>();
        var (ingested, rewritten, mostFiles) = (0L, 0L, 0);
        for (var commit = 1; commit <= commits; commit++)
        {
            files.Add(Segment(new CommitRange(commit, commit), random.NextInt64(1, kilobytesMax) * Kilobyte));
            ingested += files[^1].Bytes;
            if (commit % commitsPerPass != 0)
                continue;
            foreach (var group in RollUpPlan.Of(files).ToList())
            {
                Assert.True(group.Count > 1);
                Assert.InRange(group.Sum(file => file.Bytes), 1, Limits.RollUpBytesMax);
                var first = files.IndexOf(group[0]);
                Assert.Equal(group, files.GetRange(first, group.Count));
                files.RemoveRange(first, group.Count);
                files.Insert(first, Segment(new CommitRange(group[0].Commits.Lo, group[^1].Commits.Hi), group.Sum(file => file.Bytes)));
                rewritten += files[first].Bytes;
            }

            mostFiles = Math.Max(mostFiles, files.Count(file => file.Bytes < Limits.RollUpBytesMax / 2));
        }

        Assert.InRange(rewritten, 0, ingested * 4);
        Assert.InRange(mostFiles, 0, (2 * commitsPerPass) + (4 * Limits.RollUpFilesMin));
    }

    [Fact]
    public void WithoutLimitsNothingIsDeleted() => Assert.Empty(RetentionPlan.Of(Days(10), s_today, RetentionLimits.None));

    [Theory]
    [InlineData(1, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(7, new[] { 7, 8, 9 })]
    [InlineData(10, new int[0])]
    public void OlderDaysThanAreKeptAreDeleted(int days, int[] agesOfDeleted) =>
        Assert.Equal(
            agesOfDeleted.OrderDescending(),
            RetentionPlan.Of(Days(10), s_today, new RetentionLimits(days, null)).Select(file => s_today.DayNumber - file.Day.DayNumber));

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(999, 1)]
    [InlineData(900, 1)]
    [InlineData(899, 2)]
    [InlineData(0, 9)]
    public void OldestDaysGoUntilTheRestFits(long bytes, int deleted)
    {
        var gone = RetentionPlan.Of(Days(10), s_today, new RetentionLimits(null, bytes));
        Assert.Equal(Enumerable.Range(0, deleted).Select(n => s_today.AddDays(n - 9)), gone.Select(file => file.Day));
    }

    [Fact]
    public void FilesOfADayGoTogether()
    {
        LakeFile[] files =
        [
            new LakeFile.Archived("a", s_today.AddDays(-3), s_today, 0) { Bytes = 10 },
            new LakeFile.Segment("b", s_today.AddDays(-3), CommitRange.Of(1), false) { Bytes = 10 },
            new LakeFile.DeadLetters(s_today.AddDays(-3), CommitRange.Of(1)) { Bytes = 10 },
            new LakeFile.Archived("a", s_today.AddDays(-2), s_today, 0) { Bytes = 10 },
        ];
        Assert.Equal(files[..3], RetentionPlan.Of(files, s_today, new RetentionLimits(null, 25)));
    }

    static List<LakeFile> Days(int count) =>
        [.. Enumerable.Range(0, count).Select(age => new LakeFile.Archived("a", s_today.AddDays(-age), s_today, 0) { Bytes = 100 })];

    static List<LakeFile.Segment> Folder(IEnumerable<long> sizes) =>
        [.. sizes.Select((bytes, i) => Segment(CommitRange.Of(i + 1), bytes))];

    static LakeFile.Segment Segment(CommitRange commits, long bytes) => new("a", s_today, commits, false) { Bytes = bytes };
}
