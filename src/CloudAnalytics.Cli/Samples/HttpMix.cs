namespace CloudAnalytics.Cli.Samples;

/// <summary>What requests of one protocol are like.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Weight">How frequent it is.</param>
/// <param name="Method">Its method.</param>
/// <param name="Stem">Its path.</param>
/// <param name="MedianMs">Half of its requests take longer.</param>
/// <param name="Statuses">Statuses, each with how many in 1,000 requests have it; the others have 200.</param>
sealed record HttpMix(HttpProtocol Protocol, int Weight, string Method, string Stem, int MedianMs,
    params (int Status, int PerMille)[] Statuses)
{
    public byte[] MethodText { get; } = Utf8Text.Utf8(Method);

    public byte[] StemText { get; } = Utf8Text.Utf8(Stem);

    public static readonly HttpMix Ews = new(HttpProtocol.Ews, 26, "POST", "/EWS/Exchange.asmx", 45, (503, 6), (502, 2), (403, 2));

    public static readonly HttpMix Mapi = new(HttpProtocol.Mapi, 36, "POST", "/mapi/emsmdb/", 30, (500, 4), (503, 3), (404, 1));

    public static readonly HttpMix ActiveSync =
        new(HttpProtocol.Eas, 18, "POST", "/Microsoft-Server-ActiveSync/default.eas", 220, (449, 6), (403, 8), (503, 12), (500, 5));

    /// <summary>All that people's programs ask for, with how often.</summary>
    public static readonly HttpMix[] All =
    [
        Mapi, Ews, ActiveSync,
        new(HttpProtocol.Owa, 8, "POST", "/owa/service.svc", 35, (440, 30), (302, 60), (404, 8), (500, 6), (503, 3)),
        new(HttpProtocol.Autodiscover, 5, "POST", "/autodiscover/autodiscover.xml", 60, (404, 6), (500, 10), (302, 20)),
        new(HttpProtocol.Oab, 2, "GET", "/OAB/5c1e2e0f-6d3f-4c6a-9a2b-0f5d2f6a7b8c/oab.xml", 15, (304, 500), (404, 20)),
        new(HttpProtocol.RpcHttp, 2, "RPC_OUT_DATA", "/rpc/rpcproxy.dll", 400, (500, 15), (503, 10)),
        new(HttpProtocol.Ecp, 1, "GET", "/ecp/default.aspx", 90, (302, 100), (500, 12)),
        new(HttpProtocol.PowerShell, 1, "POST", "/powershell", 120, (500, 8)),
        new(HttpProtocol.Rest, 1, "GET", "/api/v2.0/me/messages", 70, (404, 20), (503, 4)),
    ];
}
