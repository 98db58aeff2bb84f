using System.Collections.Immutable;
using CloudAnalytics.Cli.Samples.Unix;

namespace CloudAnalytics.Cli.Samples;

/// <summary>
/// What a sample holds, to the last row: the content of <c>truth.json</c>, counted while the rows were made and never by reading
/// them. It is the contract that panels must meet.
/// </summary>
/// <remarks>
/// Times are UTC; windows and hours are half-open. A row is noise when the row itself says so, by the rule of its format:
/// <list type="bullet">
/// <item>message tracking: the sender begins with <c>HealthMailbox</c>, or the event is HAREDIRECT, HARECEIVE, HADISCARD or
/// HAREDIRECTFAIL;</item>
/// <item>IIS: the user is a health mailbox, the program is a monitoring probe (<c>AMProbe</c>, <c>Ews_AM_Probe</c>, <c>MapiHttpClient</c>),
/// the stem ends in <c>healthcheck.htm</c>, or the status is 401 and there is no user name;</item>
/// <item>HttpProxy: as IIS, with <c>AuthenticatedUser</c> and <c>UserAgent</c>;</item>
/// <item>EWS, MAPI, IMAP and POP, cmdlets: the row's user is a health mailbox (the rows of an IMAP or POP session before its logon name
/// nobody);</item>
/// <item>ECP and administrator audit: the event's data or object names a health mailbox;</item>
/// <item>SMTP protocol, agent log, HTTPERR, Windows events: never.</item>
/// </list>
/// </remarks>
public sealed record SampleTruth
{
    /// <summary>The seed that was given.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The number of records that was asked for; <see cref="Rows"/> is how many there are.</summary>
    public required long RecordsRequested { get; init; }

    /// <summary>Rows of all formats, noise included, dead letters not.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows and dead letters of each format over the whole sample, in the order in which the product lists its formats.</summary>
    public required ImmutableArray<FormatTruth> Formats { get; init; }

    /// <summary>Every file of the sample but this one, in the order in which they were begun.</summary>
    public required ImmutableArray<FileTruth> Files { get; init; }

    /// <summary>What panels show for the whole span.</summary>
    public required WindowTruth All { get; init; }

    /// <summary>
    /// What panels show for the last 24 hours before the end of the span; the same as <see cref="All"/> where the span is one day.
    /// </summary>
    public required WindowTruth LastDay { get; init; }

    /// <summary>
    /// Senders of the last 24 hours with at least twice as many messages as in the 24-hour windows before, up to seven of them, the
    /// highest first; ten at most. Empty where the span is one day.
    /// </summary>
    public required ImmutableArray<SpikeTruth> SenderSpikes { get; init; }

    /// <summary>What was planted for alarms to find.</summary>
    public required IncidentsTruth Incidents { get; init; }

    /// <summary>The ways of some messages, at least one of each kind of way; up to 20.</summary>
    public required ImmutableArray<JourneyTruth> Journeys { get; init; }

    /// <summary>What the Unix servers' logs hold.</summary>
    public required UnixTruth Unix { get; init; }
}

/// <summary>How many rows of a format there are.</summary>
/// <param name="Format">The product's name of the format.</param>
/// <param name="Rows">Rows that become records, noise included; rows with too few or too many cells are among them.</param>
/// <param name="NoiseRows">Those of them that are noise.</param>
/// <param name="DeadLetters">Lines that cannot be rows: text without a separator, cut-off JSON.</param>
public sealed record FormatTruth(string Format, long Rows, long NoiseRows, long DeadLetters);

/// <summary>One file.</summary>
/// <param name="Path">Below the sample's folder, with <c>/</c>.</param>
/// <param name="Format">The product's name of its format.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">As in <see cref="FormatTruth"/>.</param>
/// <param name="DeadLetters">As in <see cref="FormatTruth"/>.</param>
public sealed record FileTruth(string Path, string Format, long Bytes, long Rows, long DeadLetters);

/// <summary>
/// What panels show for one window of time. Only rows whose own time lies in the window count, and no noise unless said otherwise.
/// </summary>
public sealed record WindowTruth
{
    /// <summary>Start of the window, included.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the window, excluded.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Rows and noise per format in the window, with the share of noise in them (0 to 1, 0 where there are no rows).</summary>
    public required ImmutableArray<NoiseTruth> Noise { get; init; }

    /// <summary>Distinct network-message-ids on tracking rows; NOTIFYMAPI has none, nor have rows that are cut off.</summary>
    public required long Messages { get; init; }

    /// <summary>Sum over these messages of their total-bytes, which is the same on all rows of a message that have it.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// Sum over all recipients of <see cref="AddressTruth.Messages"/>: pairs of a message and an address in its recipient-address.
    /// </summary>
    public required long MessageRecipients { get; init; }

    /// <summary>The ten sender-addresses with the most messages.</summary>
    public required ImmutableArray<AddressTruth> TopSenders { get; init; }

    /// <summary>
    /// The ten recipients with the most messages: those whose address stands in recipient-address of at least one tracking row of the
    /// message. A distribution list counts where rows name it, and its members where they do.
    /// </summary>
    public required ImmutableArray<AddressTruth> TopRecipients { get; init; }

