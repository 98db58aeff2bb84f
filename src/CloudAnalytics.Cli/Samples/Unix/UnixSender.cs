using System.Globalization;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>Writes what a mailbox server of Zimbra logs of mail that its users send.</summary>
static class UnixSender
{
    /// <summary>Writes that a message is sent.</summary>
    /// <param name="person">Who sends it.</param>
    /// <param name="gateway">Where the mailbox server hands it in.</param>
    /// <param name="way">The message.</param>
    /// <param name="recipients">Who is to get it.</param>
    /// <param name="random">Chance.</param>
    /// <returns>Who sent it, and with what.</returns>
    internal static UnixSubmissionTruth Send(
        UnixPerson person, UnixHost gateway, UnixWay way, IReadOnlyList<string> recipients, SampleRandom random)
    {
        var (path, userAgent, protocol) = ClientOf(person);
        var thread = random.Between(20, 400);
        var soapId = protocol == "soap" ? string.Create(CultureInfo.InvariantCulture, $"soapId={random.Below(1_000_000):x};") : "";
        // Some come through a proxy on the mailbox server, which hands on where they come from.
        var client = person.MailboxId % 3 == 0 ? $"ip={person.Box.Ip};oip={person.Ip};" : $"ip={person.Ip};";
        person.Box.Mailbox!.Add(way.Now - 30_000, SampleFormat.ZimbraMailbox, string.Create(CultureInfo.InvariantCulture,
            $"INFO  [qtp1068934215-{thread}:https:https://mail.example.org{path}] [name={person.Address};mid={person.MailboxId};{client}ua={userAgent};{soapId}] smtp - Sending message to MTA at {gateway.Fqdn}: Message-ID={way.MessageId}, replyType=w, size={way.Bytes}, sender={person.Address}, nrcpts={recipients.Count}, to={string.Join(", to=", recipients)}"));
        return new UnixSubmissionTruth(person.Address, person.Ip, userAgent, protocol, person.Box.Fqdn);
    }

    // Everybody has one program that they write mail with.
    static (string Path, string UserAgent, string Protocol) ClientOf(UnixPerson person) => (person.MailboxId % 8) switch
    {
        1 => ("/Microsoft-Server-ActiveSync?Cmd=SendMail&DeviceType=iPhone", "Apple-iPhone14C5/2005.61", "activesync"),
        2 => ("/service/soap/SendMsgRequest", "ZimbraConnectorForOutlook/9.0.0.1926", "soap"),
        _ => ("/service/soap/SendMsgRequest", "ZimbraWebClient - FF120 (Win)/9.0.0", "soap"),
    };
}
