using System.Collections.Immutable;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>What the Unix part of a sample holds, noted while it was made.</summary>
/// <param name="Messages">Messages that a queue took up, each once; reports (bounces), held and refused ones are not among them.</param>
/// <param name="Rejected">Messages that were refused before they got a number in a queue (NOQUEUE).</param>
/// <param name="Journeys">The way of every message, reports not.</param>
/// <param name="Logins">Login attempts, each once, however many lines report it.</param>
/// <param name="Senders">Messages by sender, most first.</param>
/// <param name="Tls">Encrypted connections of Postfix, in and out.</param>
public sealed record UnixTruth(
    long Messages, long Rejected, ImmutableArray<UnixJourneyTruth> Journeys, ImmutableArray<UnixLoginTruth> Logins,
    ImmutableArray<AddressTruth> Senders, ImmutableArray<UnixTlsTruth> Tls);

/// <summary>A message's way.</summary>
/// <param name="Kind">What the way shows: inbound, outbound, webmail, bounce, greylisted, expired, list, forward, discarded,
/// quarantined, junk, held, milter, exchange, queued, reject.</param>
/// <param name="MessageId">Message-ID with its brackets; empty of a message that was refused before it had said it.</param>
/// <param name="Sender">Envelope sender.</param>
/// <param name="First">First line.</param>
/// <param name="Queues">Its numbers: HOST/QUEUE-ID, reports not.</param>
/// <param name="Ends">What became of it for each recipient.</param>
/// <param name="Submission">Who handed it in, which led to the first of its numbers; null of what came from another server.</param>
public sealed record UnixJourneyTruth(
    string Kind, string MessageId, string Sender, DateTimeOffset First, ImmutableArray<string> Queues, ImmutableArray<UnixEndTruth> Ends,
    UnixSubmissionTruth? Submission);

/// <summary>Who handed a message in, and with what.</summary>
/// <param name="Account">Account.</param>
/// <param name="ClientIp">Address of the device, whatever stood between.</param>
/// <param name="UserAgent">Program of the client, or empty where no log names it.</param>
/// <param name="Protocol">soap, activesync, smtp.</param>
/// <param name="Server">The server that the client spoke to.</param>
public sealed record UnixSubmissionTruth(string Account, string ClientIp, string UserAgent, string Protocol, string Server);

/// <summary>A recipient's end.</summary>
/// <param name="Address">The last address.</param>
/// <param name="State">Name of the end state: Delivered, HandedOver, Deferred, Bounced, Expired, Rejected, MilterRejected, Discarded,
/// Quarantined, Held, Queued, Failed.</param>
/// <param name="Folder">Mailbox folder, or empty.</param>
public sealed record UnixEndTruth(string Address, string State, string Folder);

/// <summary>Encrypted connections of a program of Postfix.</summary>
/// <param name="Program">As syslog names it: postfix/smtp, postfix/smtpd, postfix/submission/smtpd.</param>
/// <param name="Version">Version of TLS.</param>
/// <param name="Connections">How many.</param>
public sealed record UnixTlsTruth(string Program, string Version, long Connections);

/// <summary>Login attempts of an account from an address by a protocol.</summary>
public sealed record UnixLoginTruth(string Account, string ClientIp, string Protocol, bool IsSuccess, long Attempts);
