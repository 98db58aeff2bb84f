using System.Collections.Immutable;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>Writes what Postfix tells of encrypted connections (smtpd_tls_loglevel and smtp_tls_loglevel 1), and counts them.</summary>
sealed class UnixTls(UnixEstate estate)
{
    const string Rest = "(256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256";

    // Its own, so that what else the sample holds does not depend on it.
    readonly SampleRandom _random = new(estate.Seed, "unix tls"u8);
    readonly Dictionary<(string Program, string Version), long> _connections = [];

    internal ImmutableArray<UnixTlsTruth> Result() =>
    [
        .. _connections.Select(entry => new UnixTlsTruth(entry.Key.Program, entry.Key.Version, entry.Value))
            .OrderBy(each => each.Program, StringComparer.Ordinal).ThenBy(each => each.Version, StringComparer.Ordinal),
    ];

    /// <summary>A mail program connects, which always encrypts.</summary>
    internal void Submitted(UnixHost host, string client, long time) =>
        Write(host, "postfix/submission/smtpd", _random.Between(1000, 32000), $"Anonymous TLS connection established from {client}", time);

    /// <summary>Another server connects, which mostly encrypts.</summary>
    internal void Accepted(UnixHost host, int pid, string client, long time)
    {
        if (_random.PerMille(900))
            Write(host, "postfix/smtpd", pid, $"Anonymous TLS connection established from {client}", time);
    }

    /// <summary>A connection to another server, which mostly takes encryption.</summary>
    internal void Opened(UnixHost host, string relay, long time)
    {
        if (_random.PerMille(950))
        {
            var trust = _random.PerMille(800) ? "Trusted" : "Untrusted";
            Write(host, "postfix/smtp", _random.Between(1000, 32000), $"{trust} TLS connection established to {relay}", time);
        }
    }

    void Write(UnixHost host, string program, int pid, string text, long time)
    {
        var (version, cipher) = _random.Below(100) switch
        {
            < 80 => ("TLSv1.3", $"TLS_AES_256_GCM_SHA384 {Rest}"),
            < 97 => ("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)"),
            _ => ("TLSv1", "ECDHE-RSA-AES256-SHA (256/256 bits)"),
        };
        var line = FormattableString.Invariant($"{program}[{pid}]: {text}: {version} with cipher {cipher}");
        if (host.Syslog.Add(time, SampleFormat.Postfix, line))
            _connections[(program, version)] = _connections.GetValueOrDefault((program, version)) + 1;
    }
}
