using System.Text.Json;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Pipeline.Json;

/// <summary>Reads JSON objects that each hold one line of a log file as a text, as shippers send lines that they do not parse.</summary>
/// <remarks>
/// Keys: <c>log</c> (Fluent Bit, Docker), <c>message</c> (Vector, Filebeat), <c>line</c> (Promtail). What else the object says is the
/// shipper's.
/// </remarks>
/// <param name="format">The lines' format.</param>
/// <param name="context">The source.</param>
sealed class EnvelopeParser(ILogFormat format, ParserContext context)
{
    ILogParser? _parser;

    /// <summary>Whether an object holds a line.</summary>
    internal static bool IsEnvelope(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return TryFindLine(ref reader);
    }

    /// <summary>Parses objects that hold lines, until the input ends or the batch is full.</summary>
    /// <returns>Bytes consumed.</returns>
    internal int Parse(in ParseInput input, BatchSet batches, PipelineReport report)
    {
        context.AssumeHeader = true;
        _parser ??= format.CreateParser(LogEncoding.LogFile, context);
        var span = input.Span;
        var lines = new InputBlock(span.Length);
        batches.Keep(lines);
        var used = 0;
        var at = 0;
        while (batches.Full is null)
        {
            at = span.Length - JsonFraming.SkipSeparators(span[at..]).Length;
            if (at == span.Length)
                return at;
            var length = JsonFraming.ObjectLength(span[at..]);
            var line = CopyLine(span.Slice(at, length), lines.Span[used..]);
            Drain(new ParseInput(lines, used, line, input.Offset + at, IsFinal: true), batches, report);
            used += line;
            at += length;
        }

        return at;
    }

    // One line is one record, or none; an unbalanced quote in it makes the parser come back for the rest.
    void Drain(in ParseInput line, BatchSet batches, PipelineReport report)
    {
        var at = 0;
        while (at < line.Length && batches.Full is null)
        {
            var rest = line with { Start = line.Start + at, Length = line.Length - at, Offset = line.Offset + at };
            at += report.Parse(format, _parser!, rest, batches);
        }
    }

    static int CopyLine(ReadOnlySpan<byte> json, Span<byte> target)
    {
        var reader = new Utf8JsonReader(json);
        Core.Check.That(TryFindLine(ref reader));
        var line = target[..reader.CopyString(target)].TrimEnd("\r\n"u8);
        // The text was quoted, so there is room for a line end in its place.
        target[line.Length] = (byte)'\n';
        return line.Length + 1;
    }

    static bool TryFindLine(ref Utf8JsonReader reader)
    {
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                var isLine = reader.ValueTextEquals("log"u8) || reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("line"u8);
                reader.Read();
                if (isLine && reader.TokenType == JsonTokenType.String)
                    return true;
                reader.Skip();
            }

            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
