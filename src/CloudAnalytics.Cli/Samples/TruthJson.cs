using System.Text.Json.Serialization;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Reads and writes <c>truth.json</c>: names in snake_case.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SampleTruth))]
public sealed partial class TruthJson : JsonSerializerContext;
