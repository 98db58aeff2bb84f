using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Tests.Files;

public sealed class LiveFilesTests
{
    static readonly DateOnly s_day = new(2026, 11, 20);

    [Fact]
    public void RolledUpFileHidesWhatItHolds() =>
        AssertLive(["1-4", "5-5"], cut: null, "1-1", "2-2", "3-4", "1-4", "5-5");

    [Fact]
    public void FileOfTheSameCommitsAsItsPartsIsNotHidden() => AssertLive(["1-2"], cut: null, "1-2");

    [Fact]
    public void KindsAndFoldersDoNotHideEachOther()
    {
        LakeFile[] files =
        [
            new LakeFile.Segment("a", s_day, new CommitRange(1, 9), false),
            new LakeFile.Segment("a", s_day, CommitRange.Of(2), true),
            new LakeFile.Segment("a", s_day.AddDays(1), CommitRange.Of(3), false),
            new LakeFile.Segment("b", s_day, CommitRange.Of(4), false),
            new LakeFile.DeadLetters(s_day, CommitRange.Of(5)),
        ];
        Assert.Equal(files.Length, LiveFiles.Of(files, _ => null).Count);
    }

    [Fact]
    public void CutSaysWhichZoneCounts()
    {
        LakeFile[] files =
        [
            new LakeFile.Segment("a", s_day, CommitRange.Of(1), false),
            new LakeFile.Segment("a", s_day.AddDays(1), CommitRange.Of(2), false),
            new LakeFile.Archived("a", s_day.AddDays(-3), s_day, 0),
            new LakeFile.Archived("a", s_day.AddDays(-3), s_day.AddDays(1), 0),
        ];
        Assert.Equal(files[..2], LiveFiles.Of(files, _ => null));
        Assert.Equal([files[2], files[1]], LiveFiles.Of(files, _ => s_day.AddDays(1)));
        Assert.Equal([files[0]], LiveFiles.Dead(files, _ => s_day.AddDays(1)));
    }

    /// <summary>
    /// A writer commits, rolls up and deletes; a reader lists meanwhile, file by file. A file that is there all the time is listed, one
    /// that comes
    /// or goes during the listing may be. Deleting waits until listings that began before the roll-up are over: that is the grace time.
    /// </summary>
    [Fact]
    public void NoInterleavingShowsACommitTwiceOrNotAtAll()
    {
        for (var seed = 0; seed < TestRun.Repeats(2_000, 50_000); seed++)
            new Interleaving(new Random(seed)).Run($"seed {seed}");
    }

    static void AssertLive(string[] expected, DateOnly? cut, params string[] ranges) =>
        Assert.Equal(expected, LiveFiles.Of(ranges.Select(Segment), _ => cut).Select(Range));

    static LakeFile Segment(string range)
    {
        var parts = range.Split('-').Select(long.Parse).ToArray();
        return new LakeFile.Segment("a", s_day, new CommitRange(parts[0], parts[1]), false);
    }

    static string Range(LakeFile file) => $"{((LakeFile.Segment)file).Commits.Lo}-{((LakeFile.Segment)file).Commits.Hi}";

    sealed class Interleaving(Random random)
    {
        readonly Dictionary<LakeFile, int[]> _files = [];
        readonly List<(LakeFile File, int Since)> _covered = [];
        int _commits;
        int _step;

        internal void Run(string context)
        {
            for (var i = random.Next(20); i > 0; i--)
                Step(listingBegan: int.MaxValue);
            var began = _step;
            var (before, committed) = (_files.Keys.ToHashSet(), _commits);
            var seen = new HashSet<LakeFile>();
            for (var i = random.Next(10); i > 0; i--)
            {
                Step(began);
                seen.UnionWith(_files.Keys.Where(_ => random.Next(2) == 0));
            }

            seen.UnionWith(before.Where(_files.ContainsKey));
            seen.UnionWith(before.Where(_ => random.Next(2) == 0));
            var rows = LiveFiles.Of(seen, _ => null).SelectMany(file => Contents(file)).Order().ToList();
            Assert.True(rows.SequenceEqual(rows.Distinct()), $"{context}: a commit is seen twice");
            Assert.True(Enumerable.Range(1, committed).All(rows.Contains), $"{context}: a commit is missing");
        }

        readonly Dictionary<LakeFile, int[]> _contents = [];

        int[] Contents(LakeFile file) => _contents[file];

        void Step(int listingBegan)
        {
            _step++;
            switch (random.Next(4))
            {
                case 0 or 1:
                    _commits++;
                    // Not every commit has rows of this format: numbers have gaps.
                    Add(CommitRange.Of(_commits), [_commits]);
                    break;
                case 2:
                    RollUp();
                    break;
                default:
                    // Files covered after the listing began stay until it is over.
                    foreach (var (file, since) in _covered.Where(entry => entry.Since < listingBegan && random.Next(2) == 0).ToList())
                    {
                        _files.Remove(file);
                        _covered.Remove((file, since));
                    }

                    break;
            }
        }

        void RollUp()
        {
            var live = LiveFiles.Of(_files.Keys, _ => null);
            if (live.Count < 2)
                return;
            var first = random.Next(live.Count - 1);
            var parts = live.Skip(first).Take(random.Next(2, live.Count - first + 1)).Cast<LakeFile.Segment>().ToList();
            Add(new CommitRange(parts[0].Commits.Lo, parts[^1].Commits.Hi), [.. parts.SelectMany(part => _files[part])]);
            _covered.AddRange(parts.Select(part => ((LakeFile)part, _step)));
        }

        void Add(CommitRange range, int[] contents)
        {
            var file = new LakeFile.Segment("a", s_day, range, false);
            _files[file] = _contents[file] = contents;
        }
    }
}
