using System.Text;
using System.Text.Json;

namespace CloudAnalytics.Server.Configuration.Declaration;

/// <summary>A named value of the file, declared once: reading, messages, the editor's schema and the documentation come from it.</summary>
abstract class Setting(string name, string doc)
{
    /// <summary>Snake-case key.</summary>
    internal string Name { get; } = name;

    /// <summary>What it does; sentences for administrators.</summary>
    internal string Doc { get; } = doc;

    /// <summary>Whether the file must give it.</summary>
    internal abstract bool IsRequired { get; }

    internal abstract object? ReadObject(JsonNode? node, string path, Problems problems);

    internal abstract void WriteSchema(Utf8JsonWriter schema);

    internal abstract void Describe(string path, List<SettingDescription> settings);
}

/// <summary>A setting with its type.</summary>
sealed class Setting<T> : Setting
{
    readonly ValueKind<T> _kind;
    readonly T? _default;

    /// <summary>Declares a setting that has a default.</summary>
    internal Setting(string name, ValueKind<T> kind, T fallback, string doc)
        : base(name, doc)
    {
        _kind = kind;
        _default = fallback;
    }

    /// <summary>Declares a setting that must be given.</summary>
    internal Setting(string name, ValueKind<T> kind, string doc)
        : base(name, doc)
    {
        _kind = kind;
        IsRequired = true;
    }

    internal override bool IsRequired { get; }

    internal override object? ReadObject(JsonNode? node, string path, Problems problems) =>
        node is null ? _default : _kind.Read(node, path, problems);

    internal override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteStartObject(Name);
        schema.WriteString("description", Doc);
        _kind.WriteSchema(schema);
        if (!IsRequired && _default is not null)
        {
            schema.WritePropertyName("default");
            _kind.Write(schema, _default);
        }

        schema.WriteEndObject();
    }

    internal override void Describe(string path, List<SettingDescription> settings)
    {
        var full = path.Length == 0 ? Name : $"{path}.{Name}";
        settings.Add(new SettingDescription(full, _kind.Allowed, IsRequired ? null : DefaultText(), Doc));
        _kind.Describe(full, settings);
    }

    string DefaultText()
    {
        if (_default is null)
            return "none";
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = SchemaText.Encoder }))
            _kind.Write(json, _default);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
