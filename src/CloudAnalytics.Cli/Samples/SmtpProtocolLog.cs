namespace CloudAnalytics.Cli.Samples;

/// <summary>One SMTP conversation while it is written.</summary>
sealed class SmtpSession
{
    public required ulong Id { get; init; }

    /// <summary>Null where the connector keeps no protocol log.</summary>
    public required LogChannel? Log { get; init; }

    public required byte[] Connector { get; init; }

    public required byte[] Local { get; init; }

    public required byte[] Remote { get; init; }

    public int Sequence { get; set; }

    public long Time { get; set; }
}

/// <summary>Writes SMTP protocol logs: the transcript of conversations, for receiving and for sending.</summary>
sealed class SmtpProtocolLog(TruthRecorder truth, ulong seed)
{
    readonly SampleRandom _random = new(seed, "smtp"u8);
    readonly Utf8Text _text = new();

    /// <summary>Begins a conversation that another host opened.</summary>
    /// <param name="log">Null where the connector keeps no log.</param>
    public SmtpSession Accept(SampleServer server, LogKind? log, byte[] connector, int port, ReadOnlySpan<byte> clientIp, long time)
    {
        SmtpSession session = Start(
            server, log, connector, Endpoint(server.Ip, port).ToArray(), Endpoint(clientIp, _random.Between(1025, 65000)).ToArray(), time);
        Row(session, "+"u8, []);
        Row(session, ">"u8, Text().Add("220 "u8).Add(server.Fqdn).Add(" Microsoft ESMTP MAIL Service ready at "u8).AddDate(time).Add(", "u8)
            .AddClock(time).Add(" +0000"u8).Written);
        return session;
    }

    /// <summary>Greeting up to a line that is ready for mail; over TLS or in clear text.</summary>
    public void Greet(SmtpSession session, SampleServer server, ReadOnlySpan<byte> clientHost, bool tls)
    {
        Row(session, "<"u8, Text().Add("EHLO "u8).Add(clientHost).Written);
        Hello(session, server, clientHost, offersTls: true);
        if (!tls)
            return;
        Row(session, "<"u8, "STARTTLS"u8);
        Row(session, ">"u8, "220 2.0.0 SMTP server ready"u8);
        Row(session, "*"u8,
            [], "TLS protocol SP_PROT_TLS1_2_SERVER negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength "u8,
            "256 bits, MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 255 bits"u8);
        Row(session, "<"u8, Text().Add("EHLO "u8).Add(clientHost).Written);
        Hello(session, server, clientHost, offersTls: false);
    }

    /// <summary>One message that is taken; returns when it was.</summary>
    public long Take(SmtpSession session, MailMessage message, Stop stop)
    {
        Row(session, "<"u8, Text().Add("MAIL FROM:<"u8).Add(message.HasNullReturnPath ? [] : message.Sender.Text).Add("> SIZE="u8)
            .Add(message.Bytes).Written);
        Row(session, "*"u8, Text().AddHex(session.Id, 16).Add(";"u8).AddTime(session.Time).Add(";1"u8).Written, "receiving message"u8);
        foreach (MailAddress recipient in message.Recipients)
            Row(session, "<"u8, Text().Add("RCPT TO:<"u8).Add(recipient.Text).Add(">"u8).Written);
        Row(session, ">"u8, "250 2.1.0 Sender OK"u8);
        Row(session, ">"u8, "250 2.1.5 Recipient OK"u8);
        session.Time += _random.LogNormal(60, 0.7);
        Row(session, "<"u8, Text().Add("BDAT "u8).Add(message.Bytes).Add(" LAST"u8).Written);
        session.Time += _random.LogNormal(90, 0.7);
        Row(session, ">"u8, Text().Add("250 2.6.0 "u8).Add(message.MessageId.Written).Add(" [InternalId="u8).Add(stop.InternalId)
            .Add(", Hostname="u8)
            .Add(stop.Server.Fqdn).Add("] "u8).Add(message.Bytes).Add(" bytes in 0.101, 61.827 KB/sec Queued mail for delivery"u8).Written);
        return session.Time;
    }

