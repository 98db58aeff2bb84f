using System.Runtime.InteropServices;

namespace CloudAnalytics.Cli.Samples;

/// <summary>A message at a server, under the number that it has there.</summary>
readonly record struct Stop(SampleServer Server, long InternalId);

/// <summary>Puts together the tracking row of each event.</summary>
sealed class TrackingEvents(MessageTrackingLog log, TruthRecorder truth, SampleRandom random)
{
    static readonly MailMessage s_nobody = new();

    readonly TrackingRow _row = new();

    /// <summary>The mailbox server notices a message in an outbox.</summary>
    public void NotifyMapi(Person sender, MailMessage message, long time)
    {
        TrackingRow row = _row.Start(sender.Home, LogKind.TrackingSubmission, message, TrackingEvent.NotifyMapi, time, 0);
        row.HasMessage = false;
        row.Client(sender.Home.LinkLocal, sender.Home.Host);
        StoreContext(row, sender, message);
        row.Info.AddTime(message.Origin).Add(";LSRV="u8).Add(sender.Home.Fqdn).Add(":TOTAL-SUB="u8).AddSeconds(time - message.Origin)
            .Add("|SA="u8).AddSeconds(time - message.Origin).Add("|MTSS-PEN=0.000"u8);
        row.Custom.Add("S:ItemEntryId=00-00-00-00-"u8).AddHex(random.Next(), 16);
        log.Write(row);
    }

    /// <summary>RECEIVE from the sender's mailbox, or SUBMIT once transport has it.</summary>
    public void FromStore(Person sender, MailMessage message, TrackingEvent action, Stop stop, long time)
    {
        TrackingRow row = _row.Start(sender.Home, LogKind.TrackingSubmission, message, action, time, stop.InternalId);
        row.Client(sender.Home.LinkLocal, sender.Home.Fqdn).To(sender.Home.Ip, sender.Home.Host);
        StoreContext(row, sender, message);
        row.Context.Add(", ServerMdbConnectionId:08D"u8).AddHex(random.Next(), 13);
        row.Recipients.AddRange(message.Recipients);
        row.HasRoles = action == TrackingEvent.ReceiveFromStore;
        row.Info.Add("04I: "u8);
        row.Custom.Add("S:MailboxDatabaseGuid="u8).Add(sender.DatabaseId).Add(";S:ItemEntryId=00-00-00-00-"u8).AddHex(random.Next(), 16)
            .Add(";S:DeliveryPriority=Normal;S:AccountForest=contoso.com"u8);
        log.Write(row);
    }

    /// <summary>RECEIVE over SMTP.</summary>
    /// <param name="session">The receiving server's SMTP session.</param>
    public bool Receive(
        Stop stop, MailMessage message, List<MailAddress> recipients, long time, (byte[] Ip, byte[] Host) from, byte[] connector,
            ulong session)
    {
        SampleServer server = stop.Server;
        TrackingRow row = _row.Start(server, LogKind.TrackingTransport, message, TrackingEvent.Receive, time, stop.InternalId);
        row.Client(from.Ip, from.Host).To(server.Ip, server.Host);
        row.Context.AddHex(session, 16).Add(";"u8).AddTime(time).Add(";0"u8);
        row.Connector = connector;
        row.Recipients.AddRange(recipients);
        row.HasRoles = true;
        row.Info.Add("0cA: "u8);
        row.Custom.Add("S:FirstForestHop="u8).Add(server.Fqdn).Add(";S:ProxiedClientIPAddress="u8).Add(from.Ip)
            .Add(";S:DeliveryPriority=Normal;S:OriginalFromAddress="u8).Add(message.Sender.Text).Add(";S:AccountForest=contoso.com"u8);
        return log.Write(row);
    }

    /// <summary>RECEIVE on a connector without logon, which counts its client.</summary>
    public void ReceiveFromRelay(Stop stop, MailMessage message, long time, RelayClient client, ulong session)
    {
        if (Receive(stop, message, message.Recipients, time, (client.Ip, client.Host), client.Server.RelayConnector, session))
            truth.Relay(time, client);
    }

