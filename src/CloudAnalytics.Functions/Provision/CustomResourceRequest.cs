using System.Text.Json;
using CloudAnalytics.Compilers.OpenSearch;

namespace CloudAnalytics.Functions.Provision;

/// <summary>
/// What CloudFormation asks of a custom resource
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html). It sends all properties as texts.
/// </summary>
/// <param name="Type">Create, Update or Delete.</param>
/// <param name="ResponseUrl">Where the answer is put.</param>
/// <param name="StackId">The stack.</param>
/// <param name="RequestId">The request.</param>
/// <param name="LogicalId">The resource's name in the template.</param>
/// <param name="PhysicalId">What an earlier answer named it, or null.</param>
/// <param name="Properties">The resource's properties that are texts.</param>
sealed record CustomResourceRequest(
    string Type,
    Uri ResponseUrl,
    string StackId,
    string RequestId,
    string LogicalId,
    string? PhysicalId,
    IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>Reads an event.</summary>
    /// <exception cref="FunctionException">It is no request for a custom resource; nobody can be told.</exception>
    public static CustomResourceRequest Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            string Text(string name) => root.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");
            var properties = root.TryGetProperty("ResourceProperties", out var given)
                ? given.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String)
                    .ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal)
                : [];
            var physical = root.TryGetProperty("PhysicalResourceId", out var known) ? known.GetString() : null;
            return new CustomResourceRequest(
                Text("RequestType"), new Uri(Text("ResponseURL")), Text("StackId"), Text("RequestId"),
                    Text("LogicalResourceId"), physical, properties);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new FunctionException("Event.NotCustomResource", $"the event is no request for a custom resource: {e.Message}");
        }
    }

    /// <summary>What the properties say of indices; what they do not name stays as it is by default.</summary>
    /// <exception cref="FormatException">A property is wrong; the message names it, what it holds and what it may hold.</exception>
    public IndexSettings Settings(string prefix)
    {
        var settings = new IndexSettings();
        settings = settings with
        {
            Names = new IndexNames(prefix),
            Shards = Number("Shards") ?? settings.Shards,
            Replicas = Number("Replicas") ?? settings.Replicas,
            RefreshSeconds = Number("RefreshSeconds") ?? settings.RefreshSeconds,
            WarmAfterDays = Days("WarmAfterDays", settings.WarmAfterDays),
            DeleteAfterDays = Days("DeleteAfterDays", settings.DeleteAfterDays),
            UsesWarmStorage = Properties.GetValueOrDefault("WarmStorage") == "true",
        };
        return settings.Faults().FirstOrDefault() is { } fault ? throw new FormatException(fault) : settings;
    }

    int? Days(string name, int? unset) => Properties.GetValueOrDefault(name) == "never" ? null : Number(name) ?? unset;

    int? Number(string name) =>
        !Properties.TryGetValue(name, out var text) ? null
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"the property {name} is '{text}'; allowed is a whole number");
}
