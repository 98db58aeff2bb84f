using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Tests.Files;

public sealed class LakeNamesTests
{
    static readonly DateOnly s_day = new(2026, 11, 20);

    public static TheoryData<string, LakeFile> Files { get; } = new()
    {
        {
            "raw/iis_access/arrived=2026-11-20/000000000007-000000000007.parquet",
            new LakeFile.Segment("iis_access", s_day, CommitRange.Of(7), IsAtLeastOnce: false)
        },
        {
            "raw/iis_access/arrived=2026-11-20/000000000001-999999999999.alo.parquet",
            new LakeFile.Segment("iis_access", s_day, new CommitRange(1, 999_999_999_999), IsAtLeastOnce: true)
        },
        {
            "archive/x2/day=2026-11-19/2026-11-20.parquet",
            new LakeFile.Archived("x2", new DateOnly(2026, 11, 19), s_day, 0)
        },
        {
            "archive/x2/day=2026-11-19/2026-11-20.12.parquet",
            new LakeFile.Archived("x2", new DateOnly(2026, 11, 19), s_day, 12)
        },
        {
            "dead/arrived=2026-11-20/000000000003-000000000005.jsonl",
            new LakeFile.DeadLetters(s_day, new CommitRange(3, 5))
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void KeyNamesItsFile(string key, LakeFile file)
    {
        Assert.Equal(file, LakeNames.Parse(key));
        Assert.Equal(key, file.Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lock")]
    [InlineData("raw/iis_access/arrived=2026-11-20/000000000007-000000000007.parquet.tmp")]
    [InlineData("raw/iis_access/arrived=2026-11-20/7-7.parquet")]
    [InlineData("raw/iis_access/arrived=2026-11-20/000000000008-000000000007.parquet")]
    [InlineData("raw/iis_access/arrived=2026-11-20/000000000000-000000000007.parquet")]
    [InlineData("raw/iis_access/arrived=2026-11-20/00000000000a-000000000007.parquet")]
    [InlineData("raw/iis_access/arrived=2026-11-20/-00000000001-000000000007.parquet")]
    [InlineData("raw/iis_access/arrived=2026-13-20/000000000007-000000000007.parquet")]
    [InlineData("raw/iis_access/day=2026-11-20/000000000007-000000000007.parquet")]
    [InlineData("raw/IIS/arrived=2026-11-20/000000000007-000000000007.parquet")]
    [InlineData("raw/../arrived=2026-11-20/000000000007-000000000007.parquet")]
    [InlineData("raw/iis_access/arrived=2026-11-20/x/000000000007-000000000007.parquet")]
    [InlineData("archive/x/day=2026-11-19/2026-11-20.0.parquet")]
    [InlineData("archive/x/day=2026-11-19/2026-11-20.01.parquet")]
    [InlineData("archive/x/day=2026-11-19/2026-11-20.1.2.parquet")]
    [InlineData("archive/x/day=2026-11-19/20261120.parquet")]
    [InlineData("dead/arrived=2026-11-20/000000000003-000000000005.parquet")]
    [InlineData("tmp/000000000003-000000000005.parquet")]
    public void OtherKeysNameNothing(string key) => Assert.Null(LakeNames.Parse(key));
}
