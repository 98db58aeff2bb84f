using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake.Rounds;
using CloudAnalytics.Server.Web.Intake;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>
/// All listeners for syslog, and the way of what they receive into rounds. A message is named by its listener and its place in all that the
/// listener ever committed, so that two equal messages are two, and one whose commit failed is the same one afterwards.
/// </summary>
sealed class SyslogIntake : IDisposable
{
    const string Format = "syslog";

    readonly IntakeCore _core;
    readonly List<Stream> _streams;
    bool _isStarted;

    /// <summary>Makes the listeners; none listens yet.</summary>
    /// <exception cref="ConfigurationException">A listener may not listen so, or its certificate cannot be read.</exception>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    internal SyslogIntake(IntakeCore core)
    {
        _core = core;
        var checkpoints = core.Configuration.Syslog.IsEmpty ? null : core.Lake.ReadCheckpoints();
        _streams = [.. core.Configuration.Syslog.Select(listener => new Stream(core, listener, checkpoints!))];
    }

    /// <summary>The listeners.</summary>
    internal IEnumerable<SyslogListener> Listeners => _streams.Select(stream => stream.Listener);

    /// <summary>Told of messages that are dropped, in words for administrators.</summary>
    internal Action<string>? Tell { get; set; }

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty => _streams.TrueForAll(stream => stream.Listener.Inbox.IsEmpty);

    /// <summary>Begins to listen, unless it does already.</summary>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    internal void Start()
    {
        if (_isStarted)
            return;
        _isStarted = true;
        foreach (var stream in _streams)
        {
            try
            {
                stream.Listener.Start();
            }
            catch (SocketException fault)
            {
                throw new IOException(
                    $"cannot listen on {stream.Listener.Configuration.Address}: {fault.Message} (setting 'syslog' or option --syslog)",
                    fault);
            }
        }
    }

    /// <summary>Ends the listening; what had come waits for one more round.</summary>
    internal Task StopAsync() => Task.WhenAll(_streams.Select(stream => stream.Listener.StopAsync()));

    /// <summary>Parses all that waits into the round.</summary>
    internal void Take(Round round)
    {
        foreach (var stream in _streams)
            stream.Take(round, Tell);
    }

