namespace CloudAnalytics.Cli.Samples;

/// <summary>Takes a message that a transport server has to all its recipients: hops, expansion, delivery, deferral, failure.</summary>
sealed class MailRouter(World world, TrackingEvents events, SmtpProtocolLog smtp, SampleRandom random)
{
    /// <summary>How often a message is tried again before it is given up.</summary>
    const int RetriesMax = 4;

    readonly List<MailAddress> _inside = [];
    readonly List<MailAddress> _outside = [];
    readonly List<MailAddress> _unknown = [];

    /// <summary>From the sender's outbox to the first transport server.</summary>
    public void Submit(MailMessage message, Person sender)
    {
        long time = message.Origin + random.LogNormal(90, 0.6);
        events.NotifyMapi(sender, message, time);
        var stop = new Stop(sender.Home, sender.Home.NextInternalId());
        events.FromStore(sender, message, TrackingEvent.ReceiveFromStore, stop, time += random.LogNormal(60, 0.5));
        time += random.LogNormal(120, 0.6);
        SampleServer hub = sender.Home;
        Arrive(message, message.Recipients, new Stop(hub, hub.NextInternalId()), (hub.Ip, hub.Fqdn), hub.DefaultConnector, SessionId(),
            time);
        events.FromStore(sender, message, TrackingEvent.Submit, stop, time + random.LogNormal(20, 0.5));
    }

    /// <summary>From an edge server inward: the first transport server of the organization.</summary>
    public void EnterFromEdge(MailMessage message, Stop edge, long time)
    {
        SampleServer hub = world.Mailbox[random.Below(2)];
        var next = new Stop(hub, hub.NextInternalId());
        time += random.LogNormal(180, 0.7);
        events.Send(edge, next, message, message.Recipients, "EdgeSync - Inbound to Default-First-Site-Name"u8.ToArray(), time);
        Arrive(message, message.Recipients, next, (edge.Server.Ip, edge.Server.Fqdn), hub.DefaultConnector, SessionId(), time - 3);
    }

    /// <summary>A message is at its first transport server of the organization.</summary>
    public void Arrive(
        MailMessage message, List<MailAddress> recipients, Stop stop, (byte[] Ip, byte[] Host) from, byte[] connector, ulong session,
            long time)
    {
        if (!message.Sender.IsMonitoring)
            events.KeepShadow(stop, message, time - 1, random.LogNormal(20_000, 0.6));
        events.Receive(stop, message, recipients, time, from, connector, session);
        Categorize(message, recipients, stop, time);
    }

    /// <summary>A relay client's message is at the server that it was handed to.</summary>
    public void ArriveFromRelay(MailMessage message, Stop stop, RelayClient client, ulong session, long time)
    {
        events.KeepShadow(stop, message, time - 1, random.LogNormal(20_000, 0.6));
        events.ReceiveFromRelay(stop, message, time, client, session);
        Categorize(message, message.Recipients, stop, time);
    }

    /// <summary>Agents look at it, lists become members, and each recipient gets a next hop.</summary>
    public void Categorize(MailMessage message, List<MailAddress> recipients, Stop stop, long time)
    {
        time += random.LogNormal(250, 0.9);
        events.AgentInfo(stop, message, recipients, time);
        _inside.Clear();
        _outside.Clear();
        _unknown.Clear();
        foreach (MailAddress recipient in recipients)
        {
            switch (recipient)
            {
                case MailingList list:
                    events.Expand(stop, message, list, time += random.LogNormal(40, 0.5));
                    _inside.AddRange(list.Members);
                    break;
                case Person:
                    _inside.Add(recipient);
                    break;
                case Outsider:
                    _outside.Add(recipient);
                    break;
                default:
                    _unknown.Add(recipient);
                    break;
            }
        }
        if (_unknown.Count > 0)
            Fail(message, stop, null, [.. _unknown], DeliveryFailure.UnknownInside, time + random.LogNormal(20, 0.5));
        List<MailAddress> outside = [.. _outside];
        Inside(message, [.. _inside], stop, time);
        if (outside.Count > 0)
            LeaveByEdge(message, outside, stop, time + random.LogNormal(200, 0.8));
    }

