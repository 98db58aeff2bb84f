using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAnalytics.Functions;

/// <summary>The log of a function: JSON lines, which CloudWatch Logs takes from the process's output. Thread safe.</summary>
/// <param name="output">Where lines go.</param>
public sealed class FunctionLog(Stream output)
{
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Lock _gate = new();

    /// <summary>Writes a line: <c>{"level":..,"message":..,name:value,..}</c>.</summary>
    public void Write(string level, string message, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteString("level"u8, level);
            json.WriteString("message"u8, message);
            foreach (var (name, value) in fields)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        WriteLine(buffer.WrittenSpan);
    }

    /// <summary>Writes a line as it is, such as one of embedded metric format; the line end is added.</summary>
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            output.Write(line);
            output.Write("\n"u8);
            output.Flush();
        }
    }
}
