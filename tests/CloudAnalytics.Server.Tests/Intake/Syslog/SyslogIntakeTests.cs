using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Web.Intake;

namespace CloudAnalytics.Server.Tests.Intake.Syslog;

public sealed class SyslogIntakeTests : IDisposable
{
    const string Bodies = "SELECT message FROM syslog ORDER BY 1";
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly IntakeLake _lake = new();
    readonly LakeWriter _writer;
    IntakeService? _intake;

    public SyslogIntakeTests() => _writer = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);

    [Fact]
    public async Task DatagramIsARowOfItsFormat()
    {
        Listen("udp://127.0.0.1:0");
        using var client = new UdpClient();
        await client.SendAsync(Line("x", "postfix/qmgr", "4F2A83C1D2: removed"), EndPoint());
        await client.SendAsync("<30>cron: no stamp"u8.ToArray(), EndPoint());
        await ReceivedAsync(2);

        Assert.True(await _intake!.RoundAsync());

        Assert.Equal(["mx1 4F2A83C1D2"], _lake.Ask("SELECT host || ' ' || queue_id FROM postfix"));
        Assert.Equal(["127.0.0.1 cron no stamp info"],
            _lake.Ask("SELECT host || ' ' || program || ' ' || message || ' ' || severity FROM syslog"));
        Assert.Equal(["syslog udp://127.0.0.1:0 2"], _lake.Ask("SELECT source_file || ' ' || rows FROM ingestion"));
    }

    [Fact]
    public async Task ConnectionsMixBothFramings()
    {
        Listen("tcp://127.0.0.1:0");
        for (var i = 0; i < 4; i++)
        {
            using var client = await ConnectAsync();
            var first = Line($"{i} counted\ntwice");
            var length = Encoding.ASCII.GetBytes($"{first.Length} ");
            await client.GetStream().WriteAsync((byte[])[.. length, .. first, .. Line($"{i} line"), 10]);
            await client.GetStream().WriteAsync(Line($"{i} without its end"));
        }

        await ReceivedAsync(12);
        Assert.True(await _intake!.RoundAsync());

        Assert.Equal(Enumerable.Range(0, 4).SelectMany(i => new[] { $"{i} counted#012twice", $"{i} line", $"{i} without its end" }),
            _lake.Ask(Bodies));
    }

    [Fact]
    public async Task EqualMessagesAreRowsOfTheirOwnAlsoAfterARestart()
    {
        for (var run = 0; run < 2; run++)
        {
            Listen("tcp://127.0.0.1:0");
            using var client = await ConnectAsync();
            await client.GetStream().WriteAsync((byte[])[.. Line("same"), 10, .. Line("same"), 10]);
            await ReceivedAsync(2);
            Assert.True(await _intake!.RoundAsync());
        }

        Assert.Equal(["4"], _lake.Ask("SELECT count(DISTINCT id)::VARCHAR FROM syslog"));
    }

    [Fact]
    public async Task DatagramsBeyondTheQueueAreDroppedAndCounted()
    {
        var told = new List<string>();
        Listen("udp://127.0.0.1:0", queueBytes: 2000);
        _intake!.Tell = told.Add;
        using var client = new UdpClient();
        for (var i = 0; i < 100; i++)
            await client.SendAsync(Line($"{i:000}"), EndPoint());
        await UntilAsync(() => Listener() is var l && l.Messages + l.Dropped == 100);

        Assert.True(await _intake.RoundAsync());

        Assert.InRange(Listener().Messages, 1, 99);
        Assert.Equal(Listener().Messages, _lake.Ask(Bodies).Count);
        Assert.Contains($"{Listener().Dropped} messages were dropped", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SenderOverTcpWaitsWhereTheQueueIsFull()
    {
        Listen("tcp://127.0.0.1:0", queueBytes: 10_000);
        using var client = await ConnectAsync();
        byte[] all = [.. Enumerable.Range(0, 5000).SelectMany(i => (byte[])[.. Line($"{i:0000}"), 10])];
        var sending = client.GetStream().WriteAsync(all).AsTask();
        await UntilAsync(async () =>
        {
            Assert.InRange(Listener().WaitingBytes, 0, 10_000);
            await _intake!.RoundAsync();
            return Listener().Messages == 5000;
        });
        await sending;
        Assert.True(await _intake!.RoundAsync());

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"{i:0000}"), _lake.Ask(Bodies));
        Assert.Equal(0, Listener().Dropped);
    }

    [Fact]
    public async Task ClientThatStallsKeepsNobodyWaiting()
    {
        Listen("tcp://127.0.0.1:0");
        using var slow = await ConnectAsync();
        await slow.GetStream().WriteAsync("500 <13>half of"u8.ToArray());
        using var other = await ConnectAsync();
        await other.GetStream().WriteAsync((byte[])[.. Line("quick"), 10]);
        await ReceivedAsync(1);

        Assert.True(await _intake!.RoundAsync());

        Assert.Equal(["quick"], _lake.Ask(Bodies));
        Assert.Equal(2, Listener().Connections);
    }

    [Fact]
    public async Task MessageThatIsTooLongIsCutAndMarked()
    {
        Listen("tcp://127.0.0.1:0");
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync((byte[])[.. Line(new string('x', 200_000)), 10]);
        await ReceivedAsync(1);

        Assert.True(await _intake!.RoundAsync());

        Assert.Equal([$"{Limits.UnixLineBytesMax} true"],
            _lake.Ask("SELECT length(raw) || ' ' || (attributes['cut_bytes'] IS NOT NULL) FROM syslog"));
        Assert.Equal(1, Listener().Cut);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task WhoMayNotSendIsRefusedAndCounted(string scheme)
    {
        Assert.True(AddressRanges.TryParse(["192.0.2.0/24"], out var allow, out _));
        Listen($"{scheme}://127.0.0.1:0", change: listener => listener with { Allow = allow });
        if (scheme == "udp")
        {
            using var client = new UdpClient();
            await client.SendAsync(Line("forged"), EndPoint());
        }
        else
        {
            using var client = await ConnectAsync();
            await UntilAsync(() => Listener().Refused == 1);
        }

        await UntilAsync(() => Listener().Refused == 1);
        Assert.Equal(0, Listener().Messages);
    }

    [Theory]
    [InlineData("udp://*:5514", "allow")]
    [InlineData("tcp://0.0.0.0:5514", "allow")]
    [InlineData("tcp://10.1.2.3:5514", "allow")]
    [InlineData("tls://127.0.0.1:6514", "certificate")]
    public void ListenerThatEverybodyReachesOrThatLacksItsCertificateIsRefused(string address, string word)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Listen(address));
        Assert.Contains(address, refusal.Message.Replace("[::]", "*", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(true, true, 1)]
    [InlineData(true, false, 0)]
    public async Task TlsTakesSendersWithTheCertificateThatIsAskedFor(bool asks, bool shows, int messages)
    {
        using var authority = Certificate("CN=authority", null);
        using var client = Certificate("CN=client", authority);
        using var server = Certificate("CN=localhost", null);
        File.WriteAllText(_lake.Path("server.pem"), server.ExportCertificatePem() + "\n" + Key(server));
        File.WriteAllText(_lake.Path("ca.pem"), authority.ExportCertificatePem());
        Listen("tls://127.0.0.1:0", change: listener => listener with
        {
            Tls = new TlsConfiguration(_lake.Path("server.pem"), null, null),
            ClientAuthorities = asks ? _lake.Path("ca.pem") : null,
        });
        using var socket = await ConnectAsync();
        await using var stream = new SslStream(
            socket.GetStream(), false, (_, shown, _, _) => shown!.GetCertHashString() == server.GetCertHashString());
        using var portable = X509CertificateLoader.LoadPkcs12(client.Export(X509ContentType.Pkcs12), null);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = shows ? [portable] : [],
            });
            await stream.WriteAsync((byte[])[.. Line("secret"), 10]);
        }
        catch (IOException) when (messages == 0)
        {
            // With TLS 1.3 the refusal comes after the client's part of the handshake.
        }

        await UntilAsync(() => Listener().Messages + Listener().Refused == 1);
        Assert.Equal(messages, Listener().Messages);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task StoppingTakesWhatHadCome(string scheme)
    {
        Listen($"{scheme}://127.0.0.1:0");
        using var stop = new CancellationTokenSource();
        using var udp = new UdpClient();
        using var tcp = scheme == "tcp" ? await ConnectAsync() : null;
        for (var i = 0; i < 200; i++)
        {
            if (tcp is null)
                await udp.SendAsync(Line($"{i:000}"), EndPoint());
            else
                await tcp.GetStream().WriteAsync((byte[])[.. Line($"{i:000}"), 10]);
        }

        await UntilAsync(() => tcp is null || Listener().Connections == 1);
        await stop.CancelAsync();
        await _intake!.RunAsync(stop.Token);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i:000}"), _lake.Ask(Bodies));
    }

    [Fact]
    public async Task SenderThatFellSilentIsNamed()
    {
        Listen("udp://127.0.0.1:0");
        using var client = new UdpClient();
        await client.SendAsync(Line("x"), EndPoint());
        await ReceivedAsync(1);
        Assert.False(Assert.Single(Listener().Senders).IsSilent);

        _lake.Clock.Advance(TimeSpan.FromSeconds(Limits.SyslogSilentSeconds));

        Assert.Equal(("127.0.0.1", 1L, true), Assert.Single(Listener().Senders) is var s ? (s.Address, s.Messages, s.IsSilent) : default);
    }

    public void Dispose()
    {
        _intake?.Dispose();
        _writer.Dispose();
        _lake.Dispose();
    }

    static byte[] Line(string text, string program = "app", string? message = null) =>
        Encoding.ASCII.GetBytes($"<22>Nov 20 11:59:59 mx1 {program}[77]: {message ?? text}");

    static X509Certificate2 Certificate(string name, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        if (issuer is null)
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        return issuer is null ? request.CreateSelfSigned(from, to)
            : request.Create(issuer, from.AddDays(1), to.AddDays(-1), [1, 2, 3]).CopyWithPrivateKey(key);
    }

    static string Key(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (!await isSo())
            await Task.Delay(5, deadline.Token);
    }

    void Listen(string address, int queueBytes = Limits.SyslogQueueBytes, Func<SyslogConfiguration, SyslogConfiguration>? change = null)
    {
        _intake?.Dispose();
        var listener = new SyslogConfiguration(SyslogAddress.TryParse(address)!) { QueueBytes = queueBytes };
        _intake = new IntakeService(
            _writer, ServerConfiguration.Default with { Syslog = [change?.Invoke(listener) ?? listener] }, _lake.Clock);
        _intake.Listen();
    }

    IPEndPoint EndPoint() => _intake!.Syslog.Listeners.Single().EndPoint!;

    async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(EndPoint());
        return client;
    }

    ListenerSnapshot Listener() => _intake!.Read().Listeners.Single();

    Task ReceivedAsync(int messages) => UntilAsync(() => Listener().Messages == messages);
}
