using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAnalytics.Cli.Output;

/// <summary>Writes an array of objects, each on a line of its own, for people and for programs that read line by line.</summary>
sealed class JsonRows : IDisposable
{
    const int BufferBytes = 64 * 1024;

    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly Stream _target;
    readonly ArrayBufferWriter<byte> _buffer = new(BufferBytes * 2);
    readonly Utf8JsonWriter _row;
    bool _hasRows;

    /// <summary>Begins the array.</summary>
    /// <param name="target">Where it goes; closed with the array.</param>
    internal JsonRows(Stream target)
    {
        _target = target;
        _row = new Utf8JsonWriter(_buffer, s_options);
        _buffer.Write("["u8);
    }

    /// <summary>Begins an object; the caller writes its properties.</summary>
    internal Utf8JsonWriter Begin()
    {
        _buffer.Write(_hasRows ? ",\n"u8 : "\n"u8);
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
        if (_buffer.WrittenCount >= BufferBytes)
            Flush();
    }

    /// <summary>Ends the array and closes its stream.</summary>
    public void Dispose()
    {
        _row.Dispose();
        _buffer.Write("]\n"u8);
        Flush();
        _target.Dispose();
    }

    void Flush()
    {
        _target.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
