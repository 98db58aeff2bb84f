using System.Globalization;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>Writes what happens behind a gateway's door: amavis, signing, and the mailbox servers.</summary>
sealed class UnixGateway(UnixEstate estate, SampleRandom random)
{
    int _item = 300;

    /// <summary>What amavis makes of a message.</summary>
    internal enum Verdict
    {
        Clean,
        Discarded,
        Quarantined,
    }

    /// <summary>From the gateway's port 25 through amavis into mailboxes.</summary>
    /// <param name="way">The message.</param>
    /// <param name="client">Who hands it over, as Postfix logs it.</param>
    /// <param name="recipients">Who gets it, and under which address the sender knows them where that differs.</param>
    /// <param name="folder">Folder that it is put into.</param>
    /// <param name="verdict">What amavis makes of it.</param>
    /// <returns>Its number at the gateway.</returns>
    internal string Deliver(
        UnixWay way, UnixHost gateway, string client, IReadOnlyList<(UnixPerson Person, string? Original)> recipients, string folder,
        Verdict verdict)
    {
        var leg = way.Leg(gateway, "smtpd", client);
        leg.Queued(way.Sender, way.Bytes, recipients.Count, way.After(3_000));
        way.After(random.LogNormal(700_000, 0.6));
        if (verdict != Verdict.Clean)
        {
            Discard(way, gateway, leg, client, recipients, verdict);
            return leg.Queue;
        }

        var second = way.Leg(gateway, "amavisd/smtpd", "localhost[127.0.0.1]");
        second.Queued(way.Sender, way.Bytes + 600, recipients.Count, way.After(2_500));
        Amavis(way, gateway, leg.Queue, second.Queue, client, recipients.Select(r => r.Person.Address), "Passed CLEAN {RelayedInbound}",
            "-1.9");
        var relayed = $"250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as {second.Queue}";
        foreach (var (person, original) in recipients)
            leg.Deliver("smtp", person.Address, original, "127.0.0.1[127.0.0.1]:10024", "2.0.0", "sent", relayed, way.After(900));
        leg.Remove(way.After(500));
        ToMailboxes(way, gateway, second, recipients, folder);
        return leg.Queue;
    }

    /// <summary>What leaves the estate: two passes through amavis with signing between them, as Zimbra sets it up.</summary>
    /// <returns>The last stay, which delivers.</returns>
    internal PostfixLeg Sign(UnixWay way, UnixHost gateway, PostfixLeg first, IReadOnlyList<string> recipients, string client)
    {
        first.Queued(way.Sender, way.Bytes, recipients.Count, way.After(2_000));
        way.After(random.LogNormal(300_000, 0.5));
        var second = way.Leg(gateway, "dkimmilter/smtpd", "localhost[127.0.0.1]");
        gateway.Syslog.Add(way.After(2_000), SampleFormat.OpenDkim,
            $"opendkim[{gateway.Pid()}]: {second.Queue}: DKIM-Signature field added (s=k2026, d=example.org)");
        second.Queued(way.Sender, way.Bytes + 500, recipients.Count, way.After(1_500));
        Amavis(way, gateway, first.Queue, second.Queue, client, recipients, "Passed CLEAN {RelayedOutbound}", "-2.9");
        HandOver(way, first, second, recipients, 10026);
        way.After(random.LogNormal(200_000, 0.5));
        var third = way.Leg(gateway, "amavisd/smtpd", "localhost[127.0.0.1]");
        third.Queued(way.Sender, way.Bytes + 900, recipients.Count, way.After(1_500));
        Amavis(way, gateway, second.Queue, third.Queue, "localhost[127.0.0.1]", recipients, "Passed CLEAN {RelayedOutbound}", "-");
        HandOver(way, second, third, recipients, 10032);
        return third;
    }

