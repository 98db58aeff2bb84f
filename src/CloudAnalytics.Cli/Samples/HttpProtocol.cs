namespace CloudAnalytics.Cli.Samples;

/// <summary>A protocol of the HTTP front end, with a folder of its own below HttpProxy.</summary>
sealed class HttpProtocol
{
    HttpProtocol(int number, string name, LogKind log)
    {
        Number = number;
        Name = name;
        Text = Utf8Text.Utf8(name);
        Log = log;
    }

    public static readonly HttpProtocol Mapi = new(0, "Mapi", LogKind.ProxyMapi);
    public static readonly HttpProtocol Ews = new(1, "Ews", LogKind.ProxyEws);
    public static readonly HttpProtocol Eas = new(2, "Eas", LogKind.ProxyEas);
    public static readonly HttpProtocol Owa = new(3, "Owa", LogKind.ProxyOwa);
    public static readonly HttpProtocol Autodiscover = new(4, "Autodiscover", LogKind.ProxyAutodiscover);
    public static readonly HttpProtocol Oab = new(5, "Oab", LogKind.ProxyOab);
    public static readonly HttpProtocol RpcHttp = new(6, "RpcHttp", LogKind.ProxyRpcHttp);
    public static readonly HttpProtocol Ecp = new(7, "Ecp", LogKind.ProxyEcp);
    public static readonly HttpProtocol PowerShell = new(8, "PowerShell", LogKind.ProxyPowerShell);
    public static readonly HttpProtocol Rest = new(9, "Rest", LogKind.ProxyRest);

    /// <summary>All; the index is <see cref="Number"/>.</summary>
    public static readonly HttpProtocol[] All = [Mapi, Ews, Eas, Owa, Autodiscover, Oab, RpcHttp, Ecp, PowerShell, Rest];

    public int Number { get; }

    public string Name { get; }

    public byte[] Text { get; }

    public LogKind Log { get; }
}
