using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace CloudAnalytics.Server.Web;

/// <summary>How the web UI and its API are served. Checked by <see cref="Fault"/> before anything listens.</summary>
public sealed record WebOptions
{
    /// <summary>Where to listen; port 0 takes any free one. The default is 127.0.0.1:8080.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>What a user must know to see anything, or null for nobody being asked.</summary>
    public string? Token { get; init; }

    /// <summary>The certificate with its private key to serve HTTPS with, or null for plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// Further names that browsers may reach the server by, beside localhost, the machine's own name and plain addresses. A page of a
    /// stranger whose name points at this server (DNS rebinding) bears none of them.
    /// </summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>The data folder, as commands shown to the user name it.</summary>
    public string DataPath { get; init; } = "data";

    /// <summary>What is wrong with these options in words for the person at the terminal, or null when nothing is.</summary>
    public string? Fault()
    {
        if (!IPAddress.IsLoopback(Listen.Address) && Token is null && Certificate is null)
        {
            return $"the server would listen on {Listen}, where other machines reach it, and ask nobody who they are; "
                + "set a token or a certificate, or listen on 127.0.0.1 (setting 'listen' or option --listen)";
        }

        if (Token is { Length: < Core.Limits.TokenLengthMin })
        {
            return $"the token has {Token.Length} characters; at least {Core.Limits.TokenLengthMin} are needed "
                + "(openssl rand -hex 24 makes a good one)";
        }

        return Certificate is { HasPrivateKey: false } ? "the certificate has no private key; name a file that holds both" : null;
    }

    /// <summary>Reads <c>address:port</c>, <c>[address]:port</c>, <c>localhost:port</c> or <c>*:port</c> (every address).</summary>
    /// <returns>Where to listen, or null when the text is none of these.</returns>
    public static IPEndPoint? ParseListen(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], out var port))
            return null;
        return text[..colon] switch
        {
            "localhost" => new IPEndPoint(IPAddress.Loopback, port),
            "*" => new IPEndPoint(IPAddress.IPv6Any, port),
            ['[', .. var inner, ']'] => IPAddress.TryParse(inner, out var address) ? new IPEndPoint(address, port) : null,
            { } plain when plain.Contains(':', StringComparison.Ordinal) => null,
            { } plain => IPAddress.TryParse(plain, out var address) ? new IPEndPoint(address, port) : null,
        };
    }
}