    /// <summary>How the listeners are.</summary>
    internal IEnumerable<ListenerSnapshot> Snapshot()
    {
        var now = _core.Time.GetUtcNow();
        return _streams.Select(stream => stream.Snapshot(now));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stream in _streams)
            stream.Listener.Dispose();
    }

    /// <summary>What one listener receives, as a log.</summary>
    sealed class Stream
    {
        readonly IntakeCore _core;
        readonly string _name;
        readonly string _checkpoint;
        readonly SourceParser _parser;
        SyslogState _state;
        bool _isTaken;
        long _told;
        long? _toldAt;

        internal Stream(IntakeCore core, SyslogConfiguration listener, IReadOnlyDictionary<string, byte[]> checkpoints)
        {
            if (listener.Fault() is { } fault)
                throw new ConfigurationException($"syslog: {listener.Address} {fault}");
            _core = core;
            _name = $"syslog {listener.Address}";
            _checkpoint = $"syslog-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_name)).AsSpan(0, 8))}";
            _state = Load(checkpoints) ?? new SyslogState(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(sizeof(ulong))), 0, []);
            var context = new ParserContext(_name)
            {
                SourceId = ulong.Parse(_state.Id, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                Zone = listener.Zone,
                Host = listener.Host,
                Proxies = core.Configuration.TrustedProxies,
                KeepRaw = core.KeepsRaw(Format),
            };
            _parser = new SourceParser(core.Formats, core.Formats.Find(Format)!, LogEncoding.LogFile, isDeclared: true, context);
            _parser.RestoreState(_state.Parser);
            var tls = SyslogCertificates.Read(listener, core.Configuration.Tls);
            Listener = listener.Address.Transport == SyslogTransport.Udp
                ? new SyslogDatagrams(listener, core.Time)
                : new SyslogStreams(listener, tls, core.Time);
        }

        internal SyslogListener Listener { get; }

        internal void Take(Round round, Action<string>? tell)
        {
            TellDropped(tell);
            // A round that failed left the parser behind what it had read.
            if (_isTaken)
                _parser.RestoreState(_state.Parser);
            _isTaken = false;
            var bytes = Listener.Inbox.Peek();
            if (bytes.IsEmpty)
                return;
            _isTaken = true;
            _parser.Context.Arrived = Timestamp.From(round.Now);
            var lane = round.Files;
            var before = lane.Report.Total;
            lane.Report.Newest = null;
            var piece = lane.Reserve(bytes.Length);
            bytes.Span.CopyTo(piece.Span);
            var used = lane.Parse(_parser, new ParseInput(piece.Block, piece.Start, piece.Length, _state.Offset, IsFinal: false));
            Check.That(used == bytes.Length);
            var counts = lane.Report.Total - before;
            var next = new SyslogState(_state.Id, _state.Offset + used, _parser.SaveState().ToArray());
            round.Commit.SetCheckpoint(_checkpoint, JsonSerializer.SerializeToUtf8Bytes(next, SyslogJson.Default.SyslogState));
            var lag = lane.Report.Newest is { } newest ? (Timestamp.From(round.Now).Micros - newest.Micros) / 1000.0 : (double?)null;
            round.AddStream(new IngestionRow(_name, Format, counts.Rows, counts.Malformed, used, lag));
            round.Committed += () =>
            {
                _state = next;
                _isTaken = false;
                Listener.Inbox.Remove(used);
            };
        }

        internal ListenerSnapshot Snapshot(DateTimeOffset now)
        {
            var counts = Listener.Inbox.Counts;
            var senders = Listener.Inbox.Senders.OrderBy(sender => sender.LastAt).Select(sender => new SenderSnapshot(
                sender.Address, sender.Messages, sender.Bytes, sender.LastAt,
                now - sender.LastAt >= TimeSpan.FromSeconds(Limits.SyslogSilentSeconds)));
            return new ListenerSnapshot(
                _name, counts.Messages, counts.Bytes, counts.Connections, counts.Dropped, counts.Refused, counts.Cut,
                Listener.Inbox.Peek().Length, [.. senders]);
        }

        void TellDropped(Action<string>? tell)
        {
            var counts = Listener.Inbox.Counts;
            if (counts.Dropped == _told || (_toldAt is { } at && _core.Time.GetElapsedTime(at).TotalSeconds < Limits.SyslogTellSeconds))
                return;
            tell?.Invoke($"{_name}: {counts.Dropped - _told} messages were dropped, {counts.Dropped} since the start: they came faster "
                + "than they could be written. Over TCP senders wait instead.");
            (_told, _toldAt) = (counts.Dropped, _core.Time.GetTimestamp());
        }

        SyslogState? Load(IReadOnlyDictionary<string, byte[]> checkpoints)
        {
            if (!checkpoints.TryGetValue(_checkpoint, out var json))
                return null;
            try
            {
                return JsonSerializer.Deserialize(json, SyslogJson.Default.SyslogState);
            }
            catch (JsonException fault)
            {
                throw new InvalidDataException(
                    $"{_core.Lake.Folder.Combine($"checkpoints/{_checkpoint}.json")} is damaged ({fault.Message}): restore it from a "
                    + "backup, or delete it.",
                    fault);
            }
        }
    }
}

/// <summary>How far a listener's messages are committed.</summary>
/// <param name="Id">Names the listener in ids of rows; 16 hexadecimal digits.</param>
/// <param name="Offset">Bytes of all lines that were committed.</param>
/// <param name="Parser">The parser's state behind them.</param>
sealed record SyslogState(string Id, long Offset, byte[] Parser);

/// <summary>How the state of listeners is saved.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SyslogState))]
sealed partial class SyslogJson : JsonSerializerContext;
