using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAnalytics.Cli.Output;

/// <summary>Writes an array of objects, each on a line of its own, for people and for programs that read line by line.</summary>
sealed class JsonRows : IDisposable
{
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly BufferedStream _stream;
    readonly Utf8JsonWriter _row;
    bool _hasRows;

    /// <summary>Begins the array.</summary>
    /// <param name="stream">Where it goes; stays open.</param>
    internal JsonRows(Stream stream)
    {
        _stream = new BufferedStream(stream, 64 * 1024);
        _row = new Utf8JsonWriter(_stream, s_options);
        _stream.Write("["u8);
    }

    /// <summary>Begins an object; the caller writes its properties.</summary>
    internal Utf8JsonWriter Begin()
    {
        _stream.Write(_hasRows ? ",\n"u8 : "\n"u8);
        _hasRows = true;
        _row.Reset();
        _row.WriteStartObject();
        return _row;
    }

    /// <summary>Ends the object.</summary>
    internal void End()
    {
        _row.WriteEndObject();
        _row.Flush();
    }

    /// <summary>Ends the array.</summary>
    public void Dispose()
    {
        _row.Dispose();
        _stream.Write("]\n"u8);
        _stream.Flush();
    }
}
