using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Server.Configuration;

/// <summary>What <c>cloudanalytics.json</c> says, checked; the command line may override members of it.</summary>
public sealed record ServerConfiguration
{
    /// <summary>The data folder, absolute or below the current folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where to listen, as <c>address:port</c>; checked.</summary>
    public required string Listen { get; init; }

    /// <summary>Further names that browsers may use.</summary>
    public required ImmutableArray<string> AllowedHosts { get; init; }

    /// <summary>The certificate, or null for plain HTTP.</summary>
    public required TlsConfiguration? Tls { get; init; }

    /// <summary>What users of the web UI must know, or null.</summary>
    public required Secret? WebToken { get; init; }

    /// <summary>What log shippers must know, or null: then nothing is taken over HTTP from other machines.</summary>
    public required Secret? IngestToken { get; init; }

    /// <summary>What to read.</summary>
    public required ImmutableArray<SourceConfiguration> Sources { get; init; }

    /// <summary>Where to receive syslog.</summary>
    public required ImmutableArray<SyslogConfiguration> Syslog { get; init; }

    /// <summary>How to take logs in.</summary>
    public required IntakeConfiguration Intake { get; init; }

    /// <summary>Formats that do not follow the default of keeping the original line.</summary>
    public required ImmutableDictionary<string, bool> KeepRaw { get; init; }

    /// <summary>The operator's proxies, whose word on a client's address counts.</summary>
    public AddressRanges TrustedProxies { get; init; } = AddressRanges.None;

    /// <summary>How long to keep what.</summary>
    public required RetentionConfiguration Retention { get; init; }

    /// <summary>Alarms that differ from their declaration, by name.</summary>
    public required ImmutableDictionary<string, AlarmConfiguration> Alarms { get; init; }

    /// <summary>Detections that differ from their declaration, and what they leave out.</summary>
    public required DetectionsConfiguration Detections { get; init; }

    /// <summary>What a question may cost.</summary>
    public required QueryConfiguration Query { get; init; }

    /// <summary>The configuration without a file.</summary>
    public static ServerConfiguration Default { get; } = ConfigurationDeclaration.File.Defaults();

    /// <summary>Whether rows of the format keep their original line.</summary>
    public bool KeepsRaw(string format) => KeepRaw.GetValueOrDefault(format, true);
}

/// <summary>Files to read, and what is known of them.</summary>
/// <param name="Path">A folder, a file, or a pattern with <c>*</c>, <c>?</c> and <c>**</c>.</param>
/// <param name="Format">Name of their format, or null to tell it from their content.</param>
/// <param name="Host">The machine that wrote them, for rows that do not name it; null when unknown.</param>
/// <param name="Skip">Patterns of file names to leave out.</param>
public sealed record SourceConfiguration(string Path, string? Format, string? Host, ImmutableArray<string> Skip)
{
    /// <summary>Zone of their timestamps that carry neither <c>Z</c> nor an offset; null for UTC.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>A source of which no more is known than where it lies.</summary>
    public static SourceConfiguration Of(string path) => new(path, null, null, []);
}

/// <summary>How logs are taken in.</summary>
/// <param name="PollMs">Milliseconds between two looks at the files.</param>
/// <param name="RequestBytesMax">Bytes of a request to <c>/ingest</c>, unpacked.</param>
/// <param name="ForgetDays">Days after which a log is forgotten whose file is gone.</param>
public sealed record IntakeConfiguration(int PollMs, long RequestBytesMax, int ForgetDays = Limits.ForgetDays);

/// <summary>How long data is kept. What goes first is what arrived first.</summary>
/// <param name="Days">Days that rows and dead letters are kept, today included.</param>
/// <param name="Bytes">Bytes of the data files beyond which the oldest days go, or null.</param>
public sealed record RetentionConfiguration(int Days, long? Bytes);

/// <summary>How an alarm differs from its declaration.</summary>
/// <param name="Threshold">The threshold, or null for the declared one.</param>
/// <param name="IsEnabled">Whether it is evaluated.</param>
public sealed record AlarmConfiguration(double? Threshold, bool IsEnabled);

/// <summary>What a question of a user may cost.</summary>
/// <param name="Seconds">Seconds after which it is cancelled.</param>
/// <param name="RowsMax">Rows of an answer.</param>
/// <param name="MemoryBytes">Bytes of memory that all questions together may use.</param>
public sealed record QueryConfiguration(int Seconds, int RowsMax, long MemoryBytes);

/// <summary>A certificate to serve HTTPS with.</summary>
/// <param name="Certificate">File with the certificate: PEM, or PKCS #12 with its key.</param>
/// <param name="Key">PEM file with the private key, or null where the first file holds it.</param>
/// <param name="Password">What opens the key, or null.</param>
public sealed record TlsConfiguration(string Certificate, string? Key, Secret? Password)
{
    /// <summary>Reads the certificate with its key.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is no certificate, or the key does not fit.</exception>
    public X509Certificate2 Open()
    {
        var password = Password?.Read(Environment.GetEnvironmentVariable);
        var isPem = Key is not null || Path.GetExtension(Certificate).ToLowerInvariant() is ".pem" or ".crt" or ".cer";
        if (!isPem)
            return X509CertificateLoader.LoadPkcs12FromFile(Certificate, password);
        return password is null
            ? X509Certificate2.CreateFromPemFile(Certificate, Key)
            : X509Certificate2.CreateFromEncryptedPemFile(Certificate, password, Key);
    }
}
