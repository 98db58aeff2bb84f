using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CloudAnalytics.Doubles.Kinesis;

/// <summary>A stream: shards that share the hash keys evenly, each with records in order.</summary>
public sealed class KinesisStream
{
    // The stream's default (MaxRecordSizeInKiB); a record of 10 MiB could not reach a function.
    const int RecordBytesMax = 1024 * 1024;

    readonly List<ShardRecord>[] _shards;
    readonly TimeProvider _time;
    long _last;

    /// <summary>An empty stream.</summary>
    public KinesisStream(int shards, TimeProvider time) =>
        (_shards, _time) = ([.. Enumerable.Range(0, shards).Select(_ => new List<ShardRecord>())], time);

    /// <summary>How many shards it has.</summary>
    public int Shards => _shards.Length;

    /// <summary>All records of a shard, in order.</summary>
    public IReadOnlyList<ShardRecord> Records(int shard) => _shards[shard];

    /// <summary>A shard's name.</summary>
    public static string ShardId(int shard) => FormattableString.Invariant($"shardId-{shard:000000000000}");

    /// <summary>Puts a record.</summary>
    /// <returns>The shard, and the record as it lies there.</returns>
    public (string Shard, ShardRecord Record) Put(string partitionKey, ReadOnlyMemory<byte> data)
    {
        if (data.Length > RecordBytesMax)
            throw new ArgumentException($"a record has at most {RecordBytesMax} bytes", nameof(data));
        var shard = ShardOf(partitionKey, _shards.Length);
        var record = new ShardRecord(KinesisEventText.Sequence(++_last), data, _time.GetUtcNow(), partitionKey);
        _shards[shard].Add(record);
        return (ShardId(shard), record);
    }

    /// <summary>Which of so many equal ranges a key's hash, 128 bits of MD5, lies in.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "The service's own hash of keys.")]
    internal static int ShardOf(string key, int ranges) =>
        (int)(((BinaryPrimitives.ReadUInt64BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(key))) >> 32) * (ulong)ranges) >> 32);
}
