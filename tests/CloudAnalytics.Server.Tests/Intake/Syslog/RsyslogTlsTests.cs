using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Tests.Intake.Syslog;

/// <summary>rsyslog's two drivers of TLS against the listener: a certificate of its own maker, and one that senders must show.</summary>
public sealed class RsyslogTlsTests : IDisposable
{
    const string OpenSsl = "ossl";
    const string GnuTls = "gtls";

    readonly SyslogWorld _world;

    public RsyslogTlsTests()
    {
        using var server = Certificate("localhost");
        using var sender = Certificate("mx1.example.org");
        _world = new SyslogWorld(["tls://127.0.0.1:0", "tls://127.0.0.2:0"], (listener, lake) =>
        {
            lake.Write("server.pem", server.ExportCertificatePem());
            lake.Write("server.key", Key(server));
            lake.Write("sender.pem", sender.ExportCertificatePem());
            lake.Write("sender.key", Key(sender));
            return listener with
            {
                Tls = new TlsConfiguration(lake.Path("server.pem"), lake.Path("server.key"), null),
                ClientAuthorities = listener.Address.EndPoint.Address.ToString() == "127.0.0.2" ? lake.Path("sender.pem") : null,
            };
        });
    }

    [RsyslogTlsFact(OpenSsl, "rsyslog-openssl")]
    public Task RsyslogForwardsOverOpenSsl() => ForwardAsync(OpenSsl);

    [RsyslogTlsFact(GnuTls, "rsyslog-gnutls")]
    public Task RsyslogForwardsOverGnuTls() => ForwardAsync(GnuTls);

    public void Dispose() => _world.Dispose();

    // The server's certificate is its own authority, and its name is checked.
    Task ForwardAsync(string driver)
    {
        var lake = _world.Lake;
        var how = $"protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"RSYSLOG_SyslogProtocol23Format\" StreamDriver=\"{driver}\" "
            + $"StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/name\" StreamDriverPermittedPeers=\"localhost\" "
            + $"StreamDriver.CAFile=\"{lake.Path("server.pem")}\" StreamDriver.CertFile=\"{lake.Path("sender.pem")}\" "
            + $"StreamDriver.KeyFile=\"{lake.Path("sender.key")}\"";
        return _world.ForwardAsync(
            $"{_world.Forward("tls://127.0.0.1:0", how)}\n{_world.Forward("tls://127.0.0.2:0", how)}", _world.TakenAsync);
    }

    static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
    }

    static string Key(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>Skipped, and said so, without rsyslog or its driver.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    sealed class RsyslogTlsFactAttribute : FactAttribute
    {
        public RsyslogTlsFactAttribute(string driver, string package) => Skip = SyslogToolsFactAttribute.Missing
            ?? (Modules().Any(file => Path.GetFileName(file) == $"lmnsd_{driver}.so") ? null
                : $"rsyslog's driver {driver} is not installed (Debian: apt-get install {package})");

        static IEnumerable<string> Modules() => ((string[])["/usr/lib", "/usr/lib64"]).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder).Append(folder))
            .Select(folder => Path.Combine(folder, "rsyslog")).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles);
    }
}
