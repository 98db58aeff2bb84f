namespace CloudAnalytics.Core;

/// <summary>The bounds of receiving syslog.</summary>
public static partial class Limits
{
    /// <summary>Bytes of a message that a listener keeps: one more than is read of a line, so that a longer one is marked as cut.</summary>
    public const int SyslogFrameBytesMax = UnixLineBytesMax + 1;

    /// <summary>Digits of a frame's announced length (RFC 6587 3.4.1); more digits than these begin a line instead.</summary>
    public const int SyslogLengthDigitsMax = 7;

    /// <summary>Bytes that a listener reads from a connection at a time.</summary>
    public const int SyslogReadBytes = 32 * 1024;

    /// <summary>
    /// Bytes of messages of one listener that wait for their commit. Beyond, TCP senders wait; datagrams are dropped and counted.
    /// </summary>
    public const int SyslogQueueBytes = 16_000_000;

    /// <summary>Bytes that the system is asked to hold of datagrams that were not read yet.</summary>
    public const int SyslogDatagramBufferBytes = 4 * 1024 * 1024;

    /// <summary>Connections that a listener has open at a time; further ones are closed at once and counted.</summary>
    public const int SyslogConnectionsMax = 256;

    /// <summary>Seconds in which a sender must have agreed on TLS.</summary>
    public const int SyslogHandshakeSeconds = 10;

    /// <summary>
    /// Hours after which a connection that brings nothing is closed: log hosts keep theirs open over quiet nights, and lose the message
    /// that meets a closed one.
    /// </summary>
    public const int SyslogIdleHours = 24;

    /// <summary>Seconds that a listener goes on reading what senders had on the way when the server is asked to stop.</summary>
    public const int SyslogStopSeconds = 5;

    /// <summary>Milliseconds without anything new after which a connection is closed then.</summary>
    public const int SyslogStopQuietMs = 200;

    /// <summary>Milliseconds before a listener that the system refused something tries again.</summary>
    public const int SyslogPauseMs = 1000;

    /// <summary>Senders of one listener whose messages are counted by address; of more, the longest silent one is forgotten.</summary>
    public const int SyslogSendersMax = 1000;

    /// <summary>Seconds without a message after which a sender is shown as silent.</summary>
    public const int SyslogSilentSeconds = 15 * 60;

    /// <summary>Seconds between two words in the log about messages that a listener drops.</summary>
    public const int SyslogTellSeconds = 60;
}
