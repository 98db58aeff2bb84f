using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAnalytics.Server.Intake;

namespace CloudAnalytics.Cli.Output;

/// <summary>Writes what ingesting came to.</summary>
static class IngestWriter
{
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    internal static void WriteText(IngestSummary summary)
    {
        if (!summary.Formats.IsEmpty)
        {
            var table = new TextTable().Column("format").Column("rows", isNumber: true).Column("not modelled", isNumber: true)
                .Column("not readable", isNumber: true);
            foreach (var (format, counts) in summary.Formats.OrderBy(f => f.Key, StringComparer.Ordinal))
                table.Row(format, Number(counts.Parsed + counts.Unsupported), Number(counts.Unsupported), Number(counts.Malformed));
            table.Write();
        }

        foreach (var problem in summary.Problems)
            Console.Error.WriteLine($"{TerminalText.Clean(problem.Path)}: {TerminalText.Clean(problem.Reason)}");
        var seconds = Math.Max(summary.Duration.TotalSeconds, 0.001);
        var total = summary.Total;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{total.Parsed + total.Unsupported:N0} rows from {summary.Files:N0} files ({summary.FilesUnchanged:N0} read before), {UnitText.Bytes(summary.Bytes)} in {seconds:N1} s, {UnitText.Bytes(summary.Bytes / seconds)}/s"));
        if (total.Malformed > 0)
            Console.WriteLine($"{Number(total.Malformed)} lines could not be read: cloudanalytics dead list shows them");
    }

    internal static void WriteJson(IngestSummary summary)
    {
        using var stream = Console.OpenStandardOutput();
        using var writer = new Utf8JsonWriter(stream, s_json);
        writer.WriteStartObject();
        writer.WriteNumber("files", summary.Files);
        writer.WriteNumber("files_unchanged", summary.FilesUnchanged);
        writer.WriteNumber("bytes", summary.Bytes);
        writer.WriteNumber("duration_ms", Math.Round(summary.Duration.TotalMilliseconds));
        writer.WriteStartObject("formats");
        foreach (var (format, counts) in summary.Formats.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(format);
            writer.WriteNumber("parsed", counts.Parsed);
            writer.WriteNumber("unsupported", counts.Unsupported);
            writer.WriteNumber("malformed", counts.Malformed);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("problems");
        foreach (var problem in summary.Problems)
        {
            writer.WriteStartObject();
            writer.WriteString("path", problem.Path);
            writer.WriteString("reason", problem.Reason);
            writer.WriteBoolean("fault", problem.IsFault);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.Write("\n"u8);
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
