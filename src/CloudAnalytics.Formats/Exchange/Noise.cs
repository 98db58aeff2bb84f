using System.Text;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// Tells Exchange's own background traffic from people's: the health manager's mailboxes and probes, machine accounts, load balancer
/// checks.
/// </summary>
static class Noise
{
    /// <summary>Why traffic of this account is background, or null.</summary>
    /// <param name="account">Address, UPN or DOMAIN\name.</param>
    internal static ReadOnlySpan<byte> OfAccount(ReadOnlySpan<byte> account)
    {
        if (account.IsEmpty)
            return default;
        var slash = account.IndexOf((byte)'\\');
        var name = slash < 0 ? account : account[(slash + 1)..];
        if (name.IsEmpty || (name[^1] != '$' && (name[0] | 0x20) is not ('h' or 's' or 'm' or 'e' or 'i')))
            return default;
        if (StartsWith(name, OwnName(name[0])))
            return (name[0] | 0x20) == 'h' ? "health_mailbox"u8 : "system_mailbox"u8;

        // EX01$, CONTOSO\EX01$, EX01$@contoso.com.
        var at = name.IndexOf((byte)'@');
        if (at >= 0)
            name = name[..at];
        return name is [.., (byte)'$'] ? "machine_account"u8 : default;
    }

    // How the names of Exchange's own mailboxes begin; each with another letter.
    static ReadOnlySpan<byte> OwnName(byte first) => (first | 0x20) switch
    {
        'h' => "HealthMailbox"u8,
        's' => "SystemMailbox{"u8,
        'm' => "Migration."u8,
        'e' => "extest_"u8,
        _ => "inboundproxy@"u8,
    };

    /// <summary>Why traffic of this program is background, or null.</summary>
    internal static ReadOnlySpan<byte> OfUserAgent(ReadOnlySpan<byte> agent)
    {
        if (agent.IsEmpty)
            return default;
        return agent.IndexOf("AMProbe"u8) >= 0 || agent.IndexOf("AM_Probe"u8) >= 0 || agent.IndexOf("ActiveMonitor"u8) >= 0
            || agent.IndexOf("MSExchangeHM"u8) >= 0
            || agent.SequenceEqual("MapiHttpClient"u8)
            ? "health_probe"u8
            : IsMonitor(agent) ? "monitoring"u8 : default;
    }

    /// <summary>Why requests for this path are background, or null.</summary>
    internal static ReadOnlySpan<byte> OfPath(ReadOnlySpan<byte> path) =>
        path.Length >= 15 && Ascii.EqualsIgnoreCase(path[^15..], "healthcheck.htm"u8) ? "health_probe"u8 : default;

    // Load balancers and monitors that ask whether the server is well.
    static bool IsMonitor(ReadOnlySpan<byte> agent) =>
        agent.IndexOf("HealthCheck"u8) >= 0 || agent.StartsWith("GoogleHC/"u8) || agent.StartsWith("kube-probe/"u8)
        || agent.StartsWith("check_http"u8) || agent.StartsWith("HAProxy"u8) || agent.StartsWith("KEMP"u8) || agent.StartsWith("Zabbix"u8)
        || agent.StartsWith("Pingdom"u8);

    static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);
}
