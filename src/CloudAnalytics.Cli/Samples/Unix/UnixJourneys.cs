using System.Collections.Immutable;
using System.Globalization;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>Writes messages and what becomes of them, and notes it.</summary>
sealed class UnixJourneys
{
    // Nothing begins so shortly before the sample's end, so that what is known of a message is all in the sample.
    const long QuietEndMs = 180_000;
    const long Second = 1_000_000;
    const long QueueLife = 4 * 3600 * Second;

    readonly UnixEstate _estate;
    readonly SampleRandom _random;
    readonly UnixGateway _gateway;
    readonly Dictionary<string, (long Messages, long Bytes)> _senders = new(StringComparer.Ordinal);
    int _number;

    internal UnixJourneys(UnixEstate estate)
    {
        _estate = estate;
        _random = new SampleRandom(estate.Seed, "unix mail"u8);
        _gateway = new UnixGateway(estate, _random);
    }

    /// <summary>Messages that were accepted.</summary>
    internal long Messages { get; private set; }

    /// <summary>Messages that were refused before they had a number.</summary>
    internal long Rejected { get; private set; }

    /// <summary>The ways.</summary>
    internal List<UnixJourneyTruth> Truths { get; } = [];

    internal ImmutableArray<AddressTruth> Senders() =>
    [
        .. _senders.Select(sender => new AddressTruth(
            sender.Key, sender.Value.Messages, sender.Value.Bytes, (double)sender.Value.Messages / Messages))
            .OrderByDescending(sender => sender.Messages).ThenBy(sender => sender.Address, StringComparer.Ordinal),
    ];

    internal void Write(int messages, long from, long to)
    {
        for (var i = 0; i < messages; i++)
        {
            var time = from + _random.Below(to - from);
            if (time < _estate.Clock.End - QuietEndMs)
                One(time * 1000);
        }
    }

    void One(long time)
    {
        var isLong = time + QueueLife + (600 * Second) < _estate.Clock.End * 1000;
        Action<long> write = _random.Below(1000) switch
        {
            < 420 => Inbound,
            < 520 => Webmail,
            < 620 => Submission,
            < 660 => Rejection,
            < 700 => t => Filtered(t, UnixGateway.Verdict.Discarded),
            < 715 => t => Filtered(t, UnixGateway.Verdict.Quarantined),
            < 755 => Junk,
            < 800 => Bounce,
            < 860 => Greylisted,
            < 870 => isLong ? Expired : Inbound,
            < 900 => List,
            < 930 => Forward,
            < 945 => Milter,
            < 955 => Held,
            < 985 => Exchange,
            _ => Deferred,
        };
        write(time);
    }

    UnixWay Start(string kind, string sender, long time)
    {
        var id = string.Create(CultureInfo.InvariantCulture,
            $"<{_random.Next():x}.{++_number}@{sender[(sender.IndexOf('@', StringComparison.Ordinal) + 1)..]}>");
        var way = new UnixWay(kind, id, sender, _random.LogNormal(24_000, 1.1), time);
        if (kind is not ("reject" or "held" or "milter"))
        {
            Messages++;
            var known = _senders.GetValueOrDefault(sender);
            _senders[sender] = (known.Messages + 1, known.Bytes + way.Bytes);
        }

        return way;
    }

    void Finish(UnixWay way) => Truths.Add(way.Result());

    string Outsider() => string.Create(CultureInfo.InvariantCulture,
        $"{_random.Pick(WorldNames.First)}.{_random.Pick(WorldNames.Last)}{_random.Below(40)}@{_random.Pick(WorldNames.OutsideDomains)}").ToLowerInvariant();

