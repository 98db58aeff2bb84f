using System.Text.Json;
using System.Text.Json.Serialization;
using CloudAnalytics.Core;

namespace CloudAnalytics.Server.Alarms;

/// <summary>
/// The changes of all alarms, kept as JSON lines beside the lake; a line that a crash cut short is left out when it is read.
/// </summary>
public sealed class AlarmHistory
{
    readonly string _path;
    readonly Lock _gate = new();

    /// <summary>The history of a data folder.</summary>
    /// <param name="dataFolder">The data folder; it exists.</param>
    public AlarmHistory(string dataFolder) => _path = Path.Combine(dataFolder, "alarms.jsonl");

    /// <summary>The last changes, the newest first.</summary>
    public IReadOnlyList<AlarmChange> Read()
    {
        lock (_gate)
        {
            if (!File.Exists(_path))
                return [];
            var changes = new List<AlarmChange>();
            foreach (var line in File.ReadLines(_path).TakeLast(Limits.AlarmHistoryMax))
            {
                if (Parse(line) is { } change)
                    changes.Add(change);
            }

            changes.Reverse();
            return changes;
        }
    }

    /// <summary>Adds a change; it is on disk when the call returns.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Add(AlarmChange change)
    {
        lock (_gate)
        {
            using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

            // A line that a crash cut short ends here, so that it does not spoil this one.
            file.Seek(0, SeekOrigin.End);
            if (file.Length > 0)
            {
                file.Seek(-1, SeekOrigin.End);
                if (file.ReadByte() != '\n')
                    file.WriteByte((byte)'\n');
            }

            JsonSerializer.Serialize(file, change, AlarmJson.Default.AlarmChange);
            file.WriteByte((byte)'\n');
            file.Flush(flushToDisk: true);
        }
    }

    static AlarmChange? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AlarmJson.Default.AlarmChange);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Alarm changes as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AlarmChange))]
[JsonSerializable(typeof(IReadOnlyList<AlarmChange>))]
public sealed partial class AlarmJson : JsonSerializerContext;
