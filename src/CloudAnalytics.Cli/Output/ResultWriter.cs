using System.Text;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Web.Rows;

namespace CloudAnalytics.Cli.Output;

/// <summary>Writes the rows of a query as a table, CSV or JSON (an array of objects).</summary>
static class ResultWriter
{
    /// <summary>Writes all rows to standard output.</summary>
    internal static void Write(LakeQuery query, string output)
    {
        switch (output)
        {
            case "csv":
                WriteCsv(query, Console.Out);
                break;
            case "json":
                using (var stream = Console.OpenStandardOutput())
                    WriteJson(query, stream);
                break;
            default:
                WriteTable(query);
                break;
        }

        if (query.IsTruncated)
            Console.Error.WriteLine("cloudanalytics: there are more rows; --limit N shows more");
    }

    internal static void WriteCsv(LakeQuery query, TextWriter writer)
    {
        writer.Write(CsvText.Header(query.ColumnNames));
        var line = new StringBuilder();
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
            {
                line.Clear();
                for (var i = 0; i < query.ColumnNames.Count; i++)
                {
                    line.Append(i == 0 ? "" : ",");
                    CsvText.Append(line, query.Column(i).GetString(row), IsNumber(query.ColumnTypes[i]));
                }

                writer.Write(line.Append("\r\n"));
            }
        }
    }

    internal static void WriteJson(LakeQuery query, Stream stream)
    {
        using var rows = new JsonRows(stream);
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
            {
                var writer = rows.Begin();
                for (var i = 0; i < query.ColumnNames.Count; i++)
                {
                    writer.WritePropertyName(query.ColumnNames[i]);
                    DuckDbText.WriteJson(writer, query.Column(i), row);
                }

                rows.End();
            }
        }
    }

    internal static bool IsNumber(DuckDbColumnType type) =>
        type.Kind is DuckDbType.Double or DuckDbType.Float or DuckDbType.Decimal or DuckDbType.HugeInt or DuckDbType.UHugeInt
        or (>= DuckDbType.TinyInt and <= DuckDbType.UBigInt);

    static void WriteTable(LakeQuery query)
    {
        var table = new TextTable();
        for (var i = 0; i < query.ColumnNames.Count; i++)
            table.Column(query.ColumnNames[i], IsNumber(query.ColumnTypes[i]));
        var rows = 0;
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++, rows++)
                table.Row(Enumerable.Range(0, query.ColumnNames.Count).Select(i => query.Column(i).GetString(row) ?? "").ToArray());
        }

        table.Write();
        Console.Error.WriteLine(rows == 1 ? "1 row" : FormattableString.Invariant($"{rows:N0} rows"));
    }
}
