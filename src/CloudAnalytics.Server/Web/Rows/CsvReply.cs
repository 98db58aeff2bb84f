using System.Text;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Web.Security;
using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>Sends rows as a file of comma-separated values while they are read.</summary>
static class CsvReply
{
    /// <summary>Sends all rows of a result.</summary>
    /// <param name="context">The request.</param>
    /// <param name="result">The rows.</param>
    /// <param name="fileName">The file's name, for a browser that saves it.</param>
    public static async Task SendAsync(HttpContext context, LakeQuery result, string fileName)
    {
        var response = context.Response;
        SecurityHeaders.NoStore(response);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";

        // Spreadsheets take a file for UTF-8 by its byte order mark.
        await response.Body.WriteAsync(Encoding.UTF8.GetPreamble(), context.RequestAborted);
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(CsvText.Header(result.ColumnNames)), context.RequestAborted);
        var text = new StringBuilder();
        while (result.NextChunk())
        {
            AppendLines(text.Clear(), result);
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), context.RequestAborted);
        }
    }

    static void AppendLines(StringBuilder text, LakeQuery result)
    {
        for (var row = 0; row < result.RowCount; row++)
        {
            for (var column = 0; column < result.ColumnNames.Count; column++)
            {
                text.Append(column == 0 ? "" : ",");
                CsvText.Append(text, result.Column(column), row);
            }

            text.Append("\r\n");
        }
    }
}
