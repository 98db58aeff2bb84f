using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics summary --data DIR</c>: what the archive holds, on one screen.</summary>
static class SummaryCommand
{
    internal static Command Create()
    {
        var data = CommonOptions.Data();
        var command = new Command("summary",
            "Prints what the archive holds: rows per format, top senders, HTTP statuses, EWS errors, dead letters.") { data };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            using var lake = CommonOptions.OpenLake(parsed.GetRequiredValue(data));
            Print(lake, cancellation);
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }

    static void Print(LakeSql lake, CancellationToken cancellation)
    {
        var counts = string.Join(" UNION ALL ",
            LogFormats.All.Select(format => $"SELECT '{format.Name}' AS format, count(*) AS n, count(noise) AS noise FROM {format.Name}"));
        Table(lake, "Rows per format",
            $"SELECT format, n AS rows, noise AS \"of them background\" FROM ({counts}) WHERE n > 0 ORDER BY n DESC", cancellation);
        Table(lake, "Top senders, all time", $"""
            SELECT sender, count(*) AS messages, CAST(sum(size) AS BIGINT) AS bytes
            FROM (SELECT sender, coalesce(network_message_id, message_id) AS message, max(bytes) AS size
                  FROM exchange_message_tracking WHERE noise IS NULL AND sender IS NOT NULL GROUP BY ALL HAVING message IS NOT NULL)
            GROUP BY sender ORDER BY messages DESC, sender LIMIT 5
            """, cancellation);
        Table(lake, "HTTP status classes", $"""
            SELECT CAST(status_code // 100 AS VARCHAR) || 'xx' AS status, count(*) AS requests
            FROM exchange_http_proxy WHERE noise IS NULL AND status_code IS NOT NULL GROUP BY 1 ORDER BY 1
            """, cancellation);
        Table(lake, "EWS error codes", """
            SELECT error_code AS error,
                count(*) AS requests FROM exchange_ews WHERE noise IS NULL AND error_code IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10
            """, cancellation);
        Table(lake, "Dead letters",
            "SELECT format, reason, count(*) AS lines FROM dead_letters GROUP BY ALL ORDER BY lines DESC, format, reason LIMIT 10",
            cancellation);
    }

    static void Table(LakeSql lake, string title, string sql, CancellationToken cancellation)
    {
        Console.WriteLine(title);
        using var query = lake.Query(sql, [], QueryLimits.Default, cancellation);
        var table = new TextTable();
        for (var i = 0; i < query.ColumnNames.Count; i++)
            table.Column(query.ColumnNames[i], ResultWriter.IsNumber(query.ColumnTypes[i]));
        var rows = 0;
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++, rows++)
                table.Row(Enumerable.Range(0, query.ColumnNames.Count).Select(i => Cell(query, i, row)).ToArray());
        }

        if (rows > 0)
            table.Write();
        else
            Console.WriteLine("  none\n");
    }

    static string Cell(LakeQuery query, int column, int row)
    {
        if (!ResultWriter.IsNumber(query.ColumnTypes[column]) || query.Column(column).IsNull(row))
            return query.Column(column).GetString(row) ?? "-";
        return query.ColumnNames[column] == "bytes"
            ? UnitText.Bytes(query.Column(column).GetDouble(row))
            : query.Column(column).GetDouble(row).ToString("N0", CultureInfo.InvariantCulture);
    }
}
