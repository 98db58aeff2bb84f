using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;
using CloudAnalytics.Server.Intake.Rounds;

namespace CloudAnalytics.Server.Intake.Deliveries;

/// <summary>
/// Deliveries that wait for their round. A body that was delivered before (its answer was lost on the way) is told by its digest, which is
/// committed with its rows.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore holds nothing to free while nobody asks for its wait handle.")]
sealed class DeliveryQueue
{
    const string Checkpoint = "deliveries";

    readonly IntakeCore _core;
    readonly Lock _gate = new();
    readonly List<Delivery> _waiting = [];
    readonly SemaphoreSlim _arrived = new(0);
    readonly LinkedList<RecentDelivery> _recent;
    readonly Dictionary<string, RecentDelivery> _byDigest;
    long _waitingBytes;
    bool _isStopped;

    internal DeliveryQueue(IntakeCore core)
    {
        _core = core;
        var saved = core.Lake.ReadCheckpoints().TryGetValue(Checkpoint, out var json)
            ? JsonSerializer.Deserialize(json, DeliveryJson.Default.ListRecentDelivery) ?? []
            : [];
        _recent = new LinkedList<RecentDelivery>(saved);
        _byDigest = saved.ToDictionary(delivery => delivery.Digest, StringComparer.Ordinal);
    }

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0;
        }
    }

    /// <summary>Adds a delivery; false when too much waits already, or the server stops.</summary>
    internal bool TryAdd(Delivery delivery)
    {
        lock (_gate)
        {
            if (_isStopped || _waiting.Count >= Limits.DeliveriesWaitingMax
                || (_waiting.Count > 0 && _waitingBytes + delivery.Body.Length > Limits.DeliveryBytesWaitingMax))
                return false;
            _waiting.Add(delivery);
            _waitingBytes += delivery.Body.Length;
        }

        _arrived.Release();
        return true;
    }

    /// <summary>Waits for a time, or until a delivery comes.</summary>
    internal async Task WaitAsync(TimeSpan time, bool untilDelivery, CancellationToken cancellationToken)
    {
        try
        {
            if (untilDelivery)
                await _arrived.WaitAsync(time, cancellationToken);
            else
                await Task.Delay(time, _core.Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at the token itself: there is one more round to make.
        }
    }

    /// <summary>Parses all that waits into the round.</summary>
    internal List<Delivery> Take(Round round)
    {
        List<Delivery> taken;
        lock (_gate)
        {
            taken = [.. _waiting];
            _waiting.Clear();
            _waitingBytes = 0;
        }

        if (taken.Count == 0)
            return taken;
        var fresh = new List<RecentDelivery>();
        foreach (var delivery in taken)
            Parse(round, delivery, fresh);
        var recent = _recent.Concat(fresh).TakeLast(Limits.RecentDeliveriesMax).ToList();
        if (fresh.Count > 0)
            round.Commit.SetCheckpoint(Checkpoint, JsonSerializer.SerializeToUtf8Bytes(recent, DeliveryJson.Default.ListRecentDelivery));
        round.Committed += () => Remember(fresh);
        return taken;
    }

    /// <summary>Tells the senders what became of their deliveries.</summary>
    internal static void Answer(List<Delivery> deliveries, LakeWriteResult.Failed? failure)
    {
        foreach (var delivery in deliveries)
            delivery.Complete(failure);
    }

    /// <summary>Takes nothing more.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            foreach (var delivery in _waiting)
                delivery.Complete(new LakeWriteResult.Failed(LakeFailure.Unwritable, "the server is stopping"));
            _waiting.Clear();
        }
    }

    void Remember(List<RecentDelivery> fresh)
    {
        foreach (var delivery in fresh)
        {
            _recent.AddLast(delivery);
            _byDigest[delivery.Digest] = delivery;
            if (_recent.Count <= Limits.RecentDeliveriesMax)
                continue;
            _byDigest.Remove(_recent.First!.Value.Digest);
            _recent.RemoveFirst();
        }
    }

    void Parse(Round round, Delivery delivery, List<RecentDelivery> fresh)
    {
        var hash = SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(delivery.Format.Name + "\0"), .. delivery.Body]);
        var digest = Convert.ToHexStringLower(hash.AsSpan(0, 16));
        if ((_byDigest.GetValueOrDefault(digest) ?? fresh.Find(each => each.Digest == digest)) is { } known)
        {
            delivery.Result = new DeliveryAnswer(0, 0, known.Records, null);
            return;
        }

        var context = new ParserContext(delivery.Source)
        {
            SourceId = BitConverter.ToUInt64(hash),
            Arrived = Timestamp.From(round.Now),
            KeepRaw = _core.KeepsRaw(delivery.Format.Name),
            Proxies = _core.Configuration.TrustedProxies,
            AssumeHeader = true,
        };
        var isJson = FormatRecognizer.BeginsJson(delivery.Body.AsSpan().TrimStart("\uFEFF \t\r\n\0"u8));
        var parser = new SourceParser(
            _core.Formats, delivery.Format, isJson ? LogEncoding.Json : LogEncoding.LogFile, isDeclared: true, context);
        var lane = round.Deliveries;
        var before = lane.Report.Total;
        lane.Report.Newest = null;
        var piece = lane.Reserve(delivery.Body.Length);
        delivery.Body.CopyTo(piece.Span);
        lane.Parse(parser, new ParseInput(piece.Block, piece.Start, piece.Length, 0, IsFinal: true));
        var counts = lane.Report.Total - before;
        delivery.Result = new DeliveryAnswer(counts.Rows, counts.Malformed, 0, null);
        fresh.Add(new RecentDelivery(digest, counts.Records));
        var lag = lane.Report.Newest is { } newest ? (Timestamp.From(round.Now).Micros - newest.Micros) / 1000.0 : (double?)null;
        round.AddStream(new IngestionRow(delivery.Source, delivery.Format.Name, counts.Rows, counts.Malformed, delivery.Body.Length, lag));
    }
}

/// <summary>A delivery that was taken.</summary>
/// <param name="Digest">128 bits of its SHA-256 in hexadecimal.</param>
/// <param name="Records">Records in it.</param>
sealed record RecentDelivery(string Digest, long Records);

/// <summary>How recent deliveries are saved.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<RecentDelivery>))]
sealed partial class DeliveryJson : JsonSerializerContext;
