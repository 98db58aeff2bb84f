namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>
/// The Unix part of a sample: two mail exchangers with Postfix, two mail gateways with Postfix and amavis, two mailbox servers of Zimbra,
/// and the messages that pass them, with their ways known.
/// </summary>
sealed class UnixEstate : IDisposable
{
    readonly UnixJourneys _journeys;
    readonly Action<SampleFormat, long> _row;

    /// <summary>Makes the estate.</summary>
    /// <param name="seed">The sample's seed.</param>
    /// <param name="clock">The sample's span.</param>
    /// <param name="files">The sample's files.</param>
    /// <param name="turbulence">What happens to lines on their way into files.</param>
    /// <param name="row">Told of each row that is written: its format and time in milliseconds.</param>
    /// <param name="exchangerStamp">How the hosts that take mail from the Internet stamp their lines.</param>
    /// <param name="exchange">Takes what goes on to Exchange; null where there is none, or none that logs.</param>
    internal UnixEstate(ulong seed, SampleClock clock, SampleFiles files, UnixTurbulence turbulence, Action<SampleFormat, long> row,
        UnixStamp exchangerStamp = UnixStamp.Short, EdgeEntry? exchange = null)
    {
        (Seed, Clock, Files, Turbulence, _row, Exchange) = (seed, clock, files, turbulence, row, exchange);
        // Disposed together in Dispose.
#pragma warning disable CA2000
        Exchangers = [new("mx1", "192.0.2.31", exchangerStamp, true, this), new("mx2", "192.0.2.32", exchangerStamp, true, this)];
        Gateways = [new("zmta1", "10.20.0.11", UnixStamp.Iso, false, this), new("zmta2", "10.20.0.12", UnixStamp.Iso, false, this)];
        Boxes = [new("zbox1", "10.20.0.21", UnixStamp.Iso, false, this), new("zbox2", "10.20.0.22", UnixStamp.Iso, false, this)];
#pragma warning restore CA2000
        var random = new SampleRandom(seed, "unix people"u8);
        People = [.. Enumerable.Range(0, 120).Select(i => new UnixPerson(
            $"{random.Pick(WorldNames.First)}.{random.Pick(WorldNames.Last)}{i}@example.org".ToLowerInvariant(), Boxes[random.Below(2)],
            i + 2, $"203.0.113.{(i % 250) + 2}"))];
        Logins = new UnixLogins(this);
        Tls = new UnixTls(this);
        _journeys = new UnixJourneys(this);
    }

    internal ulong Seed { get; }

    internal SampleClock Clock { get; }

    internal SampleFiles Files { get; }

    internal UnixTurbulence Turbulence { get; }

    /// <summary>Hosts that take mail from the Internet.</summary>
    internal UnixHost[] Exchangers { get; }

    /// <summary>Hosts with amavis between them and the mailboxes, and for what goes out.</summary>
    internal UnixHost[] Gateways { get; }

    /// <summary>Mailbox servers.</summary>
    internal UnixHost[] Boxes { get; }

    /// <summary>Who has a mailbox.</summary>
    internal UnixPerson[] People { get; }

    /// <summary>Takes what goes on to Exchange, or null.</summary>
    internal EdgeEntry? Exchange { get; }

    /// <summary>Writes logins.</summary>
    internal UnixLogins Logins { get; }

    /// <summary>Writes what is said of encrypted connections.</summary>
    internal UnixTls Tls { get; }

    internal IEnumerable<UnixHost> Hosts => [.. Exchangers, .. Gateways, .. Boxes];

    internal static bool IsMailboxServer(string name) => name.StartsWith("zbox", StringComparison.Ordinal);

    internal void CountRow(SampleFormat format, long time) => _row(format, time);

    /// <summary>Writes so many messages that begin in a span of time, milliseconds since 1970, and what else goes on.</summary>
    internal void Write(int messages, long from, long to)
    {
        _journeys.Write(messages, from, to);
        Logins.Write(messages / 4, from, to);
    }

    /// <summary>Writes the lines before a moment; what is later stays for the next slice.</summary>
    internal void Flush(long before)
    {
        foreach (var host in Hosts)
            host.Flush(before);
    }

    /// <summary>What was written.</summary>
    internal UnixTruth Result() => new(
        _journeys.Messages, _journeys.Rejected, [.. _journeys.Truths], Logins.Result(), _journeys.Senders(), Tls.Result());

    public void Dispose()
    {
        foreach (var host in Hosts)
            host.Dispose();
    }
}

/// <summary>Somebody with a mailbox on Zimbra.</summary>
/// <param name="Address">Address, which is also the account's name.</param>
/// <param name="Box">The server of the mailbox.</param>
/// <param name="MailboxId">Number of the mailbox there.</param>
/// <param name="Ip">Where they log in from.</param>
sealed record UnixPerson(string Address, UnixHost Box, int MailboxId, string Ip);
