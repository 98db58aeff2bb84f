using System.Text;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.CloudWatch;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Aggregate;

/// <summary>What the function works with.</summary>
/// <param name="Table">The metrics.</param>
/// <param name="Engine">Answers the questions.</param>
/// <param name="Lake">Keeps what was published.</param>
/// <param name="Failed">Where Lambda puts batches that it gave up, from the bucket's root.</param>
/// <param name="Notes">Notes the names behind the numbers; null where there is no cluster.</param>
/// <param name="Detections">Evaluates detections.</param>
sealed record AggregateParts(
    MetricTable Table, IPanelEngine Engine, IObjectStore Lake, IObjectStore Failed, MetricNoteSink? Notes, DetectionJudge Detections);

/// <summary>
/// Publishes the numbers of closed windows in CloudWatch, each window once: by log lines in embedded metric format. Called every five
/// minutes, whatever the event says. A question of an hour is asked in the window with which the hour ends. Then it evaluates detections.
/// </summary>
/// <param name="host">Settings, clock, log.</param>
/// <param name="parts">What it works with.</param>
sealed class AggregateFunction(FunctionHost host, AggregateParts parts) : IFunction
{
    readonly WindowState _state = new(parts.Lake, PublishedPanel.Window);
    readonly PipelineHealth _health = new(parts.Lake, parts.Failed);

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
        ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            var open = await _state.OpenAsync(host.Time.GetUtcNow(), cancellationToken);
            var published = await PublishAsync(open, invocation, cancellationToken);
            await TellAsync(published, open.Count - published, cancellationToken);
            var found = await DetectAsync(invocation, cancellationToken);
            return Encoding.UTF8.GetBytes(FormattableString.Invariant(
                $$"""{"published":{{published}},"waiting":{{open.Count - published}},"findings":{{found}}}"""));
        }
        catch (IOException exception)
        {
            throw new FunctionException("Aggregate.State", $"what was done cannot be kept: {exception.Message}");
        }
    }

    async ValueTask<int> DetectAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var counts = await parts.Detections.RunAsync(invocation, cancellationToken);
        Publish(counts.Values);
        return counts.Findings;
    }

    async ValueTask<int> PublishAsync(List<OpenWindow> open, Invocation invocation, CancellationToken cancellationToken)
    {
        var published = 0;
        foreach (var window in open.Take(Limits.WindowsPerRunMax))
        {
            if (!invocation.HasTime(host.Time))
                break;
            if (!await _state.TryClaimAsync(window, invocation, host.Time.GetUtcNow(), cancellationToken))
                continue;
            if (await AskAsync(window, cancellationToken) is not { } answers)
                break;
            foreach (var line in EmbeddedMetrics.Write(host.Settings.MetricNamespace, answers))
                host.Log.WriteLine(line);
            if (parts.Notes is { } notes && await notes.WriteAsync(answers, cancellationToken) is { } reason)
                host.Log.Write("error", $"the names behind the numbers are in the log only: {reason}");
            await _state.FinishAsync(window, invocation, answers.Sum(a => a.Values.Length), cancellationToken);
            published++;
        }

        return published;
    }

    /// <summary>The window's answers; null when it must wait.</summary>
    async ValueTask<List<WindowAnswer>?> AskAsync(OpenWindow window, CancellationToken cancellationToken)
    {
        var answers = new List<WindowAnswer>();
        var failures = 0;
        foreach (var question in parts.Table.Questions.Where(q => EndsWith(q, window.Range)))
        {
            try
            {
                var range = new TimeRange(new Timestamp(window.Range.To.Micros - Micros(question.Window)), window.Range.To);
                answers.Add(WindowAnswer.Of(question, await parts.Engine.AskAsync(question.QueryOf(range), cancellationToken)));
            }
            catch (SearchTooLargeException exception)
            {
                host.Log.Write("error", exception.Message, ("question", question.Name));
            }
            catch (IOException exception)
            {
                host.Log.Write("error", exception.Message, ("question", question.Name));
                failures++;

                // Nobody answers: the others need not be asked.
                if (answers.Count == 0)
                    return null;
            }
        }

        return failures == 0 || window.Claims + 1 >= Limits.WindowAttemptsMax ? answers : null;
    }

    async ValueTask TellAsync(int published, int waiting, CancellationToken cancellationToken)
    {
        var now = host.Time.GetUtcNow();
        PublishedValue[] values =
        [
            new(MetricTable.WindowsPublished, null, published), new(MetricTable.WindowsWaiting, null, waiting),
            .. await _health.CountAsync(now, PublishedPanel.Window, cancellationToken),
        ];
        Publish(values);
        await _health.RememberAsync(cancellationToken);
    }

    // Values of the run itself belong to the window in which it runs.
    void Publish(IEnumerable<PublishedValue> values)
    {
        var time = TimeRange.BucketOf(Timestamp.From(host.Time.GetUtcNow()), PublishedPanel.Window);
        foreach (var line in EmbeddedMetrics.Write(host.Settings.MetricNamespace, time, values))
            host.Log.WriteLine(line);
    }

    static bool EndsWith(PublishedQuestion question, TimeRange window) => window.To.Micros % Micros(question.Window) == 0;

    static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