    /// <summary>A client that may not hand mail for other organizations.</summary>
    public void DenyRelay(SmtpSession session, ReadOnlySpan<byte> sender, ReadOnlySpan<byte> recipient)
    {
        Row(session, "<"u8, Text().Add("MAIL FROM:<"u8).Add(sender).Add(">"u8).Written);
        Row(session, ">"u8, "250 2.1.0 Sender OK"u8);
        Row(session, "<"u8, Text().Add("RCPT TO:<"u8).Add(recipient).Add(">"u8).Written);
        Row(session, ">"u8, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"u8);
    }

    /// <summary>A logon that is refused.</summary>
    public void DenyLogon(SmtpSession session, string account, string address)
    {
        Row(session, "<"u8, "AUTH LOGIN"u8);
        Row(session, ">"u8, "334 <authentication response>"u8);
        session.Time += _random.LogNormal(250, 0.5);
        if (Row(session, "*"u8, [], "Inbound AUTH LOGIN failed because of LogonDenied"u8))
            truth.FailedAddress(session.Time, address, LoginSource.Smtp);
        if (Row(session, "*"u8, [], Text().Add("User Name: "u8).Add(Utf8Text.Utf8(account)).Written))
            truth.FailedAccount(session.Time, account, LoginSource.Smtp);
        Row(session, "*"u8, Text().Add("Tarpit for '0.00:00:05' due to '535 5.7.3 Authentication unsuccessful'"u8).Written);
        session.Time += 5000;
        Row(session, ">"u8, "535 5.7.3 Authentication unsuccessful"u8);
    }

    public void End(SmtpSession session, bool byClient)
    {
        if (byClient)
        {
            Row(session, "<"u8, "QUIT"u8);
            Row(session, ">"u8, "221 2.0.0 Service closing transmission channel"u8);
        }
        Row(session, "-"u8, [], byClient ? "Local"u8 : "Remote(SocketError)"u8);
    }

    /// <summary>
    /// Hands a message to a host of another organization and returns the conversation; its time is when the host answered.
    /// </summary>
    /// <param name="refusal">What the host says instead of taking it, or null.</param>
    public SmtpSession Hand(SampleServer server, LogKind? log, MailDomain domain, MailMessage message, List<MailAddress> recipients,
        byte[]? refusal, long time)
    {
        SmtpSession session = Start(server, log, "Internet"u8.ToArray(), [], Endpoint(domain.Ip, 25).ToArray(), time);
        Row(session, "*"u8, [], "attempting to connect"u8);
        session = Connected(session, server);
        Row(session, "+"u8, []);
        Row(session, "<"u8, Text().Add("220 "u8).Add(domain.MailHost).Add(" ESMTP"u8).Written);
        Row(session, ">"u8, Text().Add("EHLO "u8).Add(server.Fqdn).Written);
        Row(session, "<"u8, Text().Add("250  "u8).Add(domain.MailHost).Add(" SIZE 36700160 PIPELINING 8BITMIME STARTTLS"u8).Written);
        Row(session, ">"u8, Text().Add("MAIL FROM:<"u8).Add(message.HasNullReturnPath ? [] : message.Sender.Text).Add("> SIZE="u8)
            .Add(message.Bytes).Written);
        foreach (MailAddress recipient in recipients)
            Row(session, ">"u8, Text().Add("RCPT TO:<"u8).Add(recipient.Text).Add(">"u8).Written);
        if (refusal is not null)
        {
            Row(session, "<"u8, refusal);
        }
        else
        {
            Row(session, "<"u8, "250 2.1.5 OK"u8);
            Row(session, ">"u8, "DATA"u8);
            session.Time += _random.LogNormal(150, 0.8);
            Row(session, "<"u8, Text().Add("250 2.0.0 OK "u8).Add(session.Time / 1000).Written);
        }
        Row(session, ">"u8, "QUIT"u8);
        Row(session, "-"u8, [], "Local"u8);
        return session;
    }

    SmtpSession Connected(SmtpSession session, SampleServer server) => new()
    {
        Id = session.Id,
        Log = session.Log,
        Connector = session.Connector,
        Local = Endpoint(server.Ip, _random.Between(1025, 65000)).ToArray(),
        Remote = session.Remote,
        Sequence = session.Sequence,
        Time = session.Time + _random.LogNormal(40, 0.5),
    };

    SmtpSession Start(SampleServer server, LogKind? log, byte[] connector, byte[] local, byte[] remote, long time) => new()
    {
        Id = 0x08DC_0000_0000_0000 | (_random.Next() >> 16),
        Log = log is { } kind ? server.Log(kind) : null,
        Connector = connector,
        Local = local,
        Remote = remote,
        Time = time,
    };

    void Hello(SmtpSession session, SampleServer server, ReadOnlySpan<byte> clientHost, bool offersTls) =>
        Row(session, ">"u8, Text().Add("250  "u8).Add(server.Fqdn).Add(" Hello ["u8).Add(clientHost)
            .Add("] SIZE 37748736 PIPELINING DSN ENHANCEDSTATUSCODES "u8)
            .Add(offersTls ? "STARTTLS 8BITMIME BINARYMIME CHUNKING"u8 : "AUTH NTLM LOGIN 8BITMIME BINARYMIME CHUNKING"u8).Written);

    Utf8Text Text()
    {
        _text.Clear();
        return _text;
    }

    ReadOnlySpan<byte> Endpoint(ReadOnlySpan<byte> ip, int port)
    {
        bool isV6 = ip.Contains((byte)':');
        return Text().Add(isV6 ? "["u8 : []).Add(ip).Add(isV6 ? "]:"u8 : ":"u8).Add(port).Written;
    }

    /// <summary>Writes one line of the conversation; false where there is no log, or the time is outside of the sample.</summary>
    bool Row(SmtpSession session, ReadOnlySpan<byte> action, ReadOnlySpan<byte> data, ReadOnlySpan<byte> context = default,
        ReadOnlySpan<byte> more = default)
    {
        session.Time += _random.Below(40);
        if (session.Log is not { } log || !log.Begin(session.Time))
            return false;
        log.TimeCell(session.Time);
        log.Cell(session.Connector);
        log.AddHex(session.Id, 16);
        log.Next();
        log.Cell(session.Sequence++);
        log.Cell(session.Local);
        log.Cell(session.Remote);
        log.Cell(action);
        log.Cell(data);
        log.Add(context).Add(more);
        log.Next();
        log.End();
        truth.Row(SampleFormat.ExchangeSmtpProtocol, session.Time, noise: false);
        return true;
    }
}
