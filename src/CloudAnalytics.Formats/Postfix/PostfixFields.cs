using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>The fields that only Postfix's lines have.</summary>
public static class PostfixFields
{
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

    /// <summary>Mechanism.</summary>
    public static readonly Field<Utf8Text> SaslSender = Field.Keyword("sasl_sender",
        "Sender that the client gave with its message (AUTH= of RFC 4954).");

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
        "Where in the conversation a message or client was refused: CONNECT, HELO, MAIL, RCPT, DATA, END-OF-MESSAGE.");

    /// <summary>Local filter.</summary>
    public static readonly Field<bool> IsInternalHop = Field.Boolean("is_internal_hop",
        "True where a message goes to or comes from a filter on the same host (amavis, DKIM signing): no delivery, no new message.");
}
