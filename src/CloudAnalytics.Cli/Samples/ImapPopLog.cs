using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes IMAP4 and POP3 logs: sessions of mail programs, of monitoring, and of who tries passwords.</summary>
sealed class ImapPopLog
{
    static readonly string[] s_imapWork = ["select", "fetch", "fetch", "search", "noop", "idle", "store", "list"];
    static readonly string[] s_popWork = ["stat", "list", "retr", "retr", "dele", "uidl"];

    readonly World _world;
    readonly TruthRecorder _truth;
    readonly SampleRandom _random;
    readonly Utf8Text _text = new();
    Session _session = null!;

    public ImapPopLog(World world, TruthRecorder truth, ulong seed)
    {
        (_world, _truth) = (world, truth);
        _random = new SampleRandom(seed, "imap-pop"u8);
    }

    /// <summary>Sessions of about so many rows that begin in a span of time.</summary>
    /// <returns>How many rows it became.</returns>
    public int Write(int rows, long from, long to)
    {
        var written = 0;
        while (written < rows)
        {
            long time = from + _random.Below(to - from);
            bool isPop = _random.PerMille(300);
            bool isProbe = _random.PerMille(350);
            SampleServer server = _world.AnyMailboxServer(_random);
            // Few people use these protocols, so they are the ones at the end of the list.
            Person user = isProbe ? server.HealthMailbox! : _world.People[^(1 + _random.Below(_world.People.Length / 4))];
            Open(server, isPop, isProbe ? "127.0.0.1" : Encoding.ASCII.GetString(user.OutsideIp), time);
            bool isDenied = !isProbe && _random.PerMille(8);
            if (Logon(user, isDenied))
                Work(user);
            Close(user);
            written += _session.Sequence;
        }
        return written;
    }

    /// <summary>One guess of a password.</summary>
    public void Guess(SampleServer server, Person victim, string address, bool isPop, long time)
    {
        Open(server, isPop, address, time);
        Logon(victim, isDenied: true);
        Close(null);
    }

    void Open(SampleServer server, bool isPop, string clientIp, long time)
    {
        bool isV6 = clientIp.Contains(':', StringComparison.Ordinal);
        int port = _random.Between(1025, 65000);
        _session = new Session
        {
            Server = server,
            Log = server.Log(isPop ? LogKind.Pop3 : LogKind.Imap4),
            IsPop = isPop,
            Id = _random.Next(),
            ServerEnd = Utf8Text.Utf8($"{Encoding.ASCII.GetString(server.Ip)}:{(isPop ? 995 : 993)}"),
            ClientIp = clientIp,
            ClientEnd = Utf8Text.Utf8(isV6 ? $"[{clientIp}]:{port}" : $"{clientIp}:{port}"),
            Time = time,
        };
        Row(null, "OpenSession", [], []);
        if (!isPop)
            Row(null, "capability", [], "R=OK"u8);
    }

    /// <summary>Returns whether the user got in.</summary>
    bool Logon(Person user, bool isDenied)
    {
        _text.Clear();
        _text.Add(user.Text).Add(" *****"u8);
        byte[] parameters = _text.Written.ToArray();
        if (_session.IsPop)
            Row(user, "user", user.Text, "R=OK"u8);
        _session.Time += _random.LogNormal(180, 0.6);
        bool isWritten = (_session.IsPop, isDenied) switch
        {
            (true, true) => Row(user, "pass", "*****"u8, "R=\"-ERR Logon failure: unknown user name or bad password.\""u8),
            (false, true) => Row(user, "login", parameters, "R=\"a2 NO LOGIN failed.\""u8),
            (true, false) => Row(user, "pass", "*****"u8, Proxied(995)),
            _ => Row(user, "login", parameters, Proxied(993)),
        };
        if (isDenied && isWritten && !user.IsMonitoring)
        {
            _truth.FailedAccount(_session.Time, user.Name, LoginSource.ImapPop);
            _truth.FailedAddress(_session.Time, _session.ClientIp, LoginSource.ImapPop);
        }
        return !isDenied;

        ReadOnlySpan<byte> Proxied(int port)
        {
            _text.Clear();
            return _text.Add("R=OK;Msg=\"Proxy:"u8).Add(user.Home.Fqdn).Add(":"u8).Add(port + 1000)
                .Add(":SSL;ProxySuccess\";LiveIdAR=OK"u8).Written;
        }
    }

    void Work(Person user)
    {
        string[] commands = _session.IsPop ? s_popWork : s_imapWork;
        int count = user.IsMonitoring ? 1 : _random.Between(2, 7);
        for (var i = 0; i < count; i++)
        {
            string command = _random.Pick(commands);
            _session.Time += _random.LogNormal(400, 1.0);
            Row(user, command, command is "select" ? "INBOX"u8 : [], command is "fetch"
                ? "R=OK;Rows=12;ActivityContextData=\"Dbl:RPC.T[EX01]=3,I32:ADS.C[DC01]=1\";Budget=\"Owner:Sid~S-1-5-21\""u8
                : "R=OK"u8);
        }
        Row(user, _session.IsPop ? "quit" : "logout", [], "R=OK"u8);
    }

    void Close(Person? user) => Row(user, "CloseSession", [], []);

    /// <summary>Writes a row; false where its time is outside of the sample.</summary>
    bool Row(Person? user, string command, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> context)
    {
        Session session = _session;
        session.Time += _random.Between(1, 30);
        int duration = _random.LogNormal(6, 1.2);
        int bytes = _random.LogNormal(120, 1.0);
        LogChannel log = session.Log;
        session.Sequence++;
        if (!log.Begin(session.Time))
            return false;
        log.TimeCell(session.Time);
        log.AddHex(session.Id, 16);
        log.Next();
        log.Cell(session.Sequence - 1);
        log.Cell(session.ServerEnd);
        log.Cell(session.ClientEnd);
        log.Cell(user is null ? [] : user.Text);
        log.Cell(duration);
        log.Cell(parameters.Length + command.Length + 4);
        log.Cell(bytes);
        log.Cell(Utf8Text.Utf8(command));
        log.Cell(parameters);
        log.Cell(context);
        log.Skip(1);
        log.End();
        _truth.Row(SampleFormat.ExchangeImapPop, session.Time, user is { IsMonitoring: true });
        return true;
    }

    /// <summary>One session while it is written.</summary>
    sealed class Session
    {
        public required SampleServer Server { get; init; }

        public required LogChannel Log { get; init; }

        public required bool IsPop { get; init; }

        public required ulong Id { get; init; }

        public required byte[] ServerEnd { get; init; }

        public required string ClientIp { get; init; }

        public required byte[] ClientEnd { get; init; }

        public long Time { get; set; }

        public int Sequence { get; set; }
    }
}