    /// <summary>
    /// Tracking rows by hour and event-id; by hour, then by event-id in ordinal order. Hours without such rows are absent.
    /// </summary>
    public required ImmutableArray<VolumeTruth> Volume { get; init; }

    /// <summary>Tracking rows with event-id FAIL by the first enhanced status code in their recipient-status; most rows first.</summary>
    public required ImmutableArray<CountTruth> Failures { get; init; }

    /// <summary>End-to-end latency on tracking rows with event-id DELIVER or SENDEXTERNAL.</summary>
    public required LatencyTruth Latency { get; init; }

    /// <summary>The same by hour of the row; hours without such rows are absent.</summary>
    public required ImmutableArray<LatencyHourTruth> LatencyByHour { get; init; }

    /// <summary>HttpProxy rows by protocol and status; by protocol, then by status.</summary>
    public required ImmutableArray<HttpStatusTruth> HttpStatus { get; init; }

    /// <summary>HttpProxy rows by protocol with the share of status 500 to 599 in them; by protocol.</summary>
    public required ImmutableArray<ServerErrorTruth> ServerErrors { get; init; }

    /// <summary>IIS rows by sc-status (W3SVC1 and W3SVC2 together); most rows first.</summary>
    public required ImmutableArray<CountTruth> IisStatus { get; init; }

    /// <summary>EWS rows by ErrorCode, where there is one; most rows first.</summary>
    public required ImmutableArray<CountTruth> EwsErrors { get; init; }

    /// <summary>EWS rows by UserAgent, where there is one, with the number of distinct AuthenticatedUsers; most rows first.</summary>
    public required ImmutableArray<ClientTruth> EwsClients { get; init; }

    /// <summary>
    /// ActiveSync requests by DeviceType in cs-uri-query of IIS rows (the same as in UrlQuery of HttpProxy rows of Eas), with the number
    /// of distinct DeviceIds; most rows first.
    /// </summary>
    public required ImmutableArray<ClientTruth> ActiveSyncClients { get; init; }

    /// <summary>
    /// Failed logins by account as the row writes it; most first. SMTP failures are counted on the rows that name the user.
    /// </summary>
    public required ImmutableArray<FailedLoginTruth> FailedLoginsByAccount { get; init; }

    /// <summary>Failed logins by client address without its port; most first. SMTP failures are counted on the rows that say why.</summary>
    public required ImmutableArray<FailedLoginTruth> FailedLoginsByAddress { get; init; }

    /// <summary>Who hands mail to connectors that ask for no logon; by messages, most first.</summary>
    public required ImmutableArray<RelayTruth> RelayClients { get; init; }
}

/// <summary>How much of a format is noise in a window.</summary>
/// <param name="Format">The product's name of the format.</param>
/// <param name="Rows">All rows, noise included.</param>
/// <param name="NoiseRows">Those that are noise.</param>
/// <param name="NoiseShare"><paramref name="NoiseRows"/> divided by <paramref name="Rows"/>.</param>
public sealed record NoiseTruth(string Format, long Rows, long NoiseRows, double NoiseShare);

/// <summary>One line of top senders or top recipients; ties stand in ordinal order of the address.</summary>
/// <param name="Address">The address, always in lower case.</param>
/// <param name="Messages">Distinct messages by network-message-id.</param>
/// <param name="Bytes">Sum over these messages of their total-bytes.</param>
/// <param name="Share">
/// <paramref name="Messages"/> divided by their sum over all addresses, 0 to 1: <see cref="WindowTruth.Messages"/> for senders, of which
/// a message has one, and <see cref="WindowTruth.MessageRecipients"/> for recipients.
/// </param>
public sealed record AddressTruth(string Address, long Messages, long Bytes, double Share);

/// <summary>Tracking rows of one hour with one event-id.</summary>
/// <param name="Hour">The full hour at which the hour begins.</param>
/// <param name="Action">The event-id.</param>
/// <param name="Rows">How many rows.</param>
public sealed record VolumeTruth(DateTimeOffset Hour, string Action, long Rows);

/// <summary>How often a value occurs; ties stand in ordinal order of the value.</summary>
public sealed record CountTruth(string Value, long Rows);

/// <summary>
/// End-to-end latency in milliseconds: date-time minus the origin in message-info, which is <c>S:E2ELatency</c> to the millisecond.
/// </summary>
/// <param name="Samples">Number of rows.</param>
/// <param name="P50Ms">The smallest value that at least half of all are not above (SQL's percentile_disc); null without samples.</param>
/// <param name="P95Ms">The same for 95 of 100.</param>
/// <param name="P99Ms">The same for 99 of 100.</param>
/// <param name="P50InterpolatedMs">Linear between the two values around position 0.5 (n - 1) (SQL's percentile_cont).</param>
/// <param name="P95InterpolatedMs">The same at 0.95 (n - 1).</param>
/// <param name="P99InterpolatedMs">The same at 0.99 (n - 1).</param>
public sealed record LatencyTruth(
    long Samples, long? P50Ms, long? P95Ms, long? P99Ms, double? P50InterpolatedMs, double? P95InterpolatedMs, double? P99InterpolatedMs);

