namespace CloudAnalytics.Cli.Samples;

/// <summary>Decides who writes to whom, and writes each message's way before it goes on to the next.</summary>
sealed class MailFlow
{
    /// <summary>One subject in so many is of the hostile ones, in turn.</summary>
    const int HostileEvery = 60;

    readonly World _world;
    readonly SampleRandom _random;
    readonly TrackingEvents _events;
    readonly SmtpProtocolLog _smtp;
    readonly AgentLog _agents;
    readonly MailRouter _router;
    readonly TruthRecorder _truth;
    readonly MailMessage _message = new();
    readonly MailMessage _report = new();
    int _number;
    int _subjects;

    public MailFlow(World world, TruthRecorder truth, MessageTrackingLog log, SmtpProtocolLog smtp, ulong seed)
    {
        (_world, _truth, _smtp) = (world, truth, smtp);
        _random = new SampleRandom(seed, "mail"u8);
        _events = new TrackingEvents(log, truth, _random);
        _agents = new AgentLog(truth, seed);
        _router = new MailRouter(world, _events, smtp, _random);
    }

    /// <summary>About this many messages that begin in a span of time.</summary>
    /// <returns>How many it became: one SMTP session can carry several.</returns>
    public int Write(int messages, long from, long to)
    {
        var written = 0;
        while (written < messages)
        {
            long time = from + _random.Below(to - from);
            written += _random.Below(100) switch
            {
                < 10 => Probe(time),
                < 58 => Inside(time),
                < 62 => ToList(time),
                < 76 => Outbound(time),
                < 93 => Inbound(time),
                _ => Relay(time),
            };
        }
        return written;
    }

    /// <summary>A tracking row that is cut off in the middle.</summary>
    public void CutOff(SampleServer server, long time) => _events.CutOff(server, time);

    /// <summary>One message of the outbreak.</summary>
    public void Spam(Person sender, long time)
    {
        MailMessage message = Start(MailKind.Spam, sender, time, WorldNames.SpamSubjects);
        message.ClientIp = "198.51.100.77"u8.ToArray();
        int recipients = _random.Between(2, 12);
        for (var i = 0; i < recipients; i++)
            AddRecipient(message, _random.Pick(_world.Outsiders));
        Send(message, sender);
    }

    int Probe(long time)
    {
        Person mailbox = _world.AnyMailboxServer(_random).HealthMailbox!;
        MailMessage message = Start(MailKind.Probe, mailbox, time, []);
        message.Subject.Clear();
        message.Subject.Add("00000000-MapiSubmitLAMProbe"u8);
        AddRecipient(message, mailbox);
        Send(message, mailbox);
        return 1;
    }

    int Inside(long time)
    {
        Person sender = _world.AnyPerson(_random);
        MailMessage message = Start(MailKind.Internal, sender, time, WorldNames.Subjects);
        message.ClientIp = sender.OfficeIp;
        AddPeople(message, _random.PerMille(650) ? 1 : _random.Between(2, 6));
        if (_random.PerMille(8))
            AddRecipient(message, _world.Departed[_random.Below(_world.Departed.Length)]);
        Send(message, sender);
        return 1;
    }

    int ToList(long time)
    {
        Person sender = _world.AnyPerson(_random);
        MailMessage message = Start(MailKind.List, sender, time, WorldNames.Subjects);
        message.ClientIp = sender.OfficeIp;
        AddRecipient(message, _random.Pick(_world.Lists));
        Send(message, sender);
        return 1;
    }

    int Outbound(long time)
    {
        Person sender = _world.AnyPerson(_random);
        MailMessage message = Start(MailKind.Outbound, sender, time, WorldNames.Subjects);
        message.ClientIp = _random.PerMille(300) ? sender.OutsideIp : sender.OfficeIp;
        int recipients = _random.PerMille(750) ? 1 : _random.Between(2, 4);
        for (var i = 0; i < recipients; i++)
            AddRecipient(message, _world.AnyOutsider(_random));
        if (_random.PerMille(250))
            AddPeople(message, _random.Between(1, 2));
        Send(message, sender);
        return 1;
    }

