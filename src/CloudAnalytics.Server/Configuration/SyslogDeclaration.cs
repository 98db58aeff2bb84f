using System.Collections.Immutable;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Server.Configuration.Declaration;

namespace CloudAnalytics.Server.Configuration;

/// <summary>The settings of listeners for syslog.</summary>
static class SyslogDeclaration
{
    static readonly TextKind s_path = new("a path; relative ones start at this file's folder");

    static readonly Setting<string> s_address = new("address",
        new TextKind(SyslogAddress.Allowed, text => SyslogAddress.TryParse(text) is not null),
        "Where to listen and how messages come. Other machines reach it only if its address is not a loopback one; without TLS that needs "
        + "allow.");

    static readonly Setting<string?> s_host = new("host", new TextKind("text that is not empty")!, null,
        "The machine that messages are of which do not name one; without it the sender's address.");

    static readonly Setting<string?> s_zone = new("zone",
        new TextKind("the name of a time zone that this machine knows, such as \"Europe/Berlin\"",
            text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _))!,
        null,
        "Time zone of stamps that carry neither Z nor an offset, as those of RFC 3164; without it they are UTC. Senders had better write "
        + "RFC 3339 stamps.");

    static readonly Setting<ImmutableArray<string>> s_allow = new("allow",
        new ListKind<string>(new TextKind("an address or a range in CIDR notation, such as \"10.1.0.0/16\" or \"2001:db8::/32\"",
            text => AddressRanges.TryParse([text], out _, out _))),
        [],
        "Who may send. Without it this machine alone, and over TLS everybody. What others send is refused and counted.");

    static readonly Setting<string?> s_clientAuthorities = new("client_ca", s_path!, null,
        "PEM file with the authorities of the certificates that senders must show (tls:// only); without it they need none.");

    static readonly Group<SyslogConfiguration> s_listener = new(
        Build, s_address, s_host, s_zone, s_allow, ConfigurationDeclaration.SyslogTls, s_clientAuthorities)
    {
        Fault = v => Build(v).Fault() is { } fault ? $"({v.Get(s_address)}) {fault}" : null,
    };

    /// <summary>All listeners.</summary>
    internal static Setting<ImmutableArray<SyslogConfiguration>> Setting { get; } = new("syslog",
        new ListKind<SyslogConfiguration>(s_listener), [],
        "Where to receive syslog (RFC 3164, RFC 5424; UDP, TCP, TLS), as log hosts forward it; the option --syslog adds to them.");

    static SyslogConfiguration Build(GroupValues v)
    {
        _ = AddressRanges.TryParse(v.Get(s_allow), out var allow, out _);
        return new SyslogConfiguration(SyslogAddress.TryParse(v.Get(s_address))!)
        {
            Host = v.Get(s_host),
            Zone = v.Get(s_zone) is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : null,
            Tls = v.Get(ConfigurationDeclaration.SyslogTls),
            ClientAuthorities = v.Get(s_clientAuthorities),
            Allow = allow,
        };
    }
}
