namespace CloudAnalytics.Server.Tracing;

/// <summary>
/// Who handed a message in, and with what: the beginning of its way, before any queue. Known of users of a mailbox server and of clients
/// that logged in; what servers take from other servers has none.
/// </summary>
/// <param name="User">The account that acted, as the log has it.</param>
/// <param name="ClientIp">Address of the device, or empty; what a proxy says of it counts where the proxy is one of the operator's.</param>
/// <param name="UserAgent">Program of the client as it names itself, or empty.</param>
/// <param name="Protocol">Protocol by which the client asked (soap, activesync, smtp), or empty.</param>
/// <param name="Server">The server that the client spoke to; empty where no log names it.</param>
/// <param name="Time">When, UTC.</param>
/// <param name="To">Index of the stay that it led to.</param>
/// <param name="DelayMs">From then to the arrival in that stay, milliseconds; 0 where both are one moment.</param>
public sealed record Submission(
    string User, string ClientIp, string UserAgent, string Protocol, string Server, DateTimeOffset Time, int To, double DelayMs)
{
    /// <summary>The device in plain words: <c>web client from 203.0.113.7</c>.</summary>
    public string Device => (Kind, ClientIp) switch
    {
        (var kind, "") => kind,
        ("", var ip) => $"from {ip}",
        var (kind, ip) => $"{kind} from {ip}",
    };

    string Kind => Protocol switch
    {
        _ when UserAgent.StartsWith("ZimbraWebClient", StringComparison.Ordinal) => "web client",
        "lmtp" => "rule of the mailbox (forward or automatic answer)",
        "smtp" => "mail program over SMTP",
        "soap" => "SOAP client",
        "activesync" => "mobile device (ActiveSync)",
        "" => "",
        _ => $"client over {Protocol.ToUpperInvariant()}",
    };
}
