using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAnalytics.Functions;

/// <summary>The log of a function: JSON lines, which CloudWatch Logs takes from the process's output. Thread safe.</summary>
/// <param name="open">Opens where lines go, with the first one: most starts have none to write.</param>
public sealed class FunctionLog(Func<Stream> open)
{

    readonly Lock _gate = new();
    Stream? _output;

    /// <summary>Writes a line: <c>{"level":..,"message":..,name:value,..}</c>.</summary>
    public void Write(string level, string message, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
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
            _output ??= open();
            _output.Write(line);
            _output.Write("\n"u8);
            _output.Flush();
        }
    }
}
