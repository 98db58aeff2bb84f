using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Server.Web.Rows;

namespace CloudAnalytics.Cli.Output;

/// <summary>Writes a panel's answer as a table, CSV or JSON. Tables round for reading; CSV and JSON hold the numbers as they are.</summary>
static class PanelWriter
{
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    internal static void Write(PanelResult result, string output)
    {
        switch (output)
        {
            case "csv":
                WriteCsv(result, Console.Out);
                break;
            case "json":
                using (var stream = Console.OpenStandardOutput())
                    WriteJson(result, stream);
                break;
            default:
                WriteTable(result);
                break;
        }
    }

    internal static void WriteCsv(PanelResult result, TextWriter writer)
    {
        writer.Write(CsvText.Header(Names(result)));
        foreach (var row in result.Rows)
        {
            var line = new StringBuilder();
            if (row.Bucket is { } time)
                line.Append(Time(time)).Append(',');
            foreach (var group in row.Group)
            {
                CsvText.Append(line, group);
                line.Append(',');
            }

            line.AppendJoin(',', row.Values.Select(value => value?.ToString("R", CultureInfo.InvariantCulture)));
            writer.Write(line.Append("\r\n"));
        }
    }

    internal static void WriteJson(PanelResult result, Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream, s_json);
        writer.WriteStartObject();
        writer.WriteString("panel", result.Query.Panel.Name);
        writer.WriteString("from", Time(result.Query.Range.From));
        writer.WriteString("to", Time(result.Query.Range.To));
        writer.WriteStartArray("rows");
        foreach (var row in result.Rows)
        {
            writer.WriteStartObject();
            if (row.Bucket is { } time)
                writer.WriteString("bucket", Time(time));
            for (var i = 0; i < row.Group.Length; i++)
                writer.WriteString(result.Query.Panel.By[i].Name, row.Group[i]);
            for (var i = 0; i < row.Values.Length; i++)
            {
                if (row.Values[i] is { } value)
                    writer.WriteNumber(result.Query.Panel.Columns[i].Name, value);
                else
                    writer.WriteNull(result.Query.Panel.Columns[i].Name);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.Write("\n"u8);
    }

    static void WriteTable(PanelResult result)
    {
        var panel = result.Query.Panel;
        Console.WriteLine($"{panel.Title}, {Time(result.Query.Range.From)} to {Time(result.Query.Range.To)}");
        if (result.Rows.IsEmpty)
        {
            Console.WriteLine("Nothing in this time. A longer --last, or --noise for background traffic, may show more.");
            return;
        }

        WriteRows(result);
    }

    /// <summary>Writes the rows alone, for a heading of one's own.</summary>
    internal static void WriteRows(PanelResult result)
    {
        var panel = result.Query.Panel;
        var table = new TextTable();
        if (result.Query.Step is not null)
            table.Column("time (UTC)");
        foreach (var title in panel.ByTitles)
            table.Column(title);
        foreach (var column in panel.Columns)
            table.Column(column.Title, isNumber: true);
        foreach (var row in result.Rows)
        {
            IEnumerable<string> bucket = row.Bucket is { } time ? [Time(time)] : [];
            table.Row(bucket.Concat(row.Group)
                .Concat(row.Values.Select((value, i) => UnitText.Format(value, panel.UnitOf(panel.Columns[i])))));
        }

        table.Write();
    }

    static IEnumerable<string> Names(PanelResult result) =>
        (result.Query.Step is null ? Enumerable.Empty<string>() : ["bucket"])
            .Concat(result.Query.Panel.By.Select(field => field.Name)).Concat(result.Query.Panel.Columns.Select(column => column.Name));

    static string Time(Core.Schemas.Timestamp time) =>
        time.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
