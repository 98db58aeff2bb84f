namespace CloudAnalytics.Formats.Zimbra;

/// <summary>
/// What a thread's name tells of the client that it serves: <c>qtp93-137:https://host:8443/service/soap/SendMsgRequest</c>.
/// </summary>
static class ZimbraThread
{
    // Scheme and host may be missing or doubled, so that a path is looked for, not an address read.
    static readonly (byte[] Path, byte[] Protocol)[] s_paths =
    [
        ("/service/soap"u8.ToArray(), "soap"u8.ToArray()),
        ("/service/admin/soap"u8.ToArray(), "soap"u8.ToArray()),
        ("/Microsoft-Server-ActiveSync"u8.ToArray(), "activesync"u8.ToArray()),
        ("/ews/"u8.ToArray(), "ews"u8.ToArray()),
        ("/dav"u8.ToArray(), "dav"u8.ToArray()),
        ("/home/"u8.ToArray(), "rest"u8.ToArray()),
    ];

    static readonly (byte[] Begin, byte[] Protocol)[] s_servers =
    [
        ("Lmtp"u8.ToArray(), "lmtp"u8.ToArray()),
        ("Imap"u8.ToArray(), "imap"u8.ToArray()),
        ("Pop3"u8.ToArray(), "pop3"u8.ToArray()),
    ];

    /// <summary>
    /// The protocol by which the client asked: soap, activesync, ews, dav, rest, imap, pop3; lmtp where no client did, but mail that came
    /// in (a rule of its mailbox forwards or answers it); empty where the name does not tell.
    /// </summary>
    internal static ReadOnlySpan<byte> Protocol(ReadOnlySpan<byte> thread)
    {
        foreach (var (begin, protocol) in s_servers)
        {
            if (thread.StartsWith(begin))
                return protocol;
        }

        foreach (var (path, protocol) in s_paths)
        {
            if (thread.IndexOf(path) > 0)
                return protocol;
        }

        return default;
    }
}