    /// <summary>From a stay into the mailboxes of its recipients, over LMTP.</summary>
    internal void ToMailboxes(
        UnixWay way, UnixHost gateway, PostfixLeg leg, IReadOnlyList<(UnixPerson Person, string? Original)> recipients, string folder)
    {
        foreach (var group in recipients.GroupBy(recipient => recipient.Person.Box))
        {
            way.After(random.LogNormal(60_000, 0.5));
            var thread = $"LmtpServer-{random.Between(1, 40)}";
            group.Key.Mailbox!.Add(way.Now, SampleFormat.ZimbraMailbox, string.Create(CultureInfo.InvariantCulture,
                $"INFO  [{thread}] [ip={gateway.Ip};] lmtp - Delivering message: size={way.Bytes + 1200} bytes, nrcpts={group.Count()}, sender={way.Sender}, msgid={way.MessageId}"));
            foreach (var (person, original) in group)
            {
                group.Key.Mailbox.Add(way.After(20_000), SampleFormat.ZimbraMailbox, string.Create(CultureInfo.InvariantCulture,
                    $"INFO  [{thread}] [name={person.Address};mid={person.MailboxId};ip={gateway.Ip};] mailop - Adding Message: id={++_item}, Message-ID={way.MessageId}, parentId=-1, folderId={(folder == "Junk" ? 4 : 2)}, folderName={folder}, acct=5f2d0c5e-0000-4000-8000-{person.MailboxId:x12}."));
                leg.Deliver("lmtp", person.Address, original, $"{group.Key.Fqdn}[{group.Key.Ip}]:7025", "2.1.5", "sent",
                    "250 2.1.5 Delivery OK",
                    way.After(4_000));
                way.End(person.Address, "Delivered", folder);
            }
        }

        leg.Remove(way.After(700));
    }

    static void HandOver(UnixWay way, PostfixLeg from, PostfixLeg to, IReadOnlyList<string> recipients, int port)
    {
        var reply = $"250 2.0.0 from MTA(smtp:[127.0.0.1]:{(port == 10026 ? 10030 : 10025)}): 250 2.0.0 Ok: queued as {to.Queue}";
        foreach (var recipient in recipients)
            from.Deliver("smtp", recipient, null, $"127.0.0.1[127.0.0.1]:{port}", "2.0.0", "sent", reply, way.After(800));
        from.Remove(way.After(400));
    }

    void Discard(
        UnixWay way, UnixHost gateway, PostfixLeg leg, string client, IReadOnlyList<(UnixPerson Person, string? Original)> recipients,
        Verdict verdict)
    {
        var isQuarantined = verdict == Verdict.Quarantined;
        var id = string.Create(CultureInfo.InvariantCulture, $"{random.Between(1000, 30000)}-{random.Between(1, 20):00}");
        Amavis(way, gateway, leg.Queue, null, client, recipients.Select(r => r.Person.Address), isQuarantined
            ? "Blocked INFECTED (Win.Test.EICAR_HDB-1) {DiscardedInbound,Quarantined}" : "Blocked SPAM {DiscardedInbound}", "18.2");
        foreach (var (person, original) in recipients)
        {
            leg.Deliver("smtp", person.Address, original, "127.0.0.1[127.0.0.1]:10024", "2.7.0", "sent",
                $"250 2.7.0 Ok, discarded, id={id} - {(isQuarantined ? "INFECTED" : "spam")}", way.After(900));
            way.End(person.Address, isQuarantined ? "Quarantined" : "Discarded");
        }

        leg.Remove(way.After(500));
    }

    void Amavis(
        UnixWay way, UnixHost gateway, string queue, string? queuedAs, string client, IEnumerable<string> recipients, string verdict,
        string hits)
    {
        var ip = client[(client.IndexOf('[', StringComparison.Ordinal) + 1)..client.IndexOf(']', StringComparison.Ordinal)];
        gateway.Syslog.Add(way.After(1_200), SampleFormat.Amavis, string.Create(CultureInfo.InvariantCulture,
            $"amavis[{gateway.Pid()}]: ({random.Between(1000, 30000)}-{random.Between(1, 20):00}) {verdict}, [{ip}]:{random.Between(30000, 60000)} [{ip}] <{way.Sender}> -> {string.Join(',', recipients.Select(r => $"<{r}>"))}, Queue-ID: {queue}, Message-ID: {way.MessageId}, mail_id: {random.Next():x}, Hits: {hits}, size: {way.Bytes}, {(queuedAs is null ? "" : $"queued_as: {queuedAs}, ")}{random.Between(80, 900)} ms"));
    }

    /// <summary>Any gateway.</summary>
    internal UnixHost Any() => random.Pick(estate.Gateways);
}
