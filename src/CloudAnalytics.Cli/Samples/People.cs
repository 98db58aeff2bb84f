namespace CloudAnalytics.Cli.Samples;

/// <summary>Anything that can stand as a sender or a recipient.</summary>
class MailAddress(int index, string text)
{
    /// <summary>Number among all addresses of the sample.</summary>
    public int Index => index;

    public byte[] Text { get; } = Utf8Text.Utf8(text);

    public string Name => text;

    /// <summary>Whether mail from it is background traffic of monitoring.</summary>
    public bool IsMonitoring { get; init; }
}

/// <summary>An address of another organization.</summary>
sealed class Outsider(int index, string text, MailDomain domain) : MailAddress(index, text)
{
    public MailDomain Domain => domain;
}

/// <summary>A mail domain on the Internet and the host that speaks for it.</summary>
sealed class MailDomain(string name, string ip)
{
    public byte[] Name { get; } = Utf8Text.Utf8(name);

    public byte[] MailHost { get; } = Utf8Text.Utf8($"mx1.{name}");

    public byte[] Ip { get; } = Utf8Text.Utf8(ip);
}

/// <summary>A distribution list.</summary>
sealed class MailingList(int index, string text, Person[] members) : MailAddress(index, text)
{
    public Person[] Members => members;
}

/// <summary>A device or program that hands mail to a server without logging on.</summary>
sealed class RelayClient(MailAddress sender, string ip, string host, SampleServer server)
{
    public MailAddress Sender => sender;

    public string IpText => ip;

    public byte[] Ip { get; } = Utf8Text.Utf8(ip);

    public byte[] Host { get; } = Utf8Text.Utf8(host);

    public SampleServer Server => server;
}

/// <summary>Somebody with a mailbox.</summary>
sealed class Person(int index, string text, string logon, SampleServer home) : MailAddress(index, text)
{
    /// <summary><c>CONTOSO\first.last</c>.</summary>
    public byte[] Logon { get; } = Utf8Text.Utf8(logon);

    public string LogonText => logon;

    public SampleServer Home => home;

    public required int Database { get; init; }

    public required SampleGuid Mailbox { get; init; }

    public required byte[] Sid { get; init; }

    /// <summary>The address of their computer in the office.</summary>
    public required byte[] OfficeIp { get; init; }

    /// <summary>The address from which they come over the Internet.</summary>
    public required byte[] OutsideIp { get; init; }

    /// <summary>Number of their phone's kind in <see cref="ClientNames.Devices"/>.</summary>
    public required int Device { get; init; }

    /// <summary>32 hexadecimal digits.</summary>
    public required byte[] DeviceId { get; init; }

    /// <summary>Number of their EWS program in <see cref="ClientNames.EwsPrograms"/>.</summary>
    public required int EwsProgram { get; init; }

    /// <summary>The database's GUID.</summary>
    public SampleGuid DatabaseId => home.Databases[Database];
}
