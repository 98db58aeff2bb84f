namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>The way of one message while it is written; times are microseconds since 1970.</summary>
sealed class UnixWay(string kind, string messageId, string sender, long bytes, long first)
{
    readonly long _first = first;
    readonly List<string> _queues = [];
    readonly List<UnixEndTruth> _ends = [];

    internal string Kind => kind;

    internal string MessageId => messageId;

    internal string Sender => sender;

    internal long Bytes => bytes;

    /// <summary>Who handed it in; null when a server did.</summary>
    internal UnixSubmissionTruth? Submission { get; set; }

    /// <summary>Where the writing of it is.</summary>
    internal long Now { get; set; } = first;

    /// <summary>Lets some time pass.</summary>
    internal long After(long microseconds) => Now += microseconds;

    /// <summary>Begins a stay that belongs to the way.</summary>
    internal PostfixLeg Leg(UnixHost host, string daemon, string client)
    {
        var leg = new PostfixLeg(host, daemon, client, messageId, Now);
        _queues.Add($"{host.Name}/{leg.Queue}");
        return leg;
    }

    /// <summary>A recipient's end.</summary>
    internal void End(string address, string state, string folder = "") => _ends.Add(new UnixEndTruth(address, state, folder));

    internal UnixJourneyTruth Result() => new(
        kind, messageId, sender, DateTimeOffset.UnixEpoch.AddTicks(_first * TimeSpan.TicksPerMicrosecond),
        [.. _queues], [.. _ends.OrderBy(end => end.Address, StringComparer.Ordinal)], Submission);
}
