using System.Net;
using System.Net.Sockets;
using CloudAnalytics.Core;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>Receives messages of syslog at one address.</summary>
abstract class SyslogListener(SyslogConfiguration configuration, TimeProvider time) : IDisposable
{
    /// <summary>What was said of it.</summary>
    internal SyslogConfiguration Configuration { get; } = configuration;

    /// <summary>What came.</summary>
    internal SyslogInbox Inbox { get; } = new(configuration.Host, configuration.QueueBytes, time);

    /// <summary>Where it listens; the port is the one that the system chose where none was given.</summary>
    internal IPEndPoint? EndPoint { get; private protected set; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    internal abstract void Start();

    /// <summary>Takes what senders have on the way, and ends. Nothing is lost that the system had received.</summary>
    internal abstract Task StopAsync();

    /// <inheritdoc/>
    public abstract void Dispose();

    private protected TimeProvider Time { get; } = time;

    private protected static IPAddress AddressOf(EndPoint sender)
    {
        var address = ((IPEndPoint)sender).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    // Waits a moment, or until it is cancelled.
    private protected async Task PauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Limits.SyslogPauseMs), Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at the token itself.
        }
    }

    private protected Socket Bind(SocketType type, ProtocolType protocol)
    {
        var where = Configuration.Address.EndPoint;
        var socket = new Socket(where.AddressFamily, type, protocol);
        try
        {
            if (where.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(where);
            EndPoint = (IPEndPoint)socket.LocalEndPoint!;
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
