using System.Globalization;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>One Unix host of the estate.</summary>
sealed class UnixHost : IDisposable
{
    // Postfix's alphabet of long ids (https://www.postfix.org/postconf.5.html#enable_long_queue_ids), without vowels.
    const string LongDigits = "0123456789BCDFGHJKLMNPQRSTVWXYbcdfghjklmnpqrstvwxy";

    readonly SampleRandom _random;
    readonly bool _hasLongIds;
    readonly Queue<(long Time, string Id)> _free = new();

    /// <summary>Makes a host.</summary>
    /// <param name="name">Its short name.</param>
    /// <param name="ip">Its address.</param>
    /// <param name="stamp">How syslog stamps lines there.</param>
    /// <param name="hasLongIds">Whether Postfix uses long queue ids, which are never used again.</param>
    /// <param name="estate">What hosts share.</param>
    internal UnixHost(string name, string ip, UnixStamp stamp, bool hasLongIds, UnixEstate estate)
    {
        (Name, Ip, _hasLongIds) = (name, ip, hasLongIds);
        _random = new SampleRandom(estate.Seed, System.Text.Encoding.UTF8.GetBytes("unix host " + name));
        Syslog = new UnixLog(name, UnixEstate.IsMailboxServer(name) ? "zimbra.log" : "mail.log", stamp, SampleFormat.Postfix, estate,
            estate.CountRow);
        if (UnixEstate.IsMailboxServer(name))
        {
            Mailbox = new UnixLog(name, "mailbox.log", UnixStamp.Log4j, SampleFormat.ZimbraMailbox, estate, estate.CountRow);
            Audit = new UnixLog(name, "audit.log", UnixStamp.Log4j, SampleFormat.ZimbraAudit, estate, estate.CountRow);
        }
    }

    internal string Name { get; }

    internal string Ip { get; }

    internal string Fqdn => Name + ".example.org";

    internal UnixLog Syslog { get; }

    /// <summary>Of a mailbox server.</summary>
    internal UnixLog? Mailbox { get; }

    /// <summary>Of a mailbox server.</summary>
    internal UnixLog? Audit { get; }

    /// <summary>A queue id. A short one is used again some time after its message is gone, as Postfix does it.</summary>
    internal string NextQueueId(long time)
    {
        if (_hasLongIds)
            return "4" + string.Concat(Enumerable.Range(0, 9).Select(_ => LongDigits[_random.Below(LongDigits.Length)])) + "z"
                + string.Concat(Enumerable.Range(0, 4).Select(_ => LongDigits[_random.Below(LongDigits.Length)]));
        if (_free.Count > 0 && time - _free.Peek().Time > 3_600_000_000 && _random.PerMille(30))
            return _free.Dequeue().Id;
        return (_random.Next() & 0xFFFFFFFFFFF).ToString("X11", CultureInfo.InvariantCulture);
    }

    /// <summary>A message is gone: its id may be used again.</summary>
    internal void Free(string queueId, long time)
    {
        if (!_hasLongIds && _free.Count < 1000)
            _free.Enqueue((time, queueId));
    }

    internal int Pid() => _random.Between(1000, 32000);

    internal void Flush(long before)
    {
        Syslog.Flush(before);
        Mailbox?.Flush(before);
        Audit?.Flush(before);
    }

    public void Dispose()
    {
        Syslog.Dispose();
        Mailbox?.Dispose();
        Audit?.Dispose();
    }
}
