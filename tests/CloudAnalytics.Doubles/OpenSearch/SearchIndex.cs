using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>A stored document.</summary>
sealed record StoredDocument(SearchIndex Index, string Id, byte[] Source, long SequenceNumber, long Version)
{
    Dictionary<string, List<object>>? _values;

    /// <summary>Its values by field name, read when it is first searched.</summary>
    public Dictionary<string, List<object>> Values
    {
        get
        {
            if (_values is null)
            {
                using var parsed = JsonDocument.Parse(Source);
                _values = Index.Mapping.Values(parsed.RootElement);
            }

            return _values;
        }
    }
}

/// <summary>An index: a mapping, settings, documents by id.</summary>
sealed class SearchIndex(string name, JsonObject? mappings, JsonObject? settings, JsonObject? aliases)
{
    const int FieldsMax = 1000;

    readonly Dictionary<string, StoredDocument> _documents = new(StringComparer.Ordinal);
    long _sequence = -1;

    public string Name { get; } = name;

    public string Uuid { get; } = Guid.NewGuid().ToString("N")[..22];

    public Mapping Mapping { get; } = new(mappings, FieldsOf(settings));

    public JsonObject Settings { get; } = settings?.DeepClone().AsObject() ?? [];

    public JsonObject Aliases { get; } = aliases?.DeepClone().AsObject() ?? [];

    /// <summary>In the order of their writing.</summary>
    public IEnumerable<StoredDocument> Documents => _documents.Values.OrderBy(d => d.SequenceNumber);

    public int Count => _documents.Count;

    /// <summary>Whether writes are blocked, as they are on a full disk.</summary>
    public bool IsBlocked { get; set; }

    public StoredDocument? Find(string id) => _documents.GetValueOrDefault(id);

    /// <summary>Writes a document.</summary>
    /// <returns>The document, and whether it is new.</returns>
    public (StoredDocument Document, bool IsNew) Write(string id, byte[] source, bool mustBeNew)
    {
        if (IsBlocked)
        {
            throw new ApiException(403, "cluster_block_exception",
                $"index [{Name}] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(id) > 512)
            throw ApiException.Wrong($"id [{id}] is too long, must be no longer than 512 bytes");
        var known = _documents.GetValueOrDefault(id);
        if (known is not null && mustBeNew)
        {
            throw new ApiException(409, "version_conflict_engine_exception",
                $"[{id}]: version conflict, document already exists (current version [{known.Version}])");
        }

        JsonDocument parsed;
        try
        {
            parsed = JsonDocument.Parse(source);
        }
        catch (JsonException e)
        {
            throw new ApiException(400, "mapper_parsing_exception", $"failed to parse: {e.Message}");
        }

        using (parsed)
            Mapping.Index(parsed.RootElement);
        var document = new StoredDocument(this, id, source, ++_sequence, (known?.Version ?? 0) + 1);
        _documents[id] = document;
        return (document, known is null);
    }

    public StoredDocument? Delete(string id)
    {
        _sequence++;
        return _documents.Remove(id, out var document) ? document : null;
    }

    public long SequenceNumber => _sequence;

    static int FieldsOf(JsonObject? settings) =>
        settings?["index"]?["mapping"]?["total_fields"]?["limit"] is { } limit
            ? int.Parse(limit.ToString(), System.Globalization.CultureInfo.InvariantCulture)
            : FieldsMax;
}
