using System.Text.Json.Serialization;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Reads and writes <c>truth.json</c>: names in snake_case, line ends the same on every machine.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SampleTruth))]
public sealed partial class TruthJson : JsonSerializerContext;
