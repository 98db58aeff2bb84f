using System.Text.Json.Serialization;

namespace CloudAnalytics.Server.Tracing;

/// <summary>Traces as JSON, for the web UI and <c>trace --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TraceResult))]
public sealed partial class TraceJson : JsonSerializerContext;
