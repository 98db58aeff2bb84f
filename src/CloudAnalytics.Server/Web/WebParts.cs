using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web;

/// <summary>What the API asks: each part is one small interface, so that a test can stand in for it.</summary>
public sealed record WebParts
{
    internal static void Map(IEndpointRouteBuilder api, WebParts parts, TimeProvider clock)
    {
    }
}
