using System.Text.Json.Serialization;
using CloudAnalytics.Server.Web.Alarms;
using CloudAnalytics.Server.Web.Intake;
using CloudAnalytics.Server.Web.Panels;
using CloudAnalytics.Server.Web.Rows;
using CloudAnalytics.Server.Web.Statements;

namespace CloudAnalytics.Server.Web.Json;

/// <summary>JSON of the API's messages; rows of results are written by hand.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(SessionReply))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(FormatListReply))]
[JsonSerializable(typeof(ExtentListReply))]
[JsonSerializable(typeof(PanelListReply))]
[JsonSerializable(typeof(PanelAnswerReply))]
[JsonSerializable(typeof(DrillReply))]
[JsonSerializable(typeof(CountReply))]
[JsonSerializable(typeof(ValuesReply))]
[JsonSerializable(typeof(SqlRequest))]
[JsonSerializable(typeof(AlarmListReply))]
[JsonSerializable(typeof(AlarmTrendReply))]
[JsonSerializable(typeof(IntakeReply))]
[JsonSerializable(typeof(DeadListReply))]
[JsonSerializable(typeof(DeadReasonsReply))]
sealed partial class WebJson : JsonSerializerContext;
