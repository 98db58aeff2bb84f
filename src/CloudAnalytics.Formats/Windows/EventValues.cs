using System.Text.Json;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;

namespace CloudAnalytics.Formats.Windows;

/// <summary>
/// The values of an event by their place, whether the log names them or not. An event has the same order of values everywhere.
/// </summary>
/// <param name="first">The slot of the first value.</param>
readonly unsafe struct EventValues(Utf8View* first)
{
    /// <summary>Values that can be asked for by their place; the longest event that is modelled has 27.</summary>
    internal const int Max = 32;

    readonly Utf8View* _first = first;

    /// <summary>The value at a place; empty when there is none, or it is <c>-</c>.</summary>
    internal ReadOnlySpan<byte> this[int index] => Utf8View.Read(_first + index);

    /// <summary>The same as a view.</summary>
    internal Utf8View View(int index) => _first[index];

    /// <summary>
    /// Reads EventData as agents send it: an array of values, or an object of named ones. Values without names go to the list, named ones
    /// to the attributes; text that is neither is one value.
    /// </summary>
    internal void Read(ref RowWriter row, ReadOnlySpan<byte> json)
    {
        var count = 0;
        if (json[0] is not ((byte)'[' or (byte)'{'))
        {
            Take(ref row, default, row.Arena.Copy(json), ref count);
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            var name = default(Utf8View);
            reader.Read();
            while (reader.Read() && reader.CurrentDepth > 0)
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    name = Text(ref reader, row.Arena);
                else
                    Take(ref row, name, Value(ref reader, json, row.Arena), ref count);
            }
        }
        catch (JsonException)
        {
            // The record's own braces are right, so the rest of it is kept; what stands here is no JSON.
            Take(ref row, default, row.Arena.Copy(json), ref count);
        }
    }

    void Take(ref RowWriter row, Utf8View name, Utf8View value, ref int count)
    {
        if (name.IsEmpty)
            row.Add(WindowsEventFormat.EventData, value);
        else if (!value.IsEmpty)
            row.Add(CommonFields.Attributes, name, value);
        if (count < Max && !IsDash(value))
            _first[count] = value;
        count++;
    }

    static bool IsDash(Utf8View value) => value.Length == 1 && Utf8View.Read(&value)[0] == '-';

    static Utf8View Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Arena arena)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return Text(ref reader, arena);
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return arena.Copy(json[start..(int)reader.BytesConsumed]);
            case JsonTokenType.Null:
                return default;
            default:
                return arena.Copy(reader.ValueSpan);
        }
    }

    static Utf8View Text(ref Utf8JsonReader reader, Arena arena)
    {
        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return arena.Copy(text);

        // The reader's own unescaping throws at a lone surrogate.
        fixed (byte* first = text)
        {
            var length = text.Length;
            var unescaped = JsonParser.Unescape(first, ref length, arena);
            return Utf8View.Borrow(unescaped, length);
        }
    }
}
