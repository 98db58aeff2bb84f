using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using CloudAnalytics.Core;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>Receives syslog over connections (RFC 6587), encrypted ones too (RFC 5425).</summary>
/// <param name="configuration">Where, and who may send.</param>
/// <param name="tls">How to encrypt, or null.</param>
/// <param name="time">The clock.</param>
sealed class SyslogStreams(SyslogConfiguration configuration, SslServerAuthenticationOptions? tls, TimeProvider time)
    : SyslogListener(configuration, time)
{
    const int Backlog = 128;

    readonly CancellationTokenSource _stopping = new();
    readonly CancellationTokenSource _closing = new();
    readonly ConcurrentDictionary<Socket, Task> _connections = [];
    Socket? _socket;
    Task _accepting = Task.CompletedTask;

    internal override void Start()
    {
        _socket = Bind(SocketType.Stream, ProtocolType.Tcp);
        _socket.Listen(Backlog);
        _accepting = Task.Run(AcceptAsync);
    }

    internal override async Task StopAsync()
    {
        Inbox.Unbind();
        _closing.CancelAfter(TimeSpan.FromSeconds(Limits.SyslogStopSeconds));
        await _stopping.CancelAsync();
        await _accepting;
        await Task.WhenAll(_connections.Values);
    }

    public override void Dispose()
    {
        _socket?.Dispose();
        foreach (var connection in _connections.Keys)
            connection.Dispose();
        _stopping.Dispose();
        _closing.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Welcome(await _socket!.AcceptAsync(_stopping.Token));
            }
            catch (SocketException)
            {
                // A sender that went away again, or no more descriptors: neither may end the listening, nor keep a processor busy.
                await PauseAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // The loop ends.
            }
        }
    }

    void Welcome(Socket socket)
    {
        if (!TryAddress(socket, out var sender) || !Configuration.Admits(sender) || _connections.Count >= Limits.SyslogConnectionsMax)
        {
            Inbox.Refused();
            socket.Dispose();
            return;
        }

        // A sender whose machine is gone is found out by the system.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        Inbox.Connected(1);
        var ready = new TaskCompletionSource();
        _connections[socket] = ServeAsync(socket, sender, ready.Task);
        ready.SetResult();
    }

    static bool TryAddress(Socket socket, out IPAddress sender)
    {
        sender = IPAddress.None;
        try
        {
            sender = AddressOf(socket.RemoteEndPoint!);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    async Task ServeAsync(Socket socket, IPAddress sender, Task ready)
    {
        await ready;
        try
        {
            await using var network = new NetworkStream(socket, ownsSocket: false);
            if (tls is null)
            {
                await ReadAsync(network, sender);
                return;
            }

            await using var encrypted = new SslStream(network);
            if (await TryAgreeAsync(encrypted))
                await ReadAsync(encrypted, sender);
            else
                Inbox.Refused();
        }
        catch (IOException)
        {
            // The sender went away in the middle: what it had sent is taken.
        }
        finally
        {
            _connections.TryRemove(socket, out _);
            socket.Dispose();
            Inbox.Connected(-1);
        }
    }

    async Task<bool> TryAgreeAsync(SslStream stream)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(Limits.SyslogHandshakeSeconds));
        try
        {
            await stream.AuthenticateAsServerAsync(tls!, patience.Token);
            return true;
        }
        catch (Exception fault) when (fault is AuthenticationException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    async Task ReadAsync(Stream stream, IPAddress sender)
    {
        var framer = new SyslogFramer();
        var chunk = new byte[Limits.SyslogReadBytes];
        using var patience = new CancellationTokenSource();
        await using var hurry = _stopping.Token.Register(() => Hurry(patience));
        try
        {
            while (await ReadSomeAsync(stream, chunk, patience) is var read and > 0)
            {
                var at = 0;
                while (framer.TryNext(chunk.AsSpan(0, read), ref at))
                    await AddAsync(framer, sender);
            }
        }
        finally
        {
            // A line that its end did not reach is a message: senders that close do not all end their last one.
            if (framer.TryEnd())
                await AddAsync(framer, sender);
        }
    }

    async Task<int> ReadSomeAsync(Stream stream, byte[] chunk, CancellationTokenSource patience)
    {
        patience.CancelAfter(TimeSpan.FromHours(Limits.SyslogIdleHours));
        if (_stopping.IsCancellationRequested)
            Hurry(patience);
        try
        {
            return _closing.IsCancellationRequested ? 0 : await stream.ReadAsync(chunk, patience.Token);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    // Stopping, what is on the way is read, and nothing else is waited for.
    static void Hurry(CancellationTokenSource patience) => patience.CancelAfter(Limits.SyslogStopQuietMs);

    async Task AddAsync(SyslogFramer framer, IPAddress sender)
    {
        while (!Inbox.TryAdd(framer.Frame, framer.Length, sender, drops: false))
            await Inbox.RoomAsync(CancellationToken.None);
    }
}
