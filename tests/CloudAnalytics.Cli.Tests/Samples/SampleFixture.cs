using System.Text.Json;
using CloudAnalytics.Cli.Samples;

namespace CloudAnalytics.Cli.Tests.Samples;

/// <summary>One sample for all tests that read one: 30,000 records, seed 7, three days that end in the afternoon.</summary>
[CollectionDefinition(Collection)]
public sealed class SampleFixture : IDisposable, ICollectionFixture<SampleFixture>
{
    /// <summary>Name of the tests that share it.</summary>
    public const string Collection = "sample";

    readonly TemporaryFolder _folder = new();

    public SampleFixture()
    {
        SampleGenerator.Write(Options(Folder), null, CancellationToken.None);
        Truth =
            JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(Folder, SampleGenerator.TruthFile)), TruthJson.Default.SampleTruth)!;
        Read = new SampleReader(Folder);
    }

    public string Folder => _folder.Combine("sample");

    /// <summary>As it stands in truth.json.</summary>
    public SampleTruth Truth { get; }

    internal SampleReader Read { get; }

    public static SampleOptions Options(string folder) => new()
    {
        Directory = folder, Records = 30_000, Seed = 7, End = new DateTimeOffset(2024, 1, 25, 15, 20, 30, 250, TimeSpan.Zero),
    };

    public void Dispose() => _folder.Dispose();
}
