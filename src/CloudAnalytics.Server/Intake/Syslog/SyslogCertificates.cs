using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>Reads what a listener encrypts with.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "A certificate lives as long as the process listens.")]
static class SyslogCertificates
{
    /// <summary>How a listener encrypts; null where it does not.</summary>
    /// <exception cref="ConfigurationException">There is no certificate, or it cannot be read.</exception>
    internal static SslServerAuthenticationOptions? Read(SyslogConfiguration listener, TlsConfiguration? fallback)
    {
        if (listener.Address.Transport != SyslogTransport.Tls)
            return null;
        var tls = listener.Tls ?? fallback ?? throw new ConfigurationException(
            $"syslog: {listener.Address} needs a certificate; name one in syslog[].tls, or in tls for the web UI as well "
            + "(cloudanalytics.json)");
        var certificate = Certificate(tls, listener);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
        };
        if (listener.ClientAuthorities is { } file)
            Ask(options, Authorities(file, listener));
        return options;
    }

    static X509Certificate2 Certificate(TlsConfiguration tls, SyslogConfiguration listener)
    {
        try
        {
            var certificate = tls.Open();
            return certificate.HasPrivateKey ? certificate : throw new ConfigurationException(
                $"syslog: {listener.Address}: {tls.Certificate} has no private key; name its file in syslog[].tls.key");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException(
                $"syslog: {listener.Address}: the certificate {tls.Certificate} cannot be read: {fault.Message} (setting syslog[].tls)",
                fault);
        }
    }

    static X509Certificate2Collection Authorities(string file, SyslogConfiguration listener)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException(
                $"syslog: {listener.Address}: {file} cannot be read: {fault.Message} (setting syslog[].client_ca)", fault);
        }

        return authorities.Count > 0 ? authorities : throw new ConfigurationException(
            $"syslog: {listener.Address}: {file} holds no certificate; it must hold those of the authorities in PEM (syslog[].client_ca)");
    }

    // Only the named authorities count, not those that the machine trusts for other purposes.
    static void Ask(SslServerAuthenticationOptions options, X509Certificate2Collection authorities)
    {
        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is not null && errors == SslPolicyErrors.None;
    }
}
