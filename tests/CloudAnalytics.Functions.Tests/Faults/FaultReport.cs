using System.Globalization;
using System.Text;
using CloudAnalytics.Doubles.Kinesis;

namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>What a run of the fault test found.</summary>
sealed class FaultReport
{
    public required int Seed { get; init; }

    public required SampleStream Sample { get; init; }

    public required FaultWorld World { get; init; }

    public required List<string> Documents { get; init; }

    public required List<(string Id, string Format)> Lake { get; init; }

    public required List<string> IndexLetters { get; init; }

    public required List<string> ArchiveLetters { get; init; }

    public required string Replay { get; init; }

    public required TimeSpan Time { get; init; }

    IEnumerable<(string Name, int Count)> Struck =>
        World.Plan.Struck.Concat(World.Cluster.Faults.Struck).GroupBy(f => f.Key).Select(f => (f.Key, f.Sum(each => each.Value)))
            .OrderBy(f => f.Key, StringComparer.Ordinal);

    int Kills => Struck.Where(f => f.Name.StartsWith("killed", StringComparison.Ordinal)).Sum(f => f.Count);

    /// <summary>Each record once in both stores, each poison record in both functions' dead letters, and what was to fail did.</summary>
    public void Check()
    {
        Assert.Equal(Sample.Rows.Keys.Order(StringComparer.Ordinal), Documents.Order(StringComparer.Ordinal));
        Assert.Equal(Sample.Rows.Select(r => (r.Key, r.Value)).Order(), Lake.Distinct().Order());
        Assert.Equal(Sample.Poison.Order(StringComparer.Ordinal), IndexLetters.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Sample.Poison.Order(StringComparer.Ordinal), ArchiveLetters.Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(World.Index.FailedBatches);
        Assert.Empty(World.Index.Expired.Concat(World.Archive.Expired));
        Assert.True(World.Starts >= Kills, "what was killed was started");
    }

    /// <summary>Adds what struck in this run to what struck in others: how much does depends on the moment of each kill.</summary>
    public FaultCover Cover(FaultCover others) => new(
        others.Splits + World.Index.Bisections, others.GivenUp + World.Archive.FailedBatches.Count, others.Kills + Kills);

    /// <summary>The counts, as they are published.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("# Nothing lost, nothing twice\n\n");
        Line(text, $"Seed {Seed}, {Time.TotalSeconds:0} s. Both functions are processes, killed (SIGKILL) in the middle of batches.");
        text.Append("OpenSearch and S3 fail as drawn from the seed. The stream's reader splits, repeats and gives up batches;\n");
        text.Append("the function replay sends those once more.\n\n");
        text.Append("| what | count |\n|---|---:|\n");
        var stream = Enumerable.Range(0, World.Stream.Shards).Sum(s => World.Stream.Records(s).Count);
        Row(text, "records, poison among them", Sample.Records);
        Row(text, "records of the stream that they are packed in", stream);
        Row(text, "formats", Sample.Rows.Values.Distinct().Count());
        Row(text, "rows that must be", Sample.Rows.Count);
        Row(text, "documents in OpenSearch", Documents.Count);
        Row(text, "missing or twice there", Differences(Sample.Rows.Keys, Documents));
        Row(text, "rows in the lake, one of each id, as its views show them", Lake.Distinct().Count());
        Row(text, "missing or too many there", Differences(Sample.Rows.Keys, Lake.Select(row => row.Id).Distinct()));
        Row(text, "copies in overlapping objects, which the views leave out", Lake.Count - Lake.Distinct().Count());
        Row(text, "poison records", Sample.Poison.Count);
        Row(text, "dead letters of index", IndexLetters.Distinct().Count());
        Row(text, "dead letters of archive", ArchiveLetters.Distinct().Count());
        foreach (var (name, mapping) in ((string, EventSourceMapping)[])[("index", World.Index), ("archive", World.Archive)])
        {
            foreach (var outcome in mapping.Calls.CountBy(c => c.Outcome).OrderBy(c => c.Key, StringComparer.Ordinal))
                Row(text, $"invocations of {name}: {outcome.Key}", outcome.Value);
            Row(text, $"batches of {name} split", mapping.Bisections);
            Row(text, $"batches of {name} given up, and replayed", mapping.FailedBatches.Count);
        }

        Row(text, "processes started", World.Starts);
        Row(text, "processes killed", Kills);
        foreach (var (name, count) in Struck)
            Row(text, $"fault: {name}", count);
        Line(text, $"\nThe replay's answer: `{Replay}`.");
        return text.ToString();
    }

    static int Differences(IEnumerable<string> wanted, IEnumerable<string> found)
    {
        var counts = found.CountBy(id => id).ToDictionary(StringComparer.Ordinal);
        var known = wanted.ToHashSet(StringComparer.Ordinal);
        return known.Count(id => counts.GetValueOrDefault(id) != 1) + counts.Keys.Count(id => !known.Contains(id));
    }

    static void Row(StringBuilder text, string name, int count) => Line(text, $"| {name} | {count:N0} |");

    static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

/// <summary>What has struck.</summary>
/// <param name="Splits">Batches that were split.</param>
/// <param name="GivenUp">Batches that were given up, and replayed.</param>
/// <param name="Kills">Processes killed.</param>
readonly record struct FaultCover(int Splits, int GivenUp, int Kills)
{
    /// <summary>Whether all of it did.</summary>
    public bool IsWhole => Splits > 0 && GivenUp > 0 && Kills > 2;
}
