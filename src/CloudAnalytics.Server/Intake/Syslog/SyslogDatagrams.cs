using System.Net;
using System.Net.Sockets;
using CloudAnalytics.Core;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>Receives syslog over UDP: a datagram, a message (RFC 5426).</summary>
sealed class SyslogDatagrams(SyslogConfiguration configuration, TimeProvider time) : SyslogListener(configuration, time)
{
    readonly CancellationTokenSource _stopping = new();
    readonly byte[] _datagram = new byte[ushort.MaxValue];
    Socket? _socket;
    Task _receiving = Task.CompletedTask;

    internal override void Start()
    {
        _socket = Bind(SocketType.Dgram, ProtocolType.Udp);
        _socket.ReceiveBufferSize = Limits.SyslogDatagramBufferBytes;
        _receiving = Task.Run(ReceiveAsync);
    }

    internal override async Task StopAsync()
    {
        Inbox.Unbind();
        await _stopping.CancelAsync();
        await _receiving;
        var end = Time.GetTimestamp();
        while (_socket is { Available: > 0 } socket && Time.GetElapsedTime(end).TotalSeconds < Limits.SyslogStopSeconds)
        {
            var sender = Anybody(socket);
            Take(socket.ReceiveFrom(_datagram, ref sender), sender);
        }
    }

    public override void Dispose()
    {
        _socket?.Dispose();
        _stopping.Dispose();
    }

    async Task ReceiveAsync()
    {
        var anybody = Anybody(_socket!);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var got = await _socket!.ReceiveFromAsync(_datagram, SocketFlags.None, anybody, _stopping.Token);
                Take(got.ReceivedBytes, got.RemoteEndPoint);
            }
            catch (SocketException fault) when (fault.SocketErrorCode is SocketError.ConnectionReset or SocketError.MessageSize)
            {
                // Windows tells here that an earlier answer, which we never send, was not taken; and of a datagram larger than any.
            }
            catch (SocketException)
            {
                // The network is down, or the system has no memory: it may come back.
                await PauseAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // The loop ends.
            }
        }
    }

    void Take(int length, EndPoint from)
    {
        var sender = AddressOf(from);
        if (Configuration.Admits(sender))
            _ = Inbox.TryAdd(_datagram.AsSpan(0, length), length, sender, drops: true);
        else
            Inbox.Refused();
    }

    static EndPoint Anybody(Socket socket) =>
        new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
}
