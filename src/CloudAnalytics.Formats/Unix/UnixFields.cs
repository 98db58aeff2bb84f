using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Unix;

/// <summary>The fields that Unix mail logs share.</summary>
public static class UnixFields
{
    /// <summary>Program.</summary>
    public static readonly Field<Utf8Text> Program = Field.Keyword("program",
        "Program that wrote the line, as syslog has it: postfix/smtpd, postfix/submission/smtpd, amavis, mailboxd.", "process.name");

    /// <summary>Process.</summary>
    public static readonly Field<long> Pid = Field.Int64("pid", "Process that wrote the line.", "process.pid");

    /// <summary>Message.</summary>
    public static readonly Field<Utf8Text> Message = Field.Text("message", "The line without its header.");

    /// <summary>Queue id.</summary>
    public static readonly Field<Utf8Text> QueueId = Field.Keyword("queue_id",
        "Postfix's number of the message on that host, letters as logged; short ones are used again after a while.");

    /// <summary>Next queue id.</summary>
    public static readonly Field<Utf8Text> QueuedAs = Field.Keyword("queued_as",
        "The message's number at the next server, from its reply.");

    /// <summary>Original recipient.</summary>
    public static readonly Field<Utf8Text> OriginalRecipient = Field.Keyword("original_recipient",
        "Recipient before aliases and forwarding, where it differs.");

    /// <summary>Where to.</summary>
    public static readonly Field<Utf8Text> RelayHost = Field.Keyword("relay_host",
        "Server or service that the message was handed to; none for a delivery that found no server.");

    /// <summary>Address of the next server.</summary>
    public static readonly Field<Utf8Text> RelayIp = Field.Ip("relay_ip", "Address of that server.", "destination.ip");

    /// <summary>Port of the next server.</summary>
    public static readonly Field<long> RelayPort = Field.Int64("relay_port", "Port of that server.", "destination.port");

    /// <summary>Reply.</summary>
    public static readonly Field<Utf8Text> Reply = Field.Text("reply", "What the other side said, or why it was refused.");

    /// <summary>Name of the client.</summary>
    public static readonly Field<Utf8Text> ClientHostname = Field.Keyword("client_hostname",
        "Name of the client by its address, unknown where there is none.", "client.domain");

    /// <summary>Name that the client gave.</summary>
    public static readonly Field<Utf8Text> Helo = Field.Keyword("helo", "Name that the client gave itself (HELO, EHLO).");

    /// <summary>Number of recipients.</summary>
    public static readonly Field<long> RecipientCount = Field.Int64("recipient_count", "Recipients of the message.");
}