    /// <summary>A session from the Internet with one message or more.</summary>
    int Inbound(long time)
    {
        SampleServer edge = _random.Pick(_world.Edges);
        Outsider sender = _world.AnyOutsider(_random);
        LogKind? log = edge == _world.Edges[0] ? LogKind.SmtpReceiveEdge : null;
        SmtpSession session = _smtp.Accept(edge, log, edge.EdgeConnector, 25, sender.Domain.Ip, time);
        _smtp.Greet(session, edge, sender.Domain.MailHost, tls: _random.PerMille(800));
        int count = _random.PerMille(550) ? 1 : _random.Between(2, 4);
        for (var i = 0; i < count; i++)
        {
            MailMessage message =
                Start(MailKind.Inbound, sender, session.Time, _random.PerMille(40) ? WorldNames.SpamSubjects : WorldNames.Subjects);
            message.IsIncoming = true;
            message.ClientIp = sender.Domain.Ip;
            AddPeople(message, _random.PerMille(850) ? 1 : _random.Between(2, 3));
            if (_random.PerMille(15))
                AddRecipient(message, _world.Departed[_random.Below(_world.Departed.Length)]);
            Begin(message);
            var stop = new Stop(edge, edge.NextInternalId());
            long taken = _smtp.Take(session, message, stop);
            _events.Receive(stop, message, message.Recipients, taken, (sender.Domain.Ip, sender.Domain.MailHost), edge.EdgeConnector,
                session.Id);
            Filter(message, sender, stop, session, taken);
            Finish(message);
        }
        _smtp.End(session, byClient: _random.PerMille(930));
        return count;
    }

    /// <summary>What the edge's agents make of a message: most go on, spam is refused or thrown away.</summary>
    void Filter(MailMessage message, Outsider sender, Stop edge, SmtpSession session, long time)
    {
        int verdict = _random.Below(1000);
        time += _random.LogNormal(40, 0.5);
        AgentVerdict seen = verdict < 30 ? AgentVerdict.Reject : verdict < 45 ? AgentVerdict.Delete : AgentVerdict.Accept;
        _agents.Write(edge.Server, message, session, sender.Domain, seen, time);
        _events.AgentInfo(edge, message, message.Recipients, time);
        if (seen == AgentVerdict.Reject)
            _events.Fail(edge, null, message, message.Recipients, DeliveryFailure.Spam, time + 1);
        else if (seen == AgentVerdict.Delete)
            _events.Drop(edge, message, time + 1);
        else
            _router.EnterFromEdge(message, edge, time);
    }

    /// <summary>A device or program hands over what it has: several messages in one session without logon.</summary>
    int Relay(long time)
    {
        RelayClient client = _random.Pick(_world.Relays);
        SampleServer server = client.Server;
        SmtpSession session = _smtp.Accept(server, LogKind.SmtpReceiveRelay, server.RelayConnector, 25, client.Ip, time);
        _smtp.Greet(session, server, client.Host, tls: false);
        int count = _random.Between(1, 5);
        for (var i = 0; i < count; i++)
        {
            MailMessage message = Start(MailKind.Relay, client.Sender, session.Time, WorldNames.Subjects);
            message.ClientIp = client.Ip;
            AddPeople(message, 1);
            if (_random.PerMille(200))
                AddRecipient(message, _world.AnyOutsider(_random));
            Begin(message);
            var stop = new Stop(server, server.NextInternalId());
            long taken = _smtp.Take(session, message, stop);
            _router.ArriveFromRelay(message, stop, client, session.Id, taken);
            Finish(message);
        }
        if (_random.PerMille(30))
            _smtp.DenyRelay(session, client.Sender.Text, "someone@unrelated.example"u8);
        _smtp.End(session, byClient: true);
        return count;
    }

