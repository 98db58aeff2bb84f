using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Pipeline.Json;

namespace CloudAnalytics.Pipeline.Recognition;

/// <summary>
/// Tells what a source is from its beginning, by what the log says of itself (header, decisive keys), never by trying parsers.
/// </summary>
/// <param name="formats">The formats, in the order in which they are asked.</param>
public sealed class FormatRecognizer(ImmutableArray<ILogFormat> formats)
{
    // Control characters that no log holds; tab, line ends, form feed and escape (colours) do occur.
    static readonly SearchValues<byte> s_binary = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]);

    /// <summary>The formats, in the order in which they are asked.</summary>
    public ImmutableArray<ILogFormat> Formats { get; } = formats;

    /// <summary>The names of all formats, for messages.</summary>
    public string Names => string.Join(", ", Formats.Select(format => format.Name));

    /// <summary>The format of that name, or null.</summary>
    public ILogFormat? Find(string name) => Formats.FirstOrDefault(format => format.Name == name);

    /// <summary>Judges a source.</summary>
    /// <param name="head">Its first bytes, decompressed and in UTF-8; more than <see cref="Limits.RecognitionBytesMax"/> are not
    /// needed.</param>
    /// <param name="isWhole">Whether nothing follows.</param>
    public Recognized Recognize(ReadOnlySpan<byte> head, bool isWhole)
    {
        isWhole |= head.Length >= Limits.RecognitionBytesMax;
        if (head.StartsWith("\uFEFF"u8))
            head = head[3..];
        var text = head.TrimStart((byte)0).TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
            return isWhole ? Recognized.Refused(Verdict.Empty, "it is empty") : Recognized.Undecided;
        if (BinaryKind(text) is { } kind)
            return Recognized.Refused(Verdict.Binary, kind);
        return BeginsJson(text) ? OfJson(text, isWhole) : OfLogFile(text, isWhole);
    }

    /// <summary>The format of a JSON object by its keys, or null.</summary>
    internal ILogFormat? OfObject(ReadOnlySpan<byte> json)
    {
        foreach (var format in Formats)
        {
            if (format.IsJson(json))
                return format;
        }

        return null;
    }

    /// <summary>Whether the text begins with a JSON object or an array of them.</summary>
    public static bool BeginsJson(ReadOnlySpan<byte> text) =>
        text is [(byte)'{', ..] || (text is [(byte)'[', ..] && text[1..].TrimStart(" \t\r\n"u8) is [] or [(byte)'{' or (byte)']', ..]);

    Recognized OfJson(ReadOnlySpan<byte> text, bool isWhole)
    {
        var rest = text;
        var objects = 0;
        while (true)
        {
            rest = JsonFraming.SkipSeparators(rest);
            var length = JsonFraming.ObjectLength(rest);
            if (length <= 0)
                break;
            objects++;
            if (OfObject(rest[..length]) is { } format)
                return Recognized.As(format, LogEncoding.Json);
            rest = rest[length..];
        }

        if (!isWhole)
            return Recognized.Undecided;
        return Recognized.Refused(Verdict.Unknown, objects > 0
            ? $"it is JSON, but no format has its keys ({JsonFraming.KeysOf(JsonFraming.SkipSeparators(text))}); known formats: {Names}"
            : "it begins like JSON, but holds no complete object");
    }

    Recognized OfLogFile(ReadOnlySpan<byte> text, bool isWhole)
    {
        var lines = isWhole ? text : text[..(text.LastIndexOfAny((byte)'\n', (byte)'\r') + 1)];
        foreach (var format in Formats)
        {
            if (!lines.IsEmpty && format.IsLogFile(lines))
                return Recognized.As(format, LogEncoding.LogFile);
        }

        if (!isWhole)
            return Recognized.Undecided;
        return text.IndexOfAny(s_binary) >= 0
            ? Recognized.Refused(Verdict.Binary, "it is not text")
            : Recognized.Refused(Verdict.Unknown, $"no format has its header ({FirstLine(text)}); known formats: {Names}");
    }

    static string? BinaryKind(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x50, 0x4B, 3, 4]) ? "it is a zip archive; unpack it first"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A]) ? "it is compressed with xz; unpack it, or compress with gzip"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "it is compressed with zstd; unpack it, or compress with gzip"
        : head.StartsWith("BZh"u8) && head.Length > 4 && head[4] == 0x31 ? "it is compressed with bzip2; unpack it, or compress with gzip"
        : head.StartsWith("PAR1"u8) ? "it is a Parquet file"
        : head.StartsWith("ElfFile\0"u8) ? "it is a Windows event log; export it with: wevtutil qe FILE /lf:true /f:xml"
        : null;

    static string FirstLine(ReadOnlySpan<byte> text)
    {
        const int CharsMax = 60;
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        var line = Encoding.UTF8.GetString(end < 0 ? text[..Math.Min(text.Length, CharsMax * 4)] : text[..Math.Min(end, CharsMax * 4)]);
        return line.Length > CharsMax ? line[..CharsMax] + "..." : line;
    }
}