    /// <summary>To mailboxes: directly within the site, over another transport server to the other site.</summary>
    void Inside(MailMessage message, List<MailAddress> recipients, Stop stop, long time)
    {
        for (var site = 1; site <= 2; site++)
        {
            List<MailAddress> there = recipients.FindAll(recipient => ((Person)recipient).Home.Site == site);
            if (there.Count == 0)
                continue;
            if (site == stop.Server.Site)
            {
                Mailboxes(message, there, stop, time);
                continue;
            }
            SampleServer hub = ((Person)there[0]).Home;
            var next = new Stop(hub, hub.NextInternalId());
            long sent = time + random.LogNormal(400, 0.9);
            events.Send(stop, next, message, there, stop.Server.IntraOrganizationConnector, sent);
            events.Receive(next, message, there, sent - 2, (stop.Server.Ip, stop.Server.Fqdn), hub.DefaultConnector, SessionId());
            long seen = sent + random.LogNormal(120, 0.7);
            events.AgentInfo(next, message, there, seen);
            Mailboxes(message, there, next, seen);
        }
    }

    void Mailboxes(MailMessage message, List<MailAddress> recipients, Stop stop, long time)
    {
        foreach (SampleServer server in world.Mailbox)
        {
            for (var database = 0; database < server.Databases.Length; database++)
            {
                List<MailAddress> there =
                    recipients.FindAll(recipient => recipient is Person person && person.Home == server && person.Database == database);
                if (there.Count == 0)
                    continue;
                var end = new Stop(server, server.NextInternalId());
                long delivered = time + random.LogNormal(350, 1.1);
                events.Send(stop, end, message, there, stop.Server.IntraOrganizationConnector, delivered + random.LogNormal(15, 0.5));
                if (!message.Sender.IsMonitoring && there.Count == 1 && random.PerMille(4))
                    Fail(message, end, null, there, DeliveryFailure.MailboxFull, delivered);
                else
                    events.Deliver(end, stop.Server, message, there, delivered);
            }
        }
    }

    /// <summary>To an edge server, and from there to each domain.</summary>
    void LeaveByEdge(MailMessage message, List<MailAddress> recipients, Stop stop, long time)
    {
        SampleServer edge = random.Pick(world.Edges);
        var next = new Stop(edge, edge.NextInternalId());
        events.Send(stop, next, message, recipients, "EdgeSync - Default-First-Site-Name to Internet"u8.ToArray(), time);
        events.Receive(next, message, recipients, time - 2, (stop.Server.Ip, stop.Server.Fqdn), edge.EdgeConnector, SessionId());
        while (recipients.Count > 0)
        {
            MailDomain domain = ((Outsider)recipients[0]).Domain;
            List<MailAddress> there = recipients.FindAll(recipient => ((Outsider)recipient).Domain == domain);
            recipients.RemoveAll(there.Contains);
            HandOut(message, there, domain, next, time + random.LogNormal(150, 0.8));
        }
    }

    void HandOut(MailMessage message, List<MailAddress> recipients, MailDomain domain, Stop edge, long time)
    {
        LogKind? log = edge.Server == world.Edges[0] ? LogKind.SmtpSend : null;
        bool isSpam = message.Kind == MailKind.Spam;
        if (random.PerMille(isSpam ? 400 : 25))
        {
            DeliveryFailure failure = isSpam ? DeliveryFailure.Outside[random.Below(2)] : random.Pick(DeliveryFailure.Outside);
            SmtpSession refused = smtp.Hand(edge.Server, log, domain, message, recipients, failure.Status, time);
            Fail(message, edge, domain, recipients, failure, refused.Time);
            return;
        }
        int defers = random.PerMille(18) ? random.Between(1, RetriesMax) : 0;
        for (var i = 0; i < defers; i++)
        {
            SmtpSession later = smtp.Hand(
                edge.Server, log, domain, message, recipients, "451 4.7.1 Greylisted, please try again later"u8.ToArray(), time);
            events.Defer(edge, domain, message, recipients, later.Id, later.Time);
            time = later.Time + random.LogNormal(600_000, 0.4);
        }
        if (defers == RetriesMax)
        {
            Fail(message, edge, domain, recipients, DeliveryFailure.Expired, time);
            return;
        }
        SmtpSession taken = smtp.Hand(edge.Server, log, domain, message, recipients, null, time);
        events.SendExternal(edge, domain, message, recipients, taken.Id, taken.Time, (int)(taken.Time - time));
    }

    void Fail(MailMessage message, Stop stop, MailDomain? domain, List<MailAddress> recipients, DeliveryFailure failure, long time)
    {
        events.Fail(stop, domain, message, recipients, failure, time);
        // A report about a report would never end, and spam's sender is spared thousands of them.
        if (!message.HasNullReturnPath && message.Kind != MailKind.Spam)
            message.Report ??= (stop.Server, time);
    }

    ulong SessionId() => 0x08DC_0000_0000_0000 | (random.Next() >> 16);
}
