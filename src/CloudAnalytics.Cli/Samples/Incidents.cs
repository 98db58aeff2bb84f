using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>What alarms are to find: an account that sends spam, passwords that are guessed, a mailbox that is exported.</summary>
sealed class Incidents
{
    const long Minute = 60_000;

    /// <summary>Of all mail so many in 1,000 messages are the outbreak's.</summary>
    const int SpamPerMille = 20;

    static readonly string[] s_attackers = ["198.51.100.201", "198.51.100.202", "203.0.113.251"];
    static readonly string[] s_guessedNames = ["administrator@contoso.com", "info@contoso.com", "scan@contoso.com", "test@contoso.com"];

    readonly World _world;
    readonly SampleRandom _random;
    readonly MailFlow _mail;
    readonly HttpFlow _http;
    readonly ImapPopLog _imap;
    readonly SmtpProtocolLog _smtp;
    readonly AdminFlow _admin;
    readonly Person _spammer;
    readonly long[] _spam;
    readonly long[] _guesses;
    readonly long _export;
    readonly long _end;
    long _attempts;

    public Incidents(
        World world, SampleOptions options, SampleClock clock, MailFlow mail, HttpFlow http, ImapPopLog imap, SmtpProtocolLog smtp,
            AdminFlow admin)
    {
        (_world, _mail, _http, _imap, _smtp, _admin, _end) = (world, mail, http, imap, smtp, admin, clock.End);
        _random = new SampleRandom(options.Seed, "incidents"u8);
        _spammer = world.People[world.People.Length / 2];
        _spam = Moments(Math.Max(20, options.Records / 24 * SpamPerMille / 1000), SpamFrom, SpamTo);
        _guesses = Moments(Math.Max(24, options.Records / 500), GuessFrom, GuessTo);
        _export = clock.End - (200 * Minute);
    }

    long SpamFrom => _end - (95 * Minute);

    long SpamTo => _end - (20 * Minute);

    long GuessFrom => _end - (360 * Minute);

    long GuessTo => _end - (270 * Minute);

    /// <summary>Writes what happens in a span of time.</summary>
    public void Write(long from, long to)
    {
        foreach (long time in Between(_spam, from, to))
            _mail.Spam(_spammer, time);
        foreach (long time in Between(_guesses, from, to))
            Guess(time);
        if (_export >= from && _export < to)
            _admin.Run(_world.Mailbox[1], AdminAction.Export, _export);
    }

    public IncidentsTruth Result() => new(
        new SpamTruth(_spammer.Name, Time(SpamFrom), Time(SpamTo), _spam.Length),
        new BruteForceTruth([.. s_attackers], Time(GuessFrom), Time(GuessTo), _attempts));

    static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    static ReadOnlySpan<long> Between(long[] moments, long from, long to)
    {
        int first = First(moments, from);
        return moments.AsSpan(first, First(moments, to) - first);
    }

    static int First(long[] moments, long time)
    {
        var i = 0;
        while (i < moments.Length && moments[i] < time)
            i++;
        return i;
    }

    /// <summary>Times in a span, in order.</summary>
    long[] Moments(long count, long from, long to)
    {
        var moments = new long[count];
        for (var i = 0; i < moments.Length; i++)
            moments[i] = from + _random.Below(to - from);
        Array.Sort(moments);
        return moments;
    }

    void Guess(long time)
    {
        string address = _random.Pick(s_attackers);
        Person victim = _world.People[_random.Below(Math.Min(25, _world.People.Length))];
        SampleServer server = _world.Mailbox[_random.Below(2)];
        _attempts++;
        switch (_random.Below(100))
        {
            case < 45:
                string account = _random.PerMille(300) ? _random.Pick(s_guessedNames) : victim.Name;
                SmtpSession session = _smtp.Accept(
                    server, LogKind.SmtpReceiveClient, server.ClientConnector, 587, Encoding.ASCII.GetBytes(address), time);
                _smtp.Greet(session, server, "win-8h2k1"u8, tls: true);
                _smtp.DenyLogon(session, account, address);
                _smtp.End(session, byClient: false);
                break;
            case < 65:
                _imap.Guess(server, victim, address, isPop: false, time);
                break;
            case < 75:
                _imap.Guess(server, victim, address, isPop: true, time);
                break;
            default:
                _http.Guess(victim, Encoding.ASCII.GetBytes(address), time);
                break;
        }
    }
}
