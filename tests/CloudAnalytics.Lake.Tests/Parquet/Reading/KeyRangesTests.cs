using System.Globalization;
using System.IO.Hashing;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Parquet.Reading;
using CloudAnalytics.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit.Abstractions;

namespace CloudAnalytics.Lake.Tests.Parquet.Reading;

public sealed class KeyRangesTests(ITestOutputHelper output) : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    // The first four are published with the algorithm; the others are of DuckDB's writer, below.
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void HashIsThatOfBloomFilters(string text, ulong hash) =>
        Assert.Equal(hash, XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)));

    public static TheoryData<string> Layouts => new()
    {
        ParquetSettings.ArchiveSortedBy("node"), ParquetSettings.Archive, "(FORMAT parquet, ROW_GROUP_SIZE 2048)",
        "(FORMAT parquet, WRITE_BLOOM_FILTER false)", "(FORMAT parquet, PARQUET_VERSION V2)",
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void NoKeyOfAFileIsEverRuledOut(string layout)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var keys = Enumerable.Range(0, 3000).Select(_ => Key(random)).ToList();
        var path = Write(keys, layout);
        using var file = File.OpenHandle(path);
        var ranges = KeyRanges.Read(file, "node");
        Assert.All(keys, key => Assert.True(MayHold(ranges, file, key), key));
        Assert.True(ranges.Has("node") && ranges.Has("other") && ranges.Has("pairs") && ranges.Has("list"));
        // Parts of columns are none.
        Assert.False(ranges.Has("key") || ranges.Has("value") || ranges.Has("element") || ranges.Has("schema"));
    }

    [Fact]
    public void BloomFiltersRuleOutNearlyAllOtherKeys()
    {
        string Key(int number) => number.ToString("'queue:mx1/'000000", CultureInfo.InvariantCulture);
        var path = Write(Enumerable.Range(0, 20_000).Select(i => Key(2 * i)), ParquetSettings.ArchiveSortedBy("node"), rowsPerKey: 3);
        using var file = File.OpenHandle(path);
        var ranges = KeyRanges.Read(file, "node");
        var held = Enumerable.Range(0, 20_000).Count(i => MayHold(ranges, file, Key((2 * i) + 1)));
        Assert.InRange(held, 0, 400);
    }

    [Fact]
    public void KeysOutsideOfAFileAreRuledOutWithoutOpeningIt()
    {
        var path = Write(["b", "c"], ParquetSettings.ArchiveSortedBy("node"));
        using var file = File.OpenHandle(path);
        var ranges = KeyRanges.Read(file, "node");
        foreach (var key in (string[])["", "a", "c0", "d", "é"])
            Assert.False(ranges.MayHold(Encoding.UTF8.GetBytes(key), 0, () => throw new InvalidOperationException(key), out _), key);
    }

    [Fact]
    public void NothingIsRuledOutWhereAFileSaysNothing()
    {
        var path = Write(["b", "c"], ParquetSettings.Archive);
        using var file = File.OpenHandle(path);
        Assert.True(MayHold(KeyRanges.Read(file, "no_such_column"), file, "a"));
        Assert.False(KeyRanges.Read(file, "no_such_column").Has("no_such_column"));
    }

    [Fact]
    public void OnlyColumnsWithoutAnyValueAmongTheRowsOfAKeyAreLeftOut()
    {
        // Two row groups: one value in the first of them, and a list and a map in the second.
        const int Rows = 2048;
        var path = Path.Combine(_folder.Path, "columns.parquet");
        using (var database = DuckDbDatabase.OpenInMemory([new("threads", "1")]))
        using (var connection = database.Connect())
        {
            connection.Execute($"""
                COPY (SELECT NULL::BIGINT AS never, CASE WHEN i = 5 THEN 'x' END AS once, CASE WHEN i >= {Rows} THEN ['y'] END AS list,
                    CASE WHEN i >= {Rows} THEN MAP {"{'k': 'v'}"} END AS pairs, printf('%05d', i) AS node, i AS always FROM range({2 * Rows}) rows(i))
                TO {Sql.Text(path)} (FORMAT parquet, ROW_GROUP_SIZE {Rows})
                """);
        }

        using var file = File.OpenHandle(path);
        var ranges = KeyRanges.Read(file, "node");
        Assert.Equal(["once", "list", "pairs", "node", "always"], Filled(ranges, file, "00007"));
        Assert.Equal(["list", "pairs", "node", "always"], Filled(ranges, file, "03000"));
    }

    [Fact]
    public void BrokenFileIsToldAndNothingElseHappens()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var whole = File.ReadAllBytes(Write(Enumerable.Range(0, 500).Select(_ => Key(random)), ParquetSettings.ArchiveSortedBy("node")));
        var broken = Path.Combine(_folder.Path, "broken.parquet");
        for (var i = 0; i < TestRun.Repeats(2_000, 50_000); i++)
        {
            var bytes = random.Next(4) == 0 ? whole[random.Next(whole.Length)..] : [.. whole];
            for (var changes = random.Next(1, 8); changes > 0 && bytes.Length > 0; changes--)
                bytes[^random.Next(1, Math.Min(bytes.Length, 4000) + 1)] = (byte)random.Next(256);
            File.WriteAllBytes(broken, bytes);
            using var file = File.OpenHandle(broken);
            try
            {
                MayHold(KeyRanges.Read(file, "node"), file, Key(random));
            }
            catch (Exception told) when (told is InvalidDataException or IOException)
            {
            }
        }
    }

    static bool MayHold(KeyRanges ranges, SafeFileHandle file, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return ranges.MayHold(bytes, XxHash64.HashToUInt64(bytes), () => file, out _);
    }

    static IReadOnlyList<string> Filled(KeyRanges ranges, SafeFileHandle file, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        Assert.True(ranges.MayHold(bytes, XxHash64.HashToUInt64(bytes), () => file, out var filled));
        return filled;
    }

    // Short and long ones, for every way through the hash, some of more than one byte a letter.
    static string Key(Random random) => string.Concat(Enumerable.Range(0, random.Next(90)).Select(_ => "abcxyz019:/@.é€"[random.Next(15)]));

    string Write(IEnumerable<string> keys, string layout, int rowsPerKey = 1)
    {
        var path = Path.Combine(_folder.Path, "keys.parquet");
        using var database = DuckDbDatabase.OpenInMemory([new("threads", "1"), new("preserve_insertion_order", "false")]);
        using var connection = database.Connect();
        connection.Execute($"""
            COPY (SELECT 1 AS other, MAP {"{'a': 'b'}"} AS pairs, [''] AS list, node FROM (VALUES {string.Join(", ", keys.Select(key => $"({Sql.Text(key)})"))})
            keys(node), range({rowsPerKey}) ORDER BY node) TO {Sql.Text(path)} {layout}
            """);
        return path;
    }
}
