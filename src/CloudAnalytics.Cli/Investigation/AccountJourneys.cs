using CloudAnalytics.Core;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Cli.Investigation;

/// <summary>The ways of an account's messages, with the lines that tell of them.</summary>
sealed class AccountJourneys(LakeSql lake, AccountQuestion question)
{
    /// <summary>Reads them, the latest first; an account that is named by no address has none.</summary>
    internal TraceResult Read(CancellationToken cancellation)
    {
        var tracer = new MessageTracer(lake) { MessagesMax = Limits.BundleMessagesMax };
        var lines = new LineReader(lake);
        var journeys = new Dictionary<string, Journey>(StringComparer.Ordinal);
        var isTruncated = false;
        foreach (var name in question.Names.Where(name => name.Contains('@', StringComparison.Ordinal)))
        {
            var found = tracer.Trace(name, question.From, question.To, cancellation);
            isTruncated |= found.IsTruncated;
            foreach (var journey in found.Journeys)
                journeys.TryAdd(Identity(journey), journey);
        }

        return new TraceResult(question.Names[0], "account",
            [.. journeys.Values.OrderByDescending(journey => journey.First).Select(journey =>
                lines.WithLines(journey, cancellation))], isTruncated);
    }

    // A Message-ID may be used twice, a refused message may have none.
    static string Identity(Journey journey) => FormattableString.Invariant(
        $"{journey.MessageId} {journey.First.Ticks} {journey.Recipients.Select(end => end.Address).FirstOrDefault()}");
}
