using System.Text.Json.Serialization;

namespace CloudAnalytics.Server.Web.Json;

/// <summary>JSON of the API's small messages; rows are written by hand.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(SessionReply))]
[JsonSerializable(typeof(LoginRequest))]
sealed partial class WebJson : JsonSerializerContext;