    void Send(MailMessage message, Person sender)
    {
        Begin(message);
        _router.Submit(message, sender);
        Finish(message);
    }

    MailMessage Start(MailKind kind, MailAddress sender, long time, string[] subjects)
    {
        MailMessage message = _message;
        Clear(message, kind, sender, time);
        if (subjects.Length > 0)
            Subject(message, ++_subjects % HostileEvery == 0
                ? WorldNames.HostileSubjects[_subjects / HostileEvery % WorldNames.HostileSubjects.Length]
                : _random.Pick(subjects));
        message.Bytes = _random.LogNormal(kind == MailKind.Spam ? 9_000 : 28_000, 1.2) % 36_000_000;
        return message;
    }

    void Clear(MailMessage message, MailKind kind, MailAddress sender, long time)
    {
        message.Number = ++_number;
        (message.Kind, message.Sender, message.Origin) = (kind, sender, time);
        (message.IsIncoming, message.HasNullReturnPath, message.WasDeferred, message.HasFailed, message.IsCut) =
            (false, false, false, false, false);
        message.Report = null;
        message.ClientIp = [];
        message.Recipients.Clear();
        message.NetworkId = _random.NextGuid();
        MessageId(message);
    }

    /// <summary>
    /// Exchange's own form for mail of the organization, another for the rest, without brackets where a device does not know better.
    /// </summary>
    void MessageId(MailMessage message)
    {
        Utf8Text id = message.MessageId;
        id.Clear();
        bool isBare = message.Kind == MailKind.Relay && message.Sender == _world.Bare;
        id.Add(isBare ? [] : "<"u8);
        if (message.Sender is Outsider outsider)
            id.AddHex(_random.Next(), 12).Add("."u8).Add(message.Number).Add("@"u8).Add(outsider.Domain.Name);
        else
            id.AddHex(_random.Next(), 16).AddHex(_random.Next(), 16).Add("@"u8)
                .Add(message.Sender is Person person ? person.Home.Fqdn : "contoso.com"u8);
        id.Add(isBare ? [] : ">"u8);
    }

    void Subject(MailMessage message, string pattern)
    {
        message.Subject.Clear();
        int sign = pattern.IndexOf('#', StringComparison.Ordinal);
        if (sign < 0)
        {
            message.Subject.Add(Utf8Text.Utf8(pattern));
            return;
        }
        message.Subject.Add(Utf8Text.Utf8(pattern[..sign])).Add(_random.Between(1, 9999)).Add(Utf8Text.Utf8(pattern[(sign + 1)..]));
    }

    void AddPeople(MailMessage message, int count)
    {
        for (var i = 0; i < count; i++)
            AddRecipient(message, _world.AnyPerson(_random));
    }

    static void AddRecipient(MailMessage message, MailAddress recipient)
    {
        if (!message.Recipients.Contains(recipient))
            message.Recipients.Add(recipient);
    }

    void Begin(MailMessage message) => _truth.Journeys.Begin(message);

    /// <summary>The way is written; a report about a failure goes its own way after it.</summary>
    void Finish(MailMessage message)
    {
        _truth.Journeys.Finish(message);
        if (message.Report is not var (server, time))
            return;
        long when = time + _random.LogNormal(300, 0.6);
        Clear(_report, MailKind.Report, _world.Postmaster, when);
        _report.Hops = null;
        _report.HasNullReturnPath = true;
        _report.Recipients.Add(message.Sender);
        _report.Bytes = message.Bytes + 4096;
        _report.Subject.Clear();
        _report.Subject.Add("Undeliverable: "u8).Add(message.Subject.Written);
        var stop = new Stop(server, server.NextInternalId());
        _events.Report(stop, _report, message, when);
        if (server.IsEdge)
            _router.EnterFromEdge(_report, stop, when);
        else
            _router.Categorize(_report, _report.Recipients, stop, when);
    }
}
