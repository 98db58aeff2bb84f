namespace CloudAnalytics.Cli.Samples;

/// <summary>What the agents of an edge server decide.</summary>
enum AgentVerdict
{
    Accept,
    Reject,
    Delete,
}

/// <summary>Writes the log of transport agents: what the filters of an edge server did with messages.</summary>
sealed class AgentLog(TruthRecorder truth, ulong seed)
{
    /// <summary>Of accepted messages so many in 1,000 leave a row: those that an agent changed or marked.</summary>
    const int AcceptedPerMille = 550;

    readonly SampleRandom _random = new(seed, "agent"u8);

    public void Write(SampleServer edge, MailMessage message, SmtpSession session, MailDomain from, AgentVerdict verdict, long time)
    {
        bool isMarked = _random.PerMille(AcceptedPerMille);
        int confidence = verdict == AgentVerdict.Accept ? _random.Below(5) : _random.Between(7, 9);
        if (verdict == AgentVerdict.Accept && !isMarked)
            return;
        bool isTrust = verdict == AgentVerdict.Accept && confidence == 0;
        LogChannel log = edge.Log(LogKind.Agent);
        if (!log.Begin(time))
            return;
        log.TimeCell(time);
        log.AddHex(session.Id, 16);
        log.Next();
        log.Cell(edge.Ip);
        log.Cell(session.Remote);
        log.Cell(from.Ip);
        log.Cell(message.MessageId.Written);
        log.Cell(message.Sender.Text);
        log.Add(message.Sender.Text).Add(";"u8);
        log.Next();
        for (var i = 0; i < message.Recipients.Count; i++)
            log.Add(i > 0 ? ";"u8 : []).Add(message.Recipients[i].Text);
        log.Next();
        log.Cell(message.Recipients.Count);
        log.Cell(isTrust ? "Inbound Trust Agent"u8 : "Content Filter Agent"u8);
        log.Cell(isTrust ? "OnEndOfHeaders"u8 : "OnEndOfData"u8);
        log.Cell(verdict switch
        {
            AgentVerdict.Reject => "RejectMessage"u8,
            AgentVerdict.Delete => "DeleteMessage"u8,
            _ => isTrust ? "ModifyHeaders"u8 : "AcceptMessage"u8,
        });
        log.Cell(verdict == AgentVerdict.Reject ? "550 5.7.1 Message rejected as spam by Content Filtering."u8 : []);
        log.Cell(isTrust ? [] : "SCL"u8);
        if (!isTrust)
            log.Add(confidence);
        log.Next();
        log.Cell(isTrust ? "Cross premises headers filtered"u8 : []);
        log.Cell(message.NetworkId);
        log.Skip(1);
        log.Cell("Incoming"u8);
        log.End();
        truth.Row(SampleFormat.ExchangeAgent, time, noise: false);
    }
}