    public void AgentInfo(Stop stop, MailMessage message, List<MailAddress> recipients, long time)
    {
        TrackingRow row = _row.Start(stop.Server, LogKind.TrackingTransport, message, TrackingEvent.AgentInfo, time, stop.InternalId);
        row.To([], stop.Server.Host);
        row.Recipients.AddRange(recipients);
        row.Context.Add("CatContentConversion"u8);
        row.Custom.Add("S:AMA=SUM|v="u8).Add(random.Below(2)).Add("|action="u8).Add(message.Kind == MailKind.Spam ? "q"u8 : "p"u8)
            .Add("|error=|atch="u8).Add(random.Below(4)).Add(";S:CompCost=|ETR=0;S:DeliveryPriority=Normal;S:OriginalFromAddress="u8)
            .Add(message.Sender.Text).Add(";S:AccountForest=contoso.com"u8);
        log.Write(row);
    }

    /// <summary>A copy goes to the shadow server, which takes it and later throws it away.</summary>
    public void KeepShadow(Stop stop, MailMessage message, long time, int keptMs)
    {
        SampleServer shadow = stop.Server.Shadow!;
        var copy = new Stop(shadow, shadow.NextInternalId());
        Ha(copy, TrackingEvent.HaReceive, time - 2, from: stop.Server);
        Ha(stop, TrackingEvent.HaRedirect, time, from: shadow);
        Ha(copy, TrackingEvent.HaDiscard, time + keptMs, from: stop.Server);

        void Ha(Stop at, TrackingEvent action, long when, SampleServer from)
        {
            TrackingRow row = _row.Start(at.Server, LogKind.TrackingTransport, message, action, when, at.InternalId);
            row.To([], from.Host);
            row.Recipients.AddRange(message.Recipients);
            if (action == TrackingEvent.HaRedirect)
                Queued(row, from, copy.InternalId, "Queued mail for redundancy"u8);
            else
                row.Context.Add(action == TrackingEvent.HaDiscard ? "Discarded by the primary server"u8 : ""u8);
            row.Custom.Add("S:DeliveryPriority=Normal;S:OriginalFromAddress="u8).Add(message.Sender.Text)
                .Add(";S:AccountForest=contoso.com"u8);
            log.Write(row);
        }
    }

    /// <summary>A list becomes its members.</summary>
    public void Expand(Stop stop, MailMessage message, MailingList list, long time)
    {
        TrackingRow row = _row.Start(stop.Server, LogKind.TrackingTransport, message, TrackingEvent.Expand, time, stop.InternalId);
        row.To([], stop.Server.Host);
        row.Recipients.AddRange(list.Members);
        row.Status.Add("250 2.1.5 RESOLVER.GRP.Expanded; distribution list expanded"u8);
        row.Related = list.Text;
        row.Custom.Add("S:DeliveryPriority=Normal;S:AccountForest=contoso.com"u8);
        log.Write(row);
        message.SetState(list, "expanded");
    }

    /// <summary>SEND to another server of the organization.</summary>
    public void Send(Stop stop, Stop next, MailMessage message, List<MailAddress> recipients, byte[] connector, long time)
    {
        TrackingRow row = _row.Start(stop.Server, LogKind.TrackingTransport, message, TrackingEvent.Send, time, stop.InternalId);
        row.Client(stop.Server.Ip, stop.Server.Host).To(next.Server.Ip, next.Server.Fqdn);
        row.Connector = connector;
        row.Recipients.AddRange(recipients);
        row.Status.Add("250 2.1.5 Recipient OK"u8);
        row.Context.Add(";250 2.6.0 "u8).Add(message.MessageId.Written);
        Queued(row, next.Server, next.InternalId, "Queued mail for delivery"u8);
        row.Context.Add(";ClientSubmitTime:"u8);
        Latency(row, stop.Server, time);
        row.Custom.Add("S:DeliveryPriority=Normal;S:MsgRecipCount="u8).Add(message.Recipients.Count).Add(";S:AccountForest=contoso.com"u8);
        log.Write(row);
    }

