using System.Collections.Frozen;
using System.Net;
using CloudAnalytics.Server.Web.Json;
using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Security;

/// <summary>
/// Refuses requests for names that are not this server's. A browser that was lured to a stranger's page, whose name then points at
/// this server (DNS rebinding), sends the stranger's name; it never sends a plain address, since such a page has a name.
/// </summary>
sealed class HostGuard
{
    readonly FrozenSet<string> _names;

    public HostGuard(WebOptions options)
    {
        string[] names = ["localhost", Environment.MachineName, Dns.GetHostName(), .. options.AllowedHosts];
        _names = names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the host part of a request's address is this server's.</summary>
    public bool Allows(string host) => _names.Contains(host) || IPAddress.TryParse(host.Trim('[', ']'), out _);

    /// <summary>Answers 421 to strangers' names.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host.Host;
        if (Allows(host) && IsOwnOrigin(context.Request))
        {
            await next(context);
            return;
        }

        await ApiReply.ErrorAsync(context, StatusCodes.Status421MisdirectedRequest, "wrong_host",
            $"This server does not answer to the name '{host}'. If it should, add the name to allowed_hosts in cloudanalytics.json.");
    }

    // A browser names the page that a request with a body comes from; other programs name none.
    static bool IsOwnOrigin(HttpRequest request) =>
        request.Headers.Origin is not [{ } origin]
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Authority.Equals(Authority(request.Host, page.IsDefaultPort), StringComparison.OrdinalIgnoreCase));

    static string Authority(HostString host, bool isDefaultPort) => isDefaultPort ? host.Host : host.Value ?? "";
}
