using System.Text.Json;

namespace CloudAnalytics.Server.Configuration.Declaration;

/// <summary>A value of the file, with the line it stands on.</summary>
/// <param name="kind">What it is.</param>
/// <param name="line">Line, from 1.</param>
sealed class JsonNode(JsonValueKind kind, int line)
{
    internal JsonValueKind Kind { get; } = kind;

    internal int Line { get; } = line;

    /// <summary>A text's characters, a number as it is written; empty otherwise.</summary>
    internal string Text { get; private init; } = "";

    /// <summary>Members of an object, in order; a key may come twice.</summary>
    internal List<(string Key, int Line, JsonNode Value)> Members { get; } = [];

    /// <summary>Items of an array.</summary>
    internal List<JsonNode> Items { get; } = [];

    /// <summary>The value as a message shows it.</summary>
    internal string Shown => Kind switch
    {
        JsonValueKind.String => $"\"{(Text.Length > 60 ? Text[..60] + "..." : Text)}\"",
        JsonValueKind.Number => Text,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        _ => "a list",
    };

    /// <summary>Reads a file's content; comments and trailing commas are allowed.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static JsonNode Parse(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        var reader = new Utf8JsonReader(json,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var lines = new LineCounter(json);
        reader.Read();
        var root = Read(ref reader, ref lines);
        reader.Read();
        return root;
    }

    static JsonNode Read(ref Utf8JsonReader reader, ref LineCounter lines)
    {
        var line = lines.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var value = new JsonNode(JsonValueKind.Object, line);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var key = reader.GetString()!;
                    var keyLine = lines.At(reader.TokenStartIndex);
                    reader.Read();
                    value.Members.Add((key, keyLine, Read(ref reader, ref lines)));
                }

                return value;
            case JsonTokenType.StartArray:
                var list = new JsonNode(JsonValueKind.Array, line);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Items.Add(Read(ref reader, ref lines));
                return list;
            case JsonTokenType.String:
                return new JsonNode(JsonValueKind.String, line) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new JsonNode(JsonValueKind.Number, line) { Text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new JsonNode(JsonValueKind.True, line);
            case JsonTokenType.False:
                return new JsonNode(JsonValueKind.False, line);
            default:
                return new JsonNode(JsonValueKind.Null, line);
        }
    }

    ref struct LineCounter(ReadOnlySpan<byte> json)
    {
        readonly ReadOnlySpan<byte> _json = json;
        int _line = 1;
        int _at;

        internal int At(long index)
        {
            _line += _json[_at..(int)index].Count((byte)'\n');
            _at = (int)index;
            return _line;
        }
    }
}
