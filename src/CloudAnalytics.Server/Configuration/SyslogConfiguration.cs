using System.Net;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Server.Web;

namespace CloudAnalytics.Server.Configuration;

/// <summary>How messages of syslog come.</summary>
public enum SyslogTransport
{
    /// <summary>In datagrams (RFC 5426).</summary>
    Udp,

    /// <summary>Over connections, counted or as lines (RFC 6587).</summary>
    Tcp,

    /// <summary>Over encrypted connections (RFC 5425).</summary>
    Tls,
}

/// <summary>Where messages of syslog are received.</summary>
/// <param name="Transport">How they come.</param>
/// <param name="EndPoint">Where to listen; port 0 takes any free one.</param>
public sealed record SyslogAddress(SyslogTransport Transport, IPEndPoint EndPoint)
{
    /// <summary>What <see cref="TryParse"/> takes, in words.</summary>
    public const string Allowed = "udp://, tcp:// or tls:// with an address and a port, such as \"udp://127.0.0.1:5514\", "
        + "\"tcp://[::1]:5514\" or \"tls://*:6514\" (* stands for every address)";

    /// <summary>Reads an address.</summary>
    /// <returns>The address, or null when the text is none.</returns>
    public static SyslogAddress? TryParse(string text)
    {
        SyslogTransport? transport = text.Length < 7 ? null : text[..6] switch
        {
            "udp://" => SyslogTransport.Udp,
            "tcp://" => SyslogTransport.Tcp,
            "tls://" => SyslogTransport.Tls,
            _ => null,
        };
        return transport is { } how && WebOptions.ParseListen(text[6..]) is { } where ? new SyslogAddress(how, where) : null;
    }

    /// <summary>As administrators write it.</summary>
    public override string ToString() => $"{Scheme}://{EndPoint}";

    string Scheme => Transport switch
    {
        SyslogTransport.Udp => "udp",
        SyslogTransport.Tcp => "tcp",
        _ => "tls",
    };
}

/// <summary>A listener for syslog.</summary>
/// <param name="Address">Where it listens, and how messages come.</param>
public sealed record SyslogConfiguration(SyslogAddress Address)
{
    /// <summary>The machine that messages are of which do not name one; null for the sender's address.</summary>
    public string? Host { get; init; }

    /// <summary>Zone of stamps that carry neither <c>Z</c> nor an offset; null for UTC.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>The certificate of <see cref="SyslogTransport.Tls"/>, or null for the web UI's.</summary>
    public TlsConfiguration? Tls { get; init; }

    /// <summary>PEM file with the authorities whose certificates senders must show; null when they need none.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>Who may send; empty for this machine alone, and over TLS for everybody.</summary>
    public AddressRanges Allow { get; init; } = AddressRanges.None;

    /// <summary>Bytes of messages that may wait for their commit.</summary>
    internal int QueueBytes { get; init; } = Limits.SyslogQueueBytes;

    /// <summary>What is wrong with it, in words that follow its address; null when nothing is.</summary>
    internal string? Fault()
    {
        if (Address.Transport != SyslogTransport.Tls && Allow.IsEmpty && !IPAddress.IsLoopback(Address.EndPoint.Address))
        {
            return "would take messages from every machine that reaches it, and anybody could forge logs; listen on 127.0.0.1, name "
                + "who may send in allow (such as [\"10.0.0.0/8\"], setting 'syslog'), or use tls://";
        }

        return Address.Transport != SyslogTransport.Tls && (Tls is not null || ClientAuthorities is not null)
            ? "has a certificate or client authorities, which only tls:// uses; write tls://, or leave them out"
            : null;
    }

    /// <summary>Whether a machine may send.</summary>
    internal bool Admits(IPAddress sender) =>
        Allow.IsEmpty ? Address.Transport == SyslogTransport.Tls || IPAddress.IsLoopback(sender) : Allow.Contains(sender);
}
