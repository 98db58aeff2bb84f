using System.Text.Json;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// A line of syslog as log shippers send it in JSON: Fluent Bit's parsers (<c>ident</c>, <c>host</c>, <c>pid</c>, <c>message</c>), Amazon
/// Kinesis Agent's LOGTOJSON (<c>program</c>, <c>hostname</c>, <c>processid</c>), rsyslog's and journald's own names.
/// </summary>
readonly ref struct UnixJson
{
    /// <summary>Time as it stands, or empty.</summary>
    internal ReadOnlySpan<byte> Time { get; private init; }

    /// <summary>Host, or empty.</summary>
    internal ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>Program.</summary>
    internal ReadOnlySpan<byte> Program { get; private init; }

    /// <summary>Process, or empty.</summary>
    internal ReadOnlySpan<byte> Pid { get; private init; }

    /// <summary>Message; may hold escapes.</summary>
    internal ReadOnlySpan<byte> Message { get; private init; }

    /// <summary>Whether the message holds escapes of JSON.</summary>
    internal bool IsEscaped { get; private init; }

    /// <summary>As a line without time, to find its format.</summary>
    internal UnixLine AsLine() => new() { Program = Program, Message = Message, Host = Host, Pid = Pid, Severity = -1 };

    /// <summary>Reads an object; false when it is none with a program and a message.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> json, out UnixJson record)
    {
        ReadOnlySpan<byte> time = default, host = default, program = default, pid = default, message = default;
        var isEscaped = false;
        record = default;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                var key = Kind(ref reader);
                reader.Read();
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    reader.Skip();
                    continue;
                }

                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
                    continue;
                switch (key)
                {
                    case Key.Time: time = reader.ValueSpan; break;
                    case Key.Host: host = reader.ValueSpan; break;
                    case Key.Program: program = reader.ValueSpan; break;
                    case Key.Pid: pid = reader.ValueSpan; break;
                    case Key.Message:
                        message = reader.ValueSpan;
                        isEscaped = reader.ValueIsEscaped;
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        record = new UnixJson { Time = time, Host = host, Program = program, Pid = pid, Message = message, IsEscaped = isEscaped };
        return !program.IsEmpty && !message.IsEmpty;
    }

    enum Key
    {
        Other,
        Time,
        Host,
        Program,
        Pid,
        Message,
    }

    static Key Kind(ref Utf8JsonReader reader) => reader.ValueSpan switch
    {
        var key when key.SequenceEqual("time"u8) || key.SequenceEqual("timestamp"u8) || key.SequenceEqual("@timestamp"u8) => Key.Time,
        var key when key.SequenceEqual("host"u8) || key.SequenceEqual("hostname"u8) || key.SequenceEqual("_HOSTNAME"u8) => Key.Host,
        var key when key.SequenceEqual("ident"u8) || key.SequenceEqual("program"u8) || key.SequenceEqual("programname"u8)
            || key.SequenceEqual("appname"u8) || key.SequenceEqual("SYSLOG_IDENTIFIER"u8) => Key.Program,
        var key when key.SequenceEqual("pid"u8) || key.SequenceEqual("processid"u8) || key.SequenceEqual("procid"u8)
            || key.SequenceEqual("_PID"u8) => Key.Pid,
        var key when key.SequenceEqual("message"u8) || key.SequenceEqual("msg"u8) || key.SequenceEqual("MESSAGE"u8) => Key.Message,
        _ => Key.Other,
    };
}
