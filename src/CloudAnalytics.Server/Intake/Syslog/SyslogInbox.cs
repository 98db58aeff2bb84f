using System.Net;
using System.Runtime.InteropServices;
using CloudAnalytics.Core;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>
/// What a listener has received and no commit holds yet, as lines one behind the other, and counts of it. Used by the listener's
/// connections and by the intake, all at once.
/// </summary>
/// <param name="host">The machine that messages are of which do not name one; null for the sender's address.</param>
/// <param name="bytesMax">Bytes of lines that wait.</param>
/// <param name="time">The clock.</param>
sealed class SyslogInbox(string? host, int bytesMax, TimeProvider time)
{
    readonly Lock _gate = new();
    readonly List<byte> _line = [];
    readonly Dictionary<IPAddress, SyslogSender> _senders = [];
    byte[] _waiting = new byte[4096];
    int _length;
    TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool _isUnbounded;

    /// <summary>Counts since the start.</summary>
    internal SyslogCounts Counts
    {
        get
        {
            lock (_gate)
                return field;
        }
        private set;
    }

    /// <summary>Senders by address, and what came from them.</summary>
    internal List<SyslogSender> Senders
    {
        get
        {
            lock (_gate)
                return [.. _senders.Values];
        }
    }

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _length == 0;
        }
    }

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message, at most <see cref="Limits.SyslogFrameBytesMax"/> bytes.</param>
    /// <param name="length">Bytes that it had.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="drops">Whether it is lost when there is no room, and counted so.</param>
    /// <returns>False when there is no room.</returns>
    internal bool TryAdd(ReadOnlySpan<byte> message, long length, IPAddress sender, bool drops)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            _line.Clear();
            if (!SyslogMessage.TryAdd(_line, message, host ?? sender.ToString(), now))
                return true;
            if (!_isUnbounded && _length > 0 && _length + _line.Count > bytesMax)
            {
                if (drops)
                    Counts = Counts with { Dropped = Counts.Dropped + 1 };
                return false;
            }

            if (_waiting.Length < _length + _line.Count)
                Array.Resize(ref _waiting, Math.Max(_waiting.Length * 2, _length + _line.Count));
            CollectionsMarshal.AsSpan(_line).CopyTo(_waiting.AsSpan(_length));
            _length += _line.Count;
            var isCut = length > Limits.UnixLineBytesMax;
            Counts = Counts with { Messages = Counts.Messages + 1, Bytes = Counts.Bytes + length, Cut = Counts.Cut + (isCut ? 1 : 0) };
            Note(sender, length, now);
            return true;
        }
    }

    /// <summary>Waits until there may be room.</summary>
    internal Task RoomAsync(CancellationToken cancellationToken)
    {
        Task room;
        lock (_gate)
        {
            if (_length == 0 || _isUnbounded)
                return Task.CompletedTask;
            room = _room.Task;
        }

        return room.WaitAsync(cancellationToken);
    }

    /// <summary>All that waits; it stays until <see cref="Remove"/>. The bytes do not change, whatever is added.</summary>
    internal ReadOnlyMemory<byte> Peek()
    {
        lock (_gate)
            return _waiting.AsMemory(0, _length);
    }

    /// <summary>Lets go of what is safe.</summary>
    /// <param name="length">Bytes, from the first on.</param>
    internal void Remove(int length)
    {
        lock (_gate)
        {
            Check.That(length <= _length);
            _length -= length;
            _waiting.AsSpan(length, _length).CopyTo(_waiting);
            _room.SetResult();
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Takes whatever comes from now on: it is all that senders had on the way when the server was asked to stop.</summary>
    internal void Unbind()
    {
        lock (_gate)
        {
            _isUnbounded = true;
            _room.TrySetResult();
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Counts somebody who may not send, or more connections than may be open.</summary>
    internal void Refused()
    {
        lock (_gate)
            Counts = Counts with { Refused = Counts.Refused + 1 };
    }

    /// <summary>Counts a connection that was opened (1) or closed (-1).</summary>
    internal void Connected(int change)
    {
        lock (_gate)
            Counts = Counts with { Connections = Counts.Connections + change };
    }

    void Note(IPAddress address, long length, DateTimeOffset now)
    {
        if (!_senders.TryGetValue(address, out var sender))
        {
            if (_senders.Count == Limits.SyslogSendersMax)
                _senders.Remove(_senders.MinBy(pair => pair.Value.LastAt).Key);
            sender = new SyslogSender(address.ToString(), 0, 0, now);
        }

        _senders[address] = sender with { Messages = sender.Messages + 1, Bytes = sender.Bytes + length, LastAt = now };
    }
}

/// <summary>What a listener received since the start.</summary>
/// <param name="Messages">Messages taken.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Dropped">Datagrams for which there was no room.</param>
/// <param name="Cut">Messages that were too long.</param>
/// <param name="Refused">Datagrams and connections of those who may not send, or whose handshake failed, or that were too many.</param>
/// <param name="Connections">Connections that are open now.</param>
readonly record struct SyslogCounts(long Messages, long Bytes, long Dropped, long Cut, long Refused, int Connections);

/// <summary>What came from one sender.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Messages">Messages since the start.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="LastAt">When the last one came.</param>
public sealed record SyslogSender(string Address, long Messages, long Bytes, DateTimeOffset LastAt);
