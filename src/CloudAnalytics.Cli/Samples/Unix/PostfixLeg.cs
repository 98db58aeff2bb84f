using System.Globalization;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>Writes the lines of one stay of a message in the queue of a host. Times are microseconds since 1970.</summary>
sealed class PostfixLeg
{
    readonly UnixHost _host;
    readonly long _arrived;
    readonly int _manager;

    /// <summary>Begins a stay: the client's line and the Message-ID.</summary>
    /// <param name="host">The host.</param>
    /// <param name="daemon">Who takes it: smtpd, submission/smtpd, amavisd/smtpd, pickup.</param>
    /// <param name="client">Name and address as Postfix logs them: <c>mail.example.net[192.0.2.1]</c>, and what follows.</param>
    /// <param name="messageId">Message-ID with brackets.</param>
    /// <param name="time">When.</param>
    internal PostfixLeg(UnixHost host, string daemon, string client, string messageId, long time)
    {
        (_host, _arrived) = (host, time);
        _manager = 900 + (host.Name.Length * 7);
        Queue = host.NextQueueId(time);
        var pid = host.Pid();
        if (client.Length > 0)
            Line(time, daemon, pid, $"{Queue}: client={client}");
        Line(time + 1_500, "cleanup", host.Pid(), $"{Queue}: message-id={messageId}");
    }

    /// <summary>The host.</summary>
    internal UnixHost Host => _host;

    /// <summary>Queue id.</summary>
    internal string Queue { get; }

    /// <summary>The queue manager takes it up.</summary>
    internal void Queued(string sender, long bytes, int recipients, long time) => Line(time, "qmgr", _manager,
        string.Create(CultureInfo.InvariantCulture, $"{Queue}: from=<{sender}>, size={bytes}, nrcpt={recipients} (queue active)"));

    /// <summary>A delivery.</summary>
    /// <param name="daemon">smtp, lmtp, local.</param>
    /// <param name="recipient">To whom.</param>
    /// <param name="original">To whom the sender wrote, where it differs; else null.</param>
    /// <param name="relay">Name, address and port; <c>none</c>.</param>
    /// <param name="dsn">Enhanced status.</param>
    /// <param name="status">sent, deferred, bounced.</param>
    /// <param name="reply">What stands in brackets.</param>
    /// <param name="time">When.</param>
    internal void Deliver(
        string daemon, string recipient, string? original, string relay, string dsn, string status, string reply, long time)
    {
        var delay = (time - _arrived) / 1e6;
        Line(time, daemon, _host.Pid(), string.Create(CultureInfo.InvariantCulture,
            $"{Queue}: to=<{recipient}>, {(original is null ? "" : $"orig_to=<{original}>, ")}relay={relay}, delay={delay:0.##}, "
            + $"delays={delay * 0.5:0.##}/{0.01}/{delay * 0.1:0.##}/{delay * 0.39:0.##}, dsn={dsn}, status={status} ({reply})"));
    }

    /// <summary>A line of a daemon about it.</summary>
    internal void Say(string daemon, string text, long time) => Line(time, daemon, _host.Pid(), $"{Queue}: {text}");

    /// <summary>It is gone.</summary>
    internal void Remove(long time)
    {
        Line(time, "qmgr", _manager, $"{Queue}: removed");
        _host.Free(Queue, time);
    }

    void Line(long time, string daemon, int pid, string text) =>
        _host.Syslog.Add(time, SampleFormat.Postfix, string.Create(CultureInfo.InvariantCulture, $"postfix/{daemon}[{pid}]: {text}"));
}
