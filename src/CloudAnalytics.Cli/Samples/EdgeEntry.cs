using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Takes messages that a Unix host hands to an edge server, and writes their way to a mailbox.</summary>
sealed class EdgeEntry
{
    readonly World _world;
    readonly SmtpProtocolLog _smtp;
    readonly SampleRandom _random;
    readonly TrackingEvents _events;
    readonly MailRouter _router;
    readonly MailMessage _message = new();
    int _number;

    public EdgeEntry(World world, TruthRecorder truth, MessageTrackingLog log, SmtpProtocolLog smtp, ulong seed)
    {
        (_world, _smtp) = (world, smtp);
        _random = new SampleRandom(seed, "edge entry"u8);
        _events = new TrackingEvents(log, truth, _random);
        _router = new MailRouter(world, _events, smtp, _random);
    }

    /// <summary>Somebody outside who writes, and somebody with a mailbox on Exchange.</summary>
    public (Outsider Sender, Person Recipient) Correspondents() => (_world.AnyOutsider(_random), _world.AnyPerson(_random));

    /// <summary>Takes a message.</summary>
    /// <param name="between">Who writes to whom.</param>
    /// <param name="messageId">Message-ID with brackets.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="ip">Address of the host that hands it over.</param>
    /// <param name="host">Name of that host.</param>
    /// <param name="time">When, milliseconds since 1970.</param>
    /// <returns>The server, the number that it gives the message, when it has it, and the recipient's end.</returns>
    public (string Server, long InternalId, long Taken, string End) Take(
        (Outsider Sender, Person Recipient) between, string messageId, long bytes, string ip, string host, long time)
    {
        SampleServer edge = _world.Edges[0];
        MailMessage message = _message;
        // Numbers below 0 are no other message's.
        message.Number = --_number;
        (message.Kind, message.Sender, message.Origin, message.IsIncoming) = (MailKind.Inbound, between.Sender, time, true);
        (message.HasFailed, message.IsCut, message.Report) = (false, false, null);
        message.ClientIp = Utf8Text.Utf8(ip);
        message.NetworkId = _random.NextGuid();
        message.MessageId.Clear();
        message.MessageId.Add(Encoding.UTF8.GetBytes(messageId));
        message.Subject.Clear();
        message.Subject.Add(Utf8Text.Utf8(_random.Pick(WorldNames.Subjects).Replace('#', '7')));
        message.Bytes = (int)bytes;
        message.Recipients.Clear();
        message.Recipients.Add(between.Recipient);

        SmtpSession session = _smtp.Accept(edge, LogKind.SmtpReceiveEdge, edge.EdgeConnector, 25, message.ClientIp, time);
        _smtp.Greet(session, edge, Utf8Text.Utf8(host), tls: true);
        var stop = new Stop(edge, edge.NextInternalId());
        long taken = _smtp.Take(session, message, stop);
        _events.Receive(stop, message, message.Recipients, taken, (message.ClientIp, Utf8Text.Utf8(host)), edge.EdgeConnector, session.Id);
        _smtp.End(session, byClient: true);
        _router.EnterFromEdge(message, stop, taken + _random.LogNormal(40, 0.5));
        return (Encoding.UTF8.GetString(edge.Fqdn), stop.InternalId, taken, message.HasFailed ? "Failed" : "Delivered");
    }
}
