using System.Globalization;

namespace CloudAnalytics.Server.Tracing;

/// <summary>Says in plain words how a message ended for a recipient.</summary>
public static class EndWords
{
    /// <summary>The end of one recipient: <c>delivered to folder Inbox</c>, <c>bounced: 550 5.1.1 User unknown</c>.</summary>
    public static string Of(RecipientEnd end) => end.State switch
    {
        EndState.Delivered => end.Folder.Length > 0 ? $"delivered to folder {end.Folder}" : "delivered to the mailbox",
        EndState.HandedOver => $"handed over to {(end.To.Length > 0 ? end.To : "a server outside these logs")}",
        EndState.Expanded => With("replaced by other recipients", end.Detail),
        EndState.Deferred => With(Times(end.Deferrals), end.Detail),
        EndState.Failed => With("failed, the sender is told", end.Detail),
        EndState.Dropped => With("dropped, the sender is not told", end.Detail),
        EndState.Bounced => With("bounced, the sender is told", end.Detail),
        EndState.Expired => With(end.Deferrals > 0
            ? $"expired after {Number(end.Deferrals)} attempts, the sender is told" : "expired, the sender is told", end.Detail),
        EndState.Rejected => With("refused at SMTP, it never was in a queue", end.Detail),
        EndState.MilterRejected => With("refused by a filter", end.Detail),
        EndState.Discarded => With("discarded by a filter, not delivered", end.Detail),
        EndState.Quarantined => With("quarantined by a filter, not delivered", end.Detail),
        EndState.Held => With("held in the queue until an administrator releases it", end.Detail),
        EndState.Queued => "still in the queue at the last word",
        _ => With("unknown, the logs end here", end.Detail),
    };

    static string Times(int deferrals) => deferrals switch
    {
        0 => "deferred",
        1 => "deferred once",
        _ => $"deferred {Number(deferrals)} times",
    };

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string With(string words, string detail) => detail.Length > 0 ? $"{words}: {detail}" : words;
}