    /// <summary>A mailbox has it.</summary>
    public void Deliver(Stop stop, SampleServer hub, MailMessage message, List<MailAddress> recipients, long time)
    {
        SampleServer server = stop.Server;
        TrackingRow row = _row.Start(server, LogKind.TrackingDelivery, message, TrackingEvent.Deliver, time, stop.InternalId);
        row.Client(hub.Ip, hub.Host).To(server.Ip, server.Host);
        row.Recipients.AddRange(recipients);
        row.Context.Add("08D"u8).AddHex(random.Next(), 13).Add(";"u8).AddTime(time - 5).Add(";ClientSubmitTime:"u8).AddTime(message.Origin);
        Latency(row, server, time);
        row.Custom.Add("S:E2ELatency="u8).AddSeconds(time - message.Origin);
        row.Custom.Add(";S:DeliveryPriority=Normal;S:MailboxDatabaseName=DB"u8).Add(server.Number + 1)
            .Add(";S:AccountForest=contoso.com"u8);
        Finish(row, "delivered");
    }

    /// <summary>A host of another organization has it.</summary>
    public void SendExternal(Stop stop, MailDomain domain, MailMessage message, List<MailAddress> recipients, ulong session, long time,
        int sendMs)
    {
        TrackingRow row = Outside(stop, domain, message, recipients, TrackingEvent.SendExternal, time);
        row.Context.AddHex(session, 16).Add(";250 2.0.0 OK "u8).Add(time / 1000).Add(" "u8).AddHex(session >> 7, 8)
            .Add(";ClientSubmitTime:"u8);
        row.Status.Add("250 2.1.5 Recipient OK"u8);
        Latency(row, stop.Server, time);
        row.Custom.Add("S:E2ELatency="u8).AddSeconds(time - message.Origin);
        row.Custom.Add(";S:ExternalSendLatency="u8).AddSeconds(sendMs)
            .Add(";S:IsSmtpResponseFromExternalServer=True;S:ToEntity=Internet;S:FromEntity=Hosted;S:AccountForest=contoso.com"u8);
        Finish(row, "sent");
    }

    public void Defer(Stop stop, MailDomain domain, MailMessage message, List<MailAddress> recipients, ulong session, long time)
    {
        TrackingRow row = Outside(stop, domain, message, recipients, TrackingEvent.Defer, time);
        row.Context.AddHex(session, 16).Add(";451 4.7.1 Greylisted, please try again later"u8);
        Bracketed(row, domain, "451 4.7.1 Greylisted, please try again later"u8);
        message.WasDeferred = true;
        log.Write(row);
    }

    /// <summary>The end of some recipients, all for the same reason.</summary>
    /// <param name="domain">The other organization's host, or null.</param>
    public void Fail(Stop stop, MailDomain? domain, MailMessage message, List<MailAddress> recipients, DeliveryFailure failure, long time)
    {
        LogKind kind = failure == DeliveryFailure.MailboxFull ? LogKind.TrackingDelivery : LogKind.TrackingTransport;
        TrackingRow row = domain is null
            ? _row.Start(stop.Server, kind, message, failure.Event, time, stop.InternalId).To([], stop.Server.Host)
            : Outside(stop, domain, message, recipients, failure.Event, time);
        if (domain is null)
            row.Recipients.AddRange(recipients);
        if (failure == DeliveryFailure.Expired && domain is not null)
            Bracketed(row, domain, failure.Status);
        else
            row.Status.Add(failure.Status);
        row.Custom.Add("S:DeliveryPriority=Normal;S:AccountForest=contoso.com"u8);
        if (!Finish(row, "failed"))
            return;
        message.HasFailed = true;
        if (!message.Sender.IsMonitoring)
            truth.Failure(time, failure.Number);
    }

    /// <summary>A report about a message that failed is made.</summary>
    public void Report(Stop stop, MailMessage report, MailMessage about, long time)
    {
        TrackingRow row = _row.Start(stop.Server, LogKind.TrackingTransport, report, TrackingEvent.Dsn, time, stop.InternalId);
        row.To([], stop.Server.Host);
        row.Recipients.AddRange(report.Recipients);
        row.HasRoles = true;
        row.Reference = about.MessageId.Written.ToArray();
        row.Custom.Add("S:DeliveryPriority=Low;S:AccountForest=contoso.com"u8);
        log.Write(row);
    }

