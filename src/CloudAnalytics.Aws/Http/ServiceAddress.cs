using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace CloudAnalytics.Aws.Http;

/// <summary>
/// Where a service is: <c>http(s)://host:port/path</c>. What a function is told at its start is read here, as <see cref="Uri"/> knows many
/// more kinds of addresses and takes a twentieth of a cold start.
/// </summary>
/// <param name="IsSecure">Whether it is spoken to over TLS.</param>
/// <param name="Host">Its name, or an address of IPv4 or, in brackets, of IPv6; in lower case.</param>
/// <param name="Port">The port.</param>
/// <param name="Root">What paths begin with: <c>/</c>, or more, ending with it.</param>
public sealed record ServiceAddress(bool IsSecure, string Host, int Port, string Root)
{
    const string Secure = "https://";
    const string Plain = "http://";
    const string HostLetters = "-._";
    const string RootLetters = "-._~/";

    /// <summary>The value of the header <c>Host</c>.</summary>
    public string Authority => Port == DefaultPort(IsSecure) ? Host : Host + ":" + Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether it is on this machine.</summary>
    public bool IsLoopback => Host is "localhost" or "[::1]" || (Host.StartsWith("127.", StringComparison.Ordinal)
        && !Host.AsSpan().ContainsAnyExceptInRange('.', '9'));

    /// <summary>The address of a text.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ServiceAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is no address such as https://host");

    /// <summary>The same address, of .NET's own kind.</summary>
    public static ServiceAddress Of(Uri uri) => Parse(uri.AbsoluteUri);

    /// <summary>Reads an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ServiceAddress? address)
    {
        address = null;
        var isSecure = text.StartsWith(Secure, StringComparison.OrdinalIgnoreCase);
        if (!isSecure && !text.StartsWith(Plain, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = text.AsSpan(isSecure ? Secure.Length : Plain.Length);
        var slash = rest.IndexOf('/');
        var root = slash < 0 ? "/" : rest[slash..].ToString();
        var host = slash < 0 ? rest : rest[..slash];
        var port = DefaultPort(isSecure);
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']'))
        {
            if (!Digits.TryRead(host[(colon + 1)..], out var number) || number is < 1 or > ushort.MaxValue)
                return false;
            port = (int)number;
            host = host[..colon];
        }

        if (!IsHost(host) || !HasOnly(root, RootLetters))
            return false;
        address = new ServiceAddress(isSecure, host.ToString().ToLowerInvariant(), port, root.EndsWith('/') ? root : root + "/");
        return true;
    }

    /// <summary>The whole address.</summary>
    public override string ToString() => string.Concat(IsSecure ? Secure : Plain, Authority, Root);

    /// <summary>The address of .NET's own kind.</summary>
    public Uri ToUri() => new(ToString());

    static int DefaultPort(bool isSecure) => isSecure ? 443 : 80;

    static bool IsHost(ReadOnlySpan<char> host) => !host.IsEmpty
        && (host[0] == '[' ? IsIpv6(host) : HasOnly(host, HostLetters));

    static bool IsIpv6(ReadOnlySpan<char> host) => host[^1] == ']' && IPAddress.TryParse(host[1..^1], out _);

    static bool HasOnly(ReadOnlySpan<char> text, string letters)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && !letters.Contains(letter, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
