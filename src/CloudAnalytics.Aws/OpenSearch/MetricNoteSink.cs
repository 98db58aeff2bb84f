using System.Text;
using CloudAnalytics.Aws.CloudWatch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>Notes the names behind a window's numbers in the cluster, each under an id of its own: twice has the effect of once.</summary>
/// <param name="client">The cluster.</param>
/// <param name="names">The indices' names.</param>
public sealed class MetricNoteSink(OpenSearchClient client, IndexNames names)
{
    /// <summary>Notes them.</summary>
    /// <returns>Why not all of them are noted, or null.</returns>
    public async Task<string?> WriteAsync(IEnumerable<WindowAnswer> answers, CancellationToken cancellationToken)
    {
        var body = new StringBuilder();
        var count = 0;
        foreach (var answer in answers)
        {
            for (var i = 0; i < answer.Rows.Length; i++, count++)
            {
                var (question, start) = (answer.Question, answer.Window.From);
                var id = MetricNotes.IdOf(question.Name, start, i + 1);
                body.Append($$$"""{"create":{"_index":"{{{names.MonthlyMetrics(start)}}}","_id":"{{{id}}}"}}""").Append('\n');
                body.Append(MetricNotes.Document(question.Name, question.Alarm?.Title ?? question.Panel.Title, start, i + 1,
                    answer.Rows[i].Names, answer.Rows[i].Value)).Append('\n');
            }
        }

        if (count == 0)
            return null;
        var response = await client.SendLinesAsync($"_bulk?{BulkAnswer.Filter}", Encoding.UTF8.GetBytes(body.ToString()),
            Limits.WindowNotesTimeout, cancellationToken);
        if (!response.IsSuccess)
            return response.Reason;
        var items = BulkAnswer.Read(response.Body, count);
        return items is null ? "the answer to a bulk request could not be read"
            : items.FirstOrDefault(item => item.Outcome != BulkOutcome.Written).Reason;
    }
}