    static string DomainOf(string address) => address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];

    static string ClientOf(string sender) => string.Create(CultureInfo.InvariantCulture,
        $"mail.{DomainOf(sender)}[198.51.100.{DomainOf(sender).Length + 10}]");

    List<(UnixPerson, string?)> SomePeople()
    {
        var people = new List<(UnixPerson, string?)>();
        for (var count = _random.PerMille(700) ? 1 : _random.Between(2, 5); people.Count < count;)
        {
            var person = _random.Pick(_estate.People);
            if (!people.Exists(known => known.Item1 == person))
                people.Add((person, null));
        }

        return people;
    }

    // From the Internet over an exchanger and a gateway, which tells its number.
    void Enter(UnixWay way, List<(UnixPerson Person, string? Original)> recipients, string folder, UnixGateway.Verdict verdict)
    {
        var exchanger = _random.Pick(_estate.Exchangers);
        var gateway = _gateway.Any();
        var pid = exchanger.Pid();
        var client = ClientOf(way.Sender);
        exchanger.Syslog.Add(way.Now - 200_000, SampleFormat.Postfix, $"postfix/smtpd[{pid}]: connect from {client}");
        _estate.Tls.Accepted(exchanger, pid, client, way.Now - 100_000);
        var leg = way.Leg(exchanger, "smtpd", client);
        // A list is one recipient here, whoever is on it.
        var addresses = recipients.Select(recipient => recipient.Original ?? recipient.Person.Address).Distinct().ToList();
        leg.Queued(way.Sender, way.Bytes, addresses.Count, way.After(40_000));
        exchanger.Syslog.Add(way.Now + 60_000, SampleFormat.Postfix,
            $"postfix/smtpd[{pid}]: disconnect from {client} ehlo=1 mail=1 rcpt={addresses.Count} data=1 quit=1 commands={addresses.Count + 4}");
        way.After(_random.LogNormal(150_000, 0.5));
        var handed = way.Now;
        var queue = _gateway.Deliver(way, gateway, $"{exchanger.Fqdn}[{exchanger.Ip}]", recipients, folder, verdict);
        var behind = way.Now;
        way.Now = handed + 90_000;
        foreach (var address in addresses)
            leg.Deliver("smtp", address, null, $"{gateway.Fqdn}[{gateway.Ip}]:25", "2.0.0", "sent",
                $"250 2.0.0 Ok: queued as {queue}", way.After(700));
        leg.Remove(way.After(400));
        way.Now = behind;
    }

    void Inbound(long time)
    {
        var way = Start("inbound", Outsider(), time);
        Enter(way, SomePeople(), "Inbox", UnixGateway.Verdict.Clean);
        Finish(way);
    }

    void Junk(long time)
    {
        var way = Start("junk", Outsider(), time);
        Enter(way, SomePeople(), "Junk", UnixGateway.Verdict.Clean);
        Finish(way);
    }

    void Filtered(long time, UnixGateway.Verdict verdict)
    {
        var way = Start(verdict == UnixGateway.Verdict.Quarantined ? "quarantined" : "discarded", Outsider(), time);
        Enter(way, SomePeople(), "", verdict);
        Finish(way);
    }

    // An alias that the gateway expands: the exchanger knows one recipient, the gateway's queue several.
    void List(long time)
    {
        var way = Start("list", Outsider(), time);
        var list = $"team{_random.Below(6)}@example.org";
        var members = SomePeople();
        members.Add((_estate.People.First(person => !members.Exists(known => known.Item1 == person)), null));
        Enter(way, members.ConvertAll(member => (member.Item1, (string?)list)), "Inbox", UnixGateway.Verdict.Clean);
        Finish(way);
    }

    // A mailbox server's own clients: it hands their mail to the gateway; to people inside and outside.
    void Webmail(long time)
    {
        var person = _random.Pick(_estate.People);
        var way = Start("webmail", person.Address, time);
        var gateway = _gateway.Any();
        var inside = SomePeople();
        var outside = _random.PerMille(500) ? [Outsider()] : Array.Empty<string>();
        var all = inside.ConvertAll(r => r.Item1.Address).Concat(outside).ToList();
        way.Submission = UnixSender.Send(person, gateway, way, all, _random);
        var client = $"{person.Box.Fqdn}[{person.Box.Ip}]";
        var last = _gateway.Sign(way, gateway, way.Leg(gateway, "smtpd", client), all, client);
        Out(way, last, outside);
        _gateway.ToMailboxes(way, gateway, last, inside, "Inbox");
        Finish(way);
    }

    // A mail program that logs in; saslauthd asks Zimbra, which logs it as well.
    PostfixLeg Submit(UnixWay way, UnixPerson person, UnixHost gateway, IReadOnlyList<string> recipients)
    {
        var client = $"unknown[{person.Ip}]";
        _estate.Tls.Submitted(gateway, client, way.Now - 60_000);
        _estate.Logins.Submitted(person, gateway, way.Now, _random);
        way.Submission = new UnixSubmissionTruth(person.Address, person.Ip, "", "smtp", gateway.Name);
        var first = way.Leg(gateway, "submission/smtpd", $"{client}, sasl_method=PLAIN, sasl_username={person.Address}");
        return _gateway.Sign(way, gateway, first, recipients, client);
    }

    void Submission(long time)
    {
        var person = _random.Pick(_estate.People);
        var way = Start("outbound", person.Address, time);
        string[] recipients = [Outsider()];
        var last = Submit(way, person, _gateway.Any(), recipients);
        Out(way, last, recipients);
        last.Remove(way.After(500));
        Finish(way);
    }

    void Out(UnixWay way, PostfixLeg leg, IEnumerable<string> recipients)
    {
        foreach (var recipient in recipients)
        {
            var reply = string.Create(CultureInfo.InvariantCulture, $"250 2.0.0 OK {_random.Next():x} - gsmtp");
            var opened = way.Now;
            leg.Deliver("smtp", recipient, null, Relay(recipient), "2.0.0", "sent", reply, way.After(_random.LogNormal(700_000, 0.6)));
            _estate.Tls.Opened(leg.Host, Relay(recipient), opened);
            way.End(recipient, "HandedOver");
        }
    }

    static string Relay(string recipient) => $"mx1.{DomainOf(recipient)}[203.0.113.{DomainOf(recipient).Length + 10}]:25";

    void Bounce(long time)
    {
        var person = _random.Pick(_estate.People);
        var way = Start("bounce", person.Address, time);
        var gateway = _gateway.Any();
        var recipient = Outsider();
        var last = Submit(way, person, gateway, [recipient]);
        last.Deliver("smtp", recipient, null, Relay(recipient), "5.1.1", "bounced",
            $"host mx1.{DomainOf(recipient)}[203.0.113.{DomainOf(recipient).Length + 10}] said: 550 5.1.1 <{recipient}>: Recipient address rejected: User unknown (in reply to RCPT TO command)",
            way.After(500_000));
        way.End(recipient, "Bounced");
        Report(way, gateway, last, person);
        last.Remove(way.After(500));
        Finish(way);
    }

    // The report is a message of its own, which the way does not count.
    void Report(UnixWay way, UnixHost gateway, PostfixLeg about, UnixPerson to)
    {
        var report = new UnixWay("report", string.Create(CultureInfo.InvariantCulture,
            $"<2026{_random.Next():x}.{++_number}@{gateway.Fqdn}>"), "",
            way.Bytes + 2500, way.After(3_000));
        var leg = report.Leg(gateway, "bounce", "");
        about.Say("bounce", $"sender non-delivery notification: {leg.Queue}", way.After(1_000));
        leg.Queued("", report.Bytes, 1, report.After(3_000));
        _gateway.ToMailboxes(report, gateway, leg, [(to, null)], "Inbox");
    }

    void Greylisted(long time)
    {
        var person = _random.Pick(_estate.People);
        var way = Start("greylisted", person.Address, time);
        var recipient = Outsider();
        var last = Submit(way, person, _gateway.Any(), [recipient]);
        if (way.Now + (1_900 * Second) >= _estate.Clock.End * 1000)
        {
            Out(way, last, [recipient]);
        }
        else
        {
            PutOff(way, last, recipient, _random.Between(1, 2), 300 * Second);
            last.Queued(person.Address, way.Bytes + 900, 1, way.After(Second));
            Out(way, last, [recipient]);
        }

        last.Remove(way.After(500));
        Finish(way);
    }

    static void PutOff(UnixWay way, PostfixLeg leg, string recipient, int times, long between)
    {
        for (var i = 0; i < times; i++)
        {
            leg.Deliver("smtp", recipient, null, Relay(recipient), "4.2.0", "deferred",
                $"host mx1.{DomainOf(recipient)}[203.0.113.{DomainOf(recipient).Length + 10}] said: 450 4.2.0 <{recipient}>: Recipient address rejected: Greylisted (in reply to RCPT TO command)",
                way.After(400_000));
            way.After(between);
        }
    }

    void Deferred(long time)
    {
        var person = _random.Pick(_estate.People);
        var way = Start("queued", person.Address, time);
        var recipient = Outsider();
        var last = Submit(way, person, _gateway.Any(), [recipient]);
        PutOff(way, last, recipient, 1, Second);
        way.End(recipient, "Deferred");
        Finish(way);
    }

    void Expired(long time)
    {
        var person = _random.Pick(_estate.People);
        var way = Start("expired", person.Address, time);
        var gateway = _gateway.Any();
        var recipient = Outsider();
        var last = Submit(way, person, gateway, [recipient]);
        PutOff(way, last, recipient, 4, QueueLife / 4);
        last.Say("qmgr", $"from=<{person.Address}>, status=expired, returned to sender", way.After(Second));
        way.End(recipient, "Expired");
        Report(way, gateway, last, person);
        last.Remove(way.After(500));
        Finish(way);
    }

    // Somebody inside has a forwarding address outside: the gateway's alias turns it round.
    void Forward(long time)
    {
        var way = Start("forward", Outsider(), time);
        var exchanger = _random.Pick(_estate.Exchangers);
        var leg = way.Leg(exchanger, "smtpd", ClientOf(way.Sender));
        var alias = $"{_random.Pick(WorldNames.Last).ToLowerInvariant()}{_random.Below(9)}@example.org";
        var target = Outsider();
        leg.Queued(way.Sender, way.Bytes, 1, way.After(30_000));
        leg.Deliver("smtp", target, alias, Relay(target), "2.0.0", "sent", "250 2.0.0 Ok: queued as 4RemoteXb2zQ1", way.After(900_000));
        way.End(target, "HandedOver");
        leg.Remove(way.After(400));
        Finish(way);
    }

    // An edge server of Exchange takes it under a number of its own, which its answer names.
    void Exchange(long time)
    {
        var between = _estate.Exchange?.Correspondents();
        var way = Start("exchange", between?.Sender.Name ?? Outsider(), time);
        var exchanger = _random.Pick(_estate.Exchangers);
        var leg = way.Leg(exchanger, "smtpd", ClientOf(way.Sender));
        var recipient = between?.Recipient.Name ?? $"{_random.Pick(WorldNames.First)}.{_random.Pick(WorldNames.Last)}@contoso.com";
        leg.Queued(way.Sender, way.Bytes, 1, way.After(30_000));
        var (server, number, end) = ("EDGE01.contoso.com", (long)_random.Between(1000, 9_000_000), "HandedOver");
        if (between is { } known)
        {
            (server, number, var taken, end) =
                _estate.Exchange!.Take(known, way.MessageId, way.Bytes, exchanger.Ip, exchanger.Fqdn, way.Now / 1000);
            way.Now = taken * 1000;
        }

        leg.Deliver("smtp", recipient, null, $"{server}[192.0.2.11]:25", "2.6.0", "sent", string.Create(CultureInfo.InvariantCulture,
            $"250 2.6.0 {way.MessageId} [InternalId={number}, Hostname={server}] {way.Bytes} bytes in 0.112, {_random.Between(20, 400)} KB/sec Queued mail for delivery"),
            way.After(300_000));
        way.End(recipient, end);
        leg.Remove(way.After(400));
        Finish(way);
    }

    void Held(long time)
    {
        var way = Start("held", Outsider(), time);
        var exchanger = _random.Pick(_estate.Exchangers);
        var leg = way.Leg(exchanger, "smtpd", ClientOf(way.Sender));
        var recipient = _random.Pick(_estate.People).Address;
        leg.Say("cleanup", $"hold: header X-Bulk: yes from {ClientOf(way.Sender)}; from=<{way.Sender}> to=<{recipient}> proto=ESMTP helo=<mail.{DomainOf(way.Sender)}>: waits for the postmaster", way.After(2_000));
        way.End(recipient, "Held");
        Finish(way);
    }

    void Milter(long time)
    {
        var way = Start("milter", Outsider(), time);
        var exchanger = _random.Pick(_estate.Exchangers);
        var leg = way.Leg(exchanger, "smtpd", ClientOf(way.Sender));
        var recipient = _random.Pick(_estate.People).Address;
        leg.Say("cleanup", $"milter-reject: END-OF-MESSAGE from {ClientOf(way.Sender)}: 5.7.1 Spam message rejected; from=<{way.Sender}> to=<{recipient}> proto=ESMTP helo=<mail.{DomainOf(way.Sender)}>", way.After(200_000));
        way.End(recipient, "MilterRejected");
        Finish(way);
    }

    void Rejection(long time)
    {
        Rejected++;
        var way = Start("reject", Outsider(), time);
        var exchanger = _random.Pick(_estate.Exchangers);
        var client = ClientOf(way.Sender);
        var recipient = $"nobody{_random.Below(60)}@example.org";
        var pid = exchanger.Pid();
        exchanger.Syslog.Add(way.Now, SampleFormat.Postfix, $"postfix/smtpd[{pid}]: NOQUEUE: reject: RCPT from {client}: 550 5.1.1 <{recipient}>: Recipient address rejected: User unknown in relay recipient table; from=<{way.Sender}> to=<{recipient}> proto=ESMTP helo=<mail.{DomainOf(way.Sender)}>");
        exchanger.Syslog.Add(way.Now + 40_000, SampleFormat.Postfix,
            $"postfix/smtpd[{pid}]: disconnect from {client} ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4");
        way.End(recipient, "Rejected");
        Finish(way);
    }
}
