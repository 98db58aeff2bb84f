namespace CloudAnalytics.Core.Schemas;

/// <summary>The fields that mean the same in every format that has them; a question about them can be asked of all formats.</summary>
public static class CommonFields
{
    /// <summary>When it happened.</summary>
    public static readonly Field<Timestamp> Time = Field.Time("time", "When it happened, UTC.", "@timestamp");

    /// <summary>Where <see cref="Time"/> comes from.</summary>
    public static readonly Field<Utf8Text> TimeSource = Field.Keyword("time_source",
        "Why time is not the log's own: missing or absurd (then time is when the row arrived). Null in the ordinary case.");

    /// <summary>When the row arrived here.</summary>
    public static readonly Field<Timestamp> Arrived = Field.Time("arrived", "When the row arrived here, UTC.", "event.ingested");

    /// <summary>The row's identity.</summary>
    public static readonly Field<Utf8Text> Id =
        Field.Keyword("id", "Identity of the row: 128 bits in base32. The same event delivered twice has the same id.", "event.id");

    /// <summary>The machine that wrote the log.</summary>
    public static readonly Field<Utf8Text> Host = Field.Keyword("host", "The machine that wrote the log.", "host.name");

    /// <summary>The other end's address.</summary>
    public static readonly Field<Utf8Text> ClientIp = Field.Ip("client_ip", "Address of the client, without port and zone.", "client.ip");

    /// <summary>Who acted.</summary>
    public static readonly Field<Utf8Text> UserName =
        Field.Keyword("user_name", "The account that acted, as the log spells it.", "user.name");

    /// <summary>Who sent the message.</summary>
    public static readonly Field<Utf8Text> Sender = Field.Keyword("sender", "Sender address of the message.", "email.from.address");

    /// <summary>Who should get the message.</summary>
    public static readonly Field<Utf8List> Recipients =
        Field.List("recipients", "Recipient addresses, in the log's order.", "email.to.address");

    /// <summary>RFC 5322 Message-ID.</summary>
    public static readonly Field<Utf8Text> MessageId =
        Field.Keyword("message_id", "Message-ID header (RFC 5322 3.6.4), as logged.", "email.message_id");

    /// <summary>The format's own verb.</summary>
    public static readonly Field<Utf8Text> Action =
        Field.Keyword("action", "The log's own verb, unchanged: event id, HTTP method, SOAP action.", "event.action");

    /// <summary>How it ended.</summary>
    public static readonly Field<Utf8Text> Outcome = Field.Keyword("outcome", "success, failure or unknown.", "event.outcome");

    /// <summary>Numeric status.</summary>
    public static readonly Field<long> StatusCode =
        Field.Int64("status_code", "Status as a number: HTTP status, SMTP reply code.", "http.response.status_code");

    /// <summary>Named error.</summary>
    public static readonly Field<Utf8Text> ErrorCode =
        Field.Keyword("error_code", "The system's own name of the error, null on success.", "error.code");

    /// <summary>How long it took.</summary>
    public static readonly Field<double> DurationMs = Field.Float64("duration_ms", "How long it took, in milliseconds.");

    /// <summary>Size.</summary>
    public static readonly Field<long> Bytes = Field.Int64("bytes", "Size in bytes of what was moved: the message, the answer.");

    /// <summary>The log's own level.</summary>
    public static readonly Field<Utf8Text> Severity = Field.Keyword("severity", "Level as the log spells it.", "log.level");

    /// <summary>Why the row is background traffic.</summary>
    public static readonly Field<Utf8Text> Noise =
        Field.Keyword("noise", "Why the row is background traffic (health probe, redundancy, challenge), or null for real traffic.");

    /// <summary>The file it came from.</summary>
    public static readonly Field<Utf8Text> SourceFile =
        Field.Keyword("source_file", "The file or stream the row came from.", "log.file.path");

    /// <summary>Columns that the schema does not know.</summary>
    public static readonly Field<Utf8Map> Attributes =
        Field.Map("attributes", "Columns of the log that this format does not name, as they stood.");

    /// <summary>The original record.</summary>
    public static readonly Field<Utf8Text> Raw = Field.Text("raw", "The original record, secrets redacted.", "event.original");
}