    /// <summary>An agent throws the message away.</summary>
    public void Drop(Stop stop, MailMessage message, long time)
    {
        TrackingRow row = _row.Start(stop.Server, LogKind.TrackingTransport, message, TrackingEvent.Drop, time, stop.InternalId);
        row.To([], stop.Server.Host);
        row.Recipients.AddRange(message.Recipients);
        row.Context.Add("Content Filter Agent"u8);
        row.Custom.Add("S:DeliveryPriority=Normal"u8);
        Finish(row, "failed");
    }

    /// <summary>A row that was cut off in the middle: it has a time, hosts and an event, and names no message.</summary>
    public void CutOff(SampleServer server, long time)
    {
        TrackingRow row = _row.Start(server, LogKind.TrackingTransport, s_nobody, TrackingEvent.AgentInfo, time, 0);
        row.To([], server.Host);
        log.WriteShort(row);
    }

    TrackingRow Outside(Stop stop, MailDomain domain, MailMessage message, List<MailAddress> recipients, TrackingEvent action, long time)
    {
        TrackingRow row = _row.Start(stop.Server, LogKind.TrackingTransport, message, action, time, stop.InternalId);
        row.Client(stop.Server.Ip, stop.Server.Host).To(domain.Ip, domain.MailHost);
        row.Connector = "Internet"u8.ToArray();
        row.Recipients.AddRange(recipients);
        return row;
    }

    bool Finish(TrackingRow row, string state)
    {
        if (!log.Write(row))
            return false;
        foreach (MailAddress recipient in CollectionsMarshal.AsSpan(row.Recipients))
            row.Message.SetState(recipient, state);
        bool isEnd = row.Event == TrackingEvent.Deliver || row.Event == TrackingEvent.SendExternal;
        if (isEnd && !row.Message.Sender.IsMonitoring)
            truth.Latency(row.Time, row.Time - row.Message.Origin);
        return true;
    }

    static void Latency(TrackingRow row, SampleServer server, long time)
    {
        long total = time - row.Message.Origin;
        row.Info.AddTime(row.Message.Origin).Add(";LSRV="u8).Add(server.Fqdn).Add(":TOTAL-HUB="u8).AddSeconds(total)
            .Add("|SMR="u8).AddSeconds(total / 5).Add("(SMRPI="u8).AddSeconds(total / 9).Add("(SMRPI-FrontendProxyAgent="u8)
                .AddSeconds(total / 9)
            .Add("))|CAT="u8).AddSeconds(total / 4).Add("(CATOS="u8).AddSeconds(total / 8).Add(")|QDM="u8).AddSeconds(total / 7);
    }

    static void Queued(TrackingRow row, SampleServer next, long internalId, ReadOnlySpan<byte> text) =>
        row.Context.Add(" [InternalId="u8).Add(internalId).Add(", Hostname="u8).Add(next.Fqdn).Add("] "u8).Add(row.Message.Bytes)
            .Add(" bytes in 0.101, 61.827 KB/sec "u8).Add(text);

    static void Bracketed(TrackingRow row, MailDomain domain, ReadOnlySpan<byte> status) =>
        row.Status.Add("[{LED="u8).Add(status).Add("};{MSG=};{FQDN="u8).Add(domain.MailHost).Add("};{IP="u8).Add(domain.Ip).Add("}]"u8);

    static void StoreContext(TrackingRow row, Person sender, MailMessage message) =>
        row.Context.Add("MDB:"u8).Add(sender.DatabaseId).Add(", Mailbox:"u8).Add(sender.Mailbox).Add(", Event:"u8)
            .Add(message.Number + 60_000_000L)
            .Add(", MessageClass:IPM.Note, CreationTime:"u8).AddTime(message.Origin)
            .Add(", ClientType:MOMT, SubmissionAssistant:MailboxTransportSubmissionEmailAssistant"u8);
}
