using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>The fields that only Postfix's lines have.</summary>
public static class PostfixFields
{
    /// <summary>State of a delivery, unchanged.</summary>
    public static readonly Field<Utf8Text> DeliveryStatus = Field.Keyword("delivery_status",
        "Of a delivery: its status as Postfix logs it. It says sent also of a message that a filter took and discarded; action and "
        + "outcome tell these apart.");

    /// <summary>Time in this queue, by stage.</summary>
    public static readonly Field<double> DelayBeforeQueueMs = Field.Float64("delay_before_queue_ms",
        "Of a delivery: milliseconds until the message was in the active queue's manager (delays=a).");

    /// <summary>In the queue.</summary>
    public static readonly Field<double> DelayInQueueMs = Field.Float64("delay_in_queue_ms",
        "Milliseconds in the queue manager (delays=b).");

    /// <summary>Connecting.</summary>
    public static readonly Field<double> DelayConnectMs = Field.Float64("delay_connect_ms",
        "Milliseconds for finding and connecting to the next server, TLS included (delays=c).");

    /// <summary>Sending.</summary>
    public static readonly Field<double> DelaySendMs = Field.Float64("delay_send_ms",
        "Milliseconds for handing the message over (delays=d).");

    /// <summary>Connection used again.</summary>
    public static readonly Field<long> ConnectionUse = Field.Int64("connection_use",
        "Of a delivery over a connection that was kept: which one over it, from 2 (conn_use).");

    /// <summary>Exchange's number.</summary>
    public static readonly Field<long> RemoteInternalId = Field.Int64("remote_internal_id",
        "Number that the next server, an Exchange server, gave the message: internal_message_id of its message tracking.");

    /// <summary>Exchange's name.</summary>
    public static readonly Field<Utf8Text> RemoteHostname = Field.Keyword("remote_hostname",
        "Name of that Exchange server, from its reply.");

    /// <summary>Mechanism.</summary>
    public static readonly Field<Utf8Text> SaslSender = Field.Keyword("sasl_sender",
        "Sender that the client gave with its message (AUTH= of RFC 4954).");

    /// <summary>Number before a filter.</summary>
    public static readonly Field<Utf8Text> PreviousQueueId = Field.Keyword("previous_queue_id",
        "The message's number before it went through the filter that hands it in now (orig_queue_id, from XFORWARD).");

    /// <summary>SMTP or ESMTP.</summary>
    public static readonly Field<Utf8Text> SmtpProtocol = Field.Keyword("smtp_protocol",
        "How the client greeted: SMTP (HELO) or ESMTP (EHLO).");

    /// <summary>Matched text.</summary>
    public static readonly Field<Utf8Text> Content = Field.Text("content",
        "Header or line of the message that a rule of header_checks or body_checks matched.");

    /// <summary>Blocklist.</summary>
    public static readonly Field<Utf8Text> Blocklist = Field.Keyword("blocklist",
        "DNS list that the client was found in.");

    /// <summary>TLS.</summary>
    public static readonly Field<Utf8Text> TlsVersion = Field.Keyword("tls_version", "Version of TLS: TLSv1.3.", "tls.version");

    /// <summary>Cipher.</summary>
    public static readonly Field<Utf8Text> TlsCipher = Field.Keyword("tls_cipher", "Cipher suite of TLS.", "tls.cipher");

    /// <summary>Trust.</summary>
    public static readonly Field<Utf8Text> TlsTrust = Field.Keyword("tls_trust",
        "How far the other side's certificate is trusted: Anonymous, Untrusted, Trusted, Verified.");

    /// <summary>Child.</summary>
    public static readonly Field<Utf8Text> ChildQueueId = Field.Keyword("child_queue_id",
        "Queue id of the report (bounce, delay or success) that was made of this message.");

    /// <summary>Stage.</summary>
    public static readonly Field<Utf8Text> Stage = Field.Keyword("stage",
        "Where in the conversation a message or client was refused or lost, as logged: CONNECT, HELO, MAIL, RCPT, DATA, END-OF-MESSAGE; "
        + "header or body of a rule for content; of outgoing mail the command that failed: RCPT TO, end of DATA.");

    /// <summary>Local filter.</summary>
    public static readonly Field<bool> IsInternalHop = Field.Boolean("is_internal_hop",
        "True where a message goes to or comes from a filter on the same host (amavis, DKIM signing): no delivery, no new message.");
}
