using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats;

/// <summary>
/// The fields of conversations between two hosts, the same in every log that has them: SMTP, IMAP and POP, transport agents.
/// </summary>
public static class SessionFields
{
    /// <summary>Conversation.</summary>
    public static readonly Field<Utf8Text> SessionId = Field.Keyword("session_id",
        "Conversation that the row belongs to; of SMTP it joins smtp_session of message tracking.");

    /// <summary>Place in the conversation.</summary>
    public static readonly Field<long> SequenceNumber = Field.Int64("sequence_number",
        "Number of the row in its conversation, from 0; a conversation in order is sorted by time, then by this.");

    /// <summary>Own address.</summary>
    public static readonly Field<Utf8Text> LocalIp = Field.Ip("local_ip", "Address of this server in the connection.");

    /// <summary>Own port.</summary>
    public static readonly Field<long> LocalPort = Field.Int64("local_port", "Port of this server in the connection.");

    /// <summary>Address of the other end.</summary>
    public static readonly Field<Utf8Text> RemoteIp = Field.Ip("remote_ip", "Address of the other end of the connection.");

    /// <summary>Port of the other end.</summary>
    public static readonly Field<long> RemotePort = Field.Int64("remote_port", "Port of the other end of the connection.");
}
