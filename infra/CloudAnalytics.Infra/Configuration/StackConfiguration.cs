using System.Text.Json;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Infra.Configuration;

/// <summary>The settings of one stack, read from its file and checked.</summary>
public sealed class StackConfiguration
{
    /// <summary>The file's name, at the root of the checkout.</summary>
    public const string FileName = "cloudanalytics.aws.json";

    static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    readonly string _file;
    readonly Dictionary<string, object> _values;

    StackConfiguration(string file, Dictionary<string, object> values)
    {
        _file = file;
        _values = values;
    }

    /// <summary>Whether the stack has an OpenSearch domain.</summary>
    internal bool HasSearch => Get(Settings.Search) == "domain";

    /// <summary>Whether domain and functions lie in a VPC.</summary>
    internal bool HasVpc => HasSearch && Get(Settings.Vpc) != "none";

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It is not there, no JSON, or something in it is wrong.</exception>
    public static StackConfiguration Load(string path)
    {
        if (!File.Exists(path))
            throw new ConfigurationException($"{path} is not there: copy {FileName} from the checkout, or name a file with -c config=FILE");
        return Parse(path, File.ReadAllText(path));
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="file">What messages call the file.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="ConfigurationException">Something in it is wrong.</exception>
    public static StackConfiguration Parse(string file, string text)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(text, s_options);
            Read(file, "", document.RootElement, values);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{file} is no JSON: {e.Message}");
        }

        var configuration = new StackConfiguration(file, values);
        configuration.Check();
        return configuration;
    }

    internal T Get<T>(Setting<T> setting)
        where T : notnull => _values.TryGetValue(setting.Path, out var value) ? (T)value : setting.Default;

    static void Read(string file, string prefix, JsonElement json, Dictionary<string, object> values)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new ConfigurationException(
                $"{file}: {(prefix.Length == 0 ? "the file" : prefix.TrimEnd('.'))} must be an object {{...}}, "
                + $"found {json.GetRawText()}");
        foreach (var property in json.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (path == "$schema")
                continue;
            if (Settings.All.FirstOrDefault(s => s.Path == path) is { } setting)
            {
                if (!setting.TryRead(property.Value, out var value))
                    throw new ConfigurationException($"{file}: {path} is {property.Value.GetRawText()}; allowed: {setting.Allowed}");
                values[path] = value;
            }
            else if (Settings.All.Any(s => s.Path.StartsWith(path + ".", StringComparison.Ordinal)))
            {
                Read(file, path + ".", property.Value, values);
            }
            else
            {
                var known = Settings.All.Where(s => s.Path.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(s => s.Path[prefix.Length..].Split('.')[0]).Distinct();
                throw new ConfigurationException($"{file}: there is no setting {path}; there are: {string.Join(", ", known)}");
            }
        }
    }

    // What concerns several settings.
    void Check()
    {
        var zones = Get(Settings.Zones);
        if (HasSearch && Get(Settings.Nodes) % zones != 0)
            throw Wrong(Settings.Nodes, Get(Settings.Nodes), $"a multiple of {Settings.Zones.Path}, which is {zones}");
        var vpc = Get(Settings.Vpc);
        var subnets = Get(Settings.Subnets);
        if (HasVpc && vpc != "new" && subnets.Length != zones)
            throw Wrong(Settings.Subnets, $"[{string.Join(", ", subnets)}]",
                $"as many as {Settings.Zones.Path}, which is {zones}, since {Settings.Vpc.Path} is {vpc}");
        foreach (var addresses in (ListSetting[])[Settings.TrustedProxies, Settings.DetectionsTrusted])
        {
            if (!AddressRanges.TryParse(Get(addresses), out _, out var wrong))
                throw Wrong(addresses, wrong!, addresses.Form);
        }

        if (Get(Settings.DetectionsRules).FirstOrDefault(rule => !IsOfDetection(rule)) is { } rule)
        {
            var names = LogDetections.All.Where(IsEvaluated).Select(d => d.Name);
            throw Wrong(Settings.DetectionsRules, rule, $"one of {string.Join(", ", names)}, and '='"
                + (Get(Settings.DetectionsPlaces).IsEmpty ? $", since {Settings.DetectionsPlaces.Path} names no file" : ""));
        }

        if (!Get(Settings.AgentAccounts).IsEmpty && Get(Settings.ExternalId).Length == 0)
            throw Wrong(Settings.ExternalId, "\"\"",
                Settings.ExternalId.Allowed.Replace(", or empty", "", StringComparison.Ordinal)
                + $", since {Settings.AgentAccounts.Path} names accounts");
        if (Get(Settings.LakeLock) != "none" && Get(Settings.Removal) == "destroy")
            throw Wrong(Settings.Removal, "destroy", $"retain, since {Settings.LakeLock.Path} is {Get(Settings.LakeLock)}: what is locked "
                + "cannot be deleted");
    }

    bool IsOfDetection(string rule) =>
        DetectionConfiguration.TryParse(rule, out var name, out _) && LogDetections.Find(name) is { } detection && IsEvaluated(detection);

    bool IsEvaluated(Detection detection) => !detection.Rule.NeedsPlaces || !Get(Settings.DetectionsPlaces).IsEmpty;

    ConfigurationException Wrong(Setting setting, object found, string allowed) =>
        new($"{_file}: {setting.Path} is {found}; allowed: {allowed}");
}
