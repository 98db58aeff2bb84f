using System.Buffers;
using System.Text.Json;

namespace CloudAnalytics.Functions.Runtime;

/// <summary>A failure as the Runtime API takes it.</summary>
/// <param name="Type">Its kind: <c>Category.Reason</c>.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Trace">The stack's lines; empty for failures that are no faults of the program.</param>
sealed record RuntimeError(string Type, string Message, string[] Trace)
{
    /// <summary>The failure of an exception.</summary>
    internal static RuntimeError Of(Exception exception, string? type = null) => exception switch
    {
        FunctionException failure => new(type ?? failure.Kind, failure.Message, []),
        SettingsException => new(type ?? "Settings.Invalid", exception.Message, []),
        _ => new(type ?? "Runtime." + exception.GetType().Name, exception.Message,
            (exception.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    };

    internal ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("errorMessage"u8, Message);
            json.WriteString("errorType"u8, Type);
            json.WriteStartArray("stackTrace"u8);
            foreach (var line in Trace)
                json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
