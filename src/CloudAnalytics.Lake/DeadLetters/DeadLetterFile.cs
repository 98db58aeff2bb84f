using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Lake.DeadLetters;

/// <summary>
/// Dead letters as JSON lines: time (UTC, ISO 8601), format, source_file, offset (bytes), reason, raw_base64; and where the source's
/// configuration says so, zone and host.
/// </summary>
static class DeadLetterFile
{
    const int IdBytes = 6;

    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one dead letter as a line.</summary>
    internal static void Write(Stream stream, DateTimeOffset time, DeadLetter letter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("format", letter.Format);
            json.WriteString("source_file", letter.SourceFile);
            json.WriteNumber("offset", letter.Offset);
            json.WriteString("reason", letter.Reason);
            json.WriteBase64String("raw_base64", letter.Raw.Span);
            if (letter.Zone is { } zone)
                json.WriteString("zone", zone);
            if (letter.Host is { } host)
                json.WriteString("host", host);
            json.WriteEndObject();
        }

        stream.Write(buffer.WrittenSpan);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads the dead letters of a file, in their order.</summary>
    /// <exception cref="InvalidDataException">A line is none.</exception>
    internal static IEnumerable<StoredDeadLetter> Read(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            yield return Parse(line)
                ?? throw new InvalidDataException(
                    FormattableString.Invariant($"{path}, line {number}, is no dead letter: restore it from a backup."));
        }
    }

    static StoredDeadLetter? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var letter = new DeadLetter(
                root.GetProperty("format").GetString()!,
                root.GetProperty("source_file").GetString()!,
                root.GetProperty("offset").GetInt64(),
                root.GetProperty("reason").GetString()!,
                root.GetProperty("raw_base64").GetBytesFromBase64())
            {
                Zone = TextOf(root, "zone"),
                Host = TextOf(root, "host"),
            };
            return new StoredDeadLetter(IdOf(letter), root.GetProperty("time").GetDateTimeOffset(), letter);
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    static string? TextOf(JsonElement letter, string key) => letter.TryGetProperty(key, out var value) ? value.GetString() : null;

    // Place and bytes: the same broken line of the same file is the same dead letter, also after files are rolled up.
    static string IdOf(DeadLetter letter)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> offset = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(offset, letter.Offset);
        hash.AppendData(Encoding.UTF8.GetBytes(letter.Format + "\0" + letter.SourceFile + "\0"));
        hash.AppendData(offset);
        hash.AppendData(letter.Raw.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, IdBytes));
    }
}