/// <summary>End-to-end latency on the rows of one hour.</summary>
/// <param name="Hour">The full hour at which the hour begins.</param>
/// <param name="Latency">As of a window, of the rows that lie in both.</param>
public sealed record LatencyHourTruth(DateTimeOffset Hour, LatencyTruth Latency);

/// <summary>A sender with more messages than usual.</summary>
/// <param name="Address">The sender-address.</param>
/// <param name="Messages">Distinct messages by network-message-id in the last 24 hours.</param>
/// <param name="Usual">The mean of the same over the windows before that have tracking rows.</param>
/// <param name="Times"><paramref name="Messages"/> divided by <paramref name="Usual"/>, or by 20 where that is less.</param>
public sealed record SpikeTruth(string Address, long Messages, double Usual, double Times);

/// <summary>HttpProxy rows of one protocol with one status.</summary>
public sealed record HttpStatusTruth(string Protocol, int Status, long Requests);

/// <summary>HttpProxy rows of one protocol.</summary>
/// <param name="Protocol">The Protocol column.</param>
/// <param name="Requests">All rows but noise.</param>
/// <param name="Errors">Those with status 500 to 599.</param>
/// <param name="Share"><paramref name="Errors"/> divided by <paramref name="Requests"/>.</param>
public sealed record ServerErrorTruth(string Protocol, long Requests, long Errors, double Share);

/// <summary>One kind of client program or device.</summary>
/// <param name="Name">UserAgent (EWS) or DeviceType (ActiveSync).</param>
/// <param name="Requests">Rows.</param>
/// <param name="Users">Distinct users (EWS) or devices (ActiveSync).</param>
public sealed record ClientTruth(string Name, long Requests, long Users);

/// <summary>
/// Failed logins of an account or from an address. IIS: sc-status 401 with sc-substatus 1 and a user name. SMTP: receive rows whose
/// context says <c>failed because of LogonDenied</c>, and those after them with <c>User Name:</c>. IMAP and POP: logon commands
/// (login, authenticate, pass) whose context has R with <c>NO</c> or <c>-ERR</c>.
/// </summary>
/// <param name="Key">The account, or the address.</param>
/// <param name="Total">The sum of the other three.</param>
public sealed record FailedLoginTruth(string Key, long Iis, long Smtp, long ImapPop, long Total);

/// <summary>
/// A client of a receive connector without logon, whose name begins with <c>Anonymous Relay</c> behind the server's name.
/// </summary>
/// <param name="Server">The server whose connector it is.</param>
/// <param name="Connector">The connector-id.</param>
/// <param name="ClientIp">client-ip of tracking rows with event-id RECEIVE and source SMTP on that connector.</param>
/// <param name="Messages">Distinct messages by network-message-id on these rows; each message has one.</param>
public sealed record RelayTruth(string Server, string Connector, string ClientIp, long Messages);

/// <summary>What was planted.</summary>
/// <param name="Spam">One account's mail going out in masses.</param>
/// <param name="BruteForce">Guessing of passwords over SMTP, IMAP, POP and HTTP.</param>
public sealed record IncidentsTruth(SpamTruth Spam, BruteForceTruth BruteForce);

/// <summary>An account that sends spam: messages that began in the window beside what the account sends as always.</summary>
public sealed record SpamTruth(string Sender, DateTimeOffset From, DateTimeOffset To, long Messages);

/// <summary>Guessed passwords: from where, when and how many failed logins in all.</summary>
public sealed record BruteForceTruth(ImmutableArray<string> Addresses, DateTimeOffset From, DateTimeOffset To, long Attempts);

/// <summary>The way of one message over all servers.</summary>
/// <param name="Kind">What the way shows: <c>internal</c>, <c>list</c>, <c>outbound</c>, <c>inbound</c>, <c>relay</c>, <c>deferred</c>,
/// <c>failed</c>, <c>spam</c>.</param>
/// <param name="Hops">All tracking rows that bear its network-message-id, noise included, by time and then in the order of writing.</param>
/// <param name="Recipients">The recipients that a list was expanded to included, with their state at the end of the sample.</param>
public sealed record JourneyTruth(
    string Kind, string MessageId, string NetworkMessageId, string Sender, string Subject, long Bytes, ImmutableArray<HopTruth> Hops,
    ImmutableArray<RecipientTruth> Recipients);

/// <summary>One tracking row of a message.</summary>
/// <param name="Server">The server in whose log the row stands.</param>
/// <param name="Recipients">The addresses in recipient-address, in their order.</param>
public sealed record HopTruth(DateTimeOffset Time, string Server, string Source, string Event, long InternalMessageId,
    ImmutableArray<string> Recipients);

/// <summary>
/// A recipient's end: <c>delivered</c>, <c>sent</c> (left the organization), <c>failed</c>, <c>expanded</c> (a list) or <c>pending</c>.
/// </summary>
public sealed record RecipientTruth(string Address, string State);
