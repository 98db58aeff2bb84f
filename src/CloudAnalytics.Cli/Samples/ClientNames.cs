namespace CloudAnalytics.Cli.Samples;

/// <summary>A program's name as it stands in logs that keep it, and with commas made blanks as EWS and HttpProxy logs have it.</summary>
sealed class UserAgent(string name)
{
    /// <summary>As EWS and HttpProxy logs have it.</summary>
    public string Name => Proxied(name);

    /// <summary>Whether it is Exchange's own monitoring.</summary>
    public bool IsProbe { get; init; }

    public byte[] Raw { get; } = Utf8Text.Utf8(name);

    public byte[] WithoutCommas { get; } = Utf8Text.Utf8(Proxied(name));

    static string Proxied(string name) => name.Replace(',', ' ');
}

/// <summary>A kind of phone: what ActiveSync calls its type, and its program.</summary>
sealed record DeviceKind(string Type, UserAgent Agent)
{
    public byte[] TypeText { get; } = Utf8Text.Utf8(Type);
}

/// <summary>The programs with which people reach their mailboxes.</summary>
static class ClientNames
{
    public static readonly UserAgent[] EwsPrograms =
    [
        new("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17126; Pro)"),
        new("MacOutlook/16.89.24091630 (Intelx64 Mac OS X Version 14.6.1 (Build 23G93))"),
        new("AppleExchangeWebServices/818.120.2 accountsd/113"),
        new("Mac OS X/14.6.1 (23G93); ExchangeWebServices/1033; Mail/16.0"),
        new("ExchangeServicesClient/15.00.0913.015"),
        new("OC/16.0.5452.1000 (Skype for Business)"),
        new("python-exchangelib/5.4.2 (python-requests/2.32.3)"),
        new("Room Display/3.2 (linux, arm64)"),
        new("CRM Connector/9.1.0 (ExchangeServicesClient/15.01.2507.006)"),
        new("Java-EWS-Client/2.0"),
    ];

    public static readonly DeviceKind[] Devices =
    [
        new("iPhone", new("Apple-iPhone14C2/2106.92")),
        new("Outlook", new("Outlook-iOS-Android/1.0")),
        new("Android", new("Android-Mail/2024.08.11.665921284.Release")),
        new("SamsungDevice", new("SAMSUNG-SM-S911B/101.40014")),
        new("iPad", new("Apple-iPad13C16/2106.92")),
        new("WindowsMail", new("MSFT-WIN-4/10.0.22621")),
        new("BlackBerry", new("RIM-Q10-SQN100-3/10.3.3.2205")),
    ];

    public static readonly UserAgent[] Browsers =
    [
        new("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"),
        new("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"),
        new("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15"),
    ];

    public static readonly UserAgent Outlook = new("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17126; Pro)");
    public static readonly UserAgent WinRm = new("Microsoft WinRM Client");
    public static readonly UserAgent Bits = new("Microsoft BITS/7.8");
    public static readonly UserAgent OldOutlook = new("MSRPC");
    public static readonly UserAgent Probe = new("AMProbe/Local/ClientAccess") { IsProbe = true };
    public static readonly UserAgent EwsProbe = new("Ews_AM_Probe/Local (ExchangeServicesClient/15.01.2375.007)") { IsProbe = true };
    public static readonly UserAgent MapiProbe = new("MapiHttpClient") { IsProbe = true };
    public static readonly UserAgent LoadBalancer = new("-");
    public static readonly UserAgent Attacker = new("python-requests/2.31.0");
}
