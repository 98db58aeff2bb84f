using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Server.Web.Rows;

namespace CloudAnalytics.Cli.Output;

/// <summary>Writes a compliance query's answer as a table, CSV or JSON, with what was asked where the form has a place for it.</summary>
static class ReportWriter
{
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>Writes to a file or a pipe.</summary>
    internal static void Write(BoundQuery query, ReportRows rows, string output, Stream stream)
    {
        if (output == "json")
        {
            WriteJson(query, rows, stream);
            return;
        }

        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        if (output == "csv")
            WriteCsv(rows, writer);
        else
            WriteTable(query, rows, writer, (table, to) => table.Write(to));
    }

    /// <summary>Prints it.</summary>
    internal static void Print(BoundQuery query, ReportRows rows, string output)
    {
        if (output == "table")
        {
            WriteTable(query, rows, Console.Out, (table, _) => table.Write());
            return;
        }

        using var console = Console.OpenStandardOutput();
        Write(query, rows, output, console);
    }

    internal static void WriteCsv(ReportRows rows, TextWriter writer)
    {
        writer.Write(CsvText.Header(rows.Columns.Select(column => column.Name)));
        var line = new StringBuilder();
        foreach (var row in rows)
        {
            line.Clear();
            for (var i = 0; i < row.Length; i++)
            {
                line.Append(i == 0 ? "" : ",");
                CsvText.Append(line, Plain(row[i]), isNumber: rows.Columns[i].Type != CellType.Text);
            }

            writer.Write(line.Append("\r\n"));
        }
    }

    static void WriteJson(BoundQuery query, ReportRows rows, Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream, s_json);
        writer.WriteStartObject();
        writer.WriteString("report", query.Query.Name);
        writer.WriteStartObject("parameters");
        foreach (var parameter in query.Query.Parameters)
            writer.WriteString(parameter.Name, Plain(query.Values[parameter.Name]));
        writer.WriteEndObject();
        writer.WriteStartArray("rows");
        foreach (var row in rows)
        {
            writer.WriteStartObject();
            for (var i = 0; i < row.Length; i++)
            {
                writer.WritePropertyName(rows.Columns[i].Name);
                if (row[i].Number is { } number)
                    writer.WriteNumberValue(number);
                else
                    writer.WriteStringValue(Plain(row[i]));
            }

            writer.WriteEndObject();
            writer.Flush();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.Write("\n"u8);
    }

    static void WriteTable(BoundQuery query, ReportRows rows, TextWriter writer, Action<TextTable, TextWriter> write)
    {
        writer.WriteLine($"{query.Query.Title}, {Plain(query.Values[ComplianceQuery.From])} to {Plain(query.Values[ComplianceQuery.To])}");
        var table = new TextTable();
        foreach (var column in rows.Columns)
            table.Column(column.Title, column.Type == CellType.Number);
        foreach (var row in rows)
            table.Row(row.Select((cell, i) => Readable(cell, rows.Columns[i])));
        if (rows.Count == 0)
            writer.WriteLine("Nothing in this time.");
        else
            write(table, writer);
        writer.WriteLine($"What the logs cannot show: {query.Query.Limits}");
    }

    static string Readable(ReportCell cell, QueryColumn column) => (column.Type, cell.Number) switch
    {
        (CellType.Number, { } number) when column.Unit is Unit.Bytes => UnitText.Bytes(number),
        (CellType.Number, { } number) when column.Unit is Unit.Milliseconds => TimeSpan.FromMilliseconds(number).ToString("c"),
        (CellType.Number, { } number) => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => Plain(cell) ?? "-",
    };

    static string? Plain(ReportCell cell) =>
        cell.Text ?? (cell.Time is { } time ? Plain(time) : cell.Number?.ToString(CultureInfo.InvariantCulture));

    static string Plain(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static string Plain(QueryValue value) => value switch
    {
        QueryValue.Text v => v.Value,
        QueryValue.Number v => v.Value.ToString(CultureInfo.InvariantCulture),
        QueryValue.Time v => Plain(v.Value.ToDateTimeOffset()),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
