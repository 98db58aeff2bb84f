using System.Security.Cryptography;

namespace CloudAnalytics.Pipeline.Framing;

/// <summary>
/// Reads the records that the Kinesis Producer Library puts into one: four magic bytes, a protobuf message, and its MD5
/// (github.com/awslabs/amazon-kinesis-producer, aggregation-format.md). Whatever does not have exactly this form is an ordinary record.
/// </summary>
static class KplAggregate
{
    const int DigestBytes = 16;
    const uint TableTag = 0x0A;
    const uint HashKeyTag = 0x12;
    const uint RecordTag = 0x1A;

    /// <summary>What an aggregated record begins with.</summary>
    internal static ReadOnlySpan<byte> Magic => [0xF3, 0x89, 0x9A, 0xC2];

    /// <summary>Finds the records in an aggregated one.</summary>
    /// <param name="record">The record.</param>
    /// <param name="parts">Gets them, in order; empty after the call when it is an ordinary record.</param>
    /// <returns>Whether it is an aggregated record; one of no records is one.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> record, List<Part> parts)
    {
        parts.Clear();
        if (!record.StartsWith(Magic) || record.Length - Magic.Length <= DigestBytes)
            return false;
        var message = record[Magic.Length..^DigestBytes];
        Span<byte> digest = stackalloc byte[DigestBytes];
        // The format's own checksum, no secret's.
#pragma warning disable CA5351
        MD5.HashData(message, digest);
#pragma warning restore CA5351
        if (!digest.SequenceEqual(record[^DigestBytes..]))
            return false;
        if (ReadMessage(message, parts))
            return true;
        parts.Clear();
        return false;
    }

    static bool ReadMessage(ReadOnlySpan<byte> message, List<Part> parts)
    {
        var keys = 0UL;
        var fields = new Fields(message);
        while (fields.TryNext(out var tag, out var start, out var length))
        {
            if (tag == TableTag)
                keys++;
            else if (tag == RecordTag && !ReadRecord(message.Slice(start, length), Magic.Length + start, parts))
                return false;
            else if (tag == HashKeyTag)
                continue;
        }

        if (fields.IsBroken)
            return false;
        // Tables may follow the records that point into them, so keys are judged at the end.
        for (var i = 0; i < parts.Count; i++)
            parts[i] = parts[i] with { HasKey = parts[i].Key < keys };
        return true;
    }

    // The explicit hash key and the tags say nothing about the data.
    static bool ReadRecord(ReadOnlySpan<byte> message, int offset, List<Part> parts)
    {
        const uint KeyIndexTag = 0x08;
        const uint DataTag = 0x1A;
        ulong? key = null;
        (int Start, int Length)? data = null;
        var fields = new Fields(message);
        while (fields.TryNext(out var tag, out var start, out var length))
        {
            if (tag == KeyIndexTag)
                key = fields.Value;
            else if (tag == DataTag)
                data = (offset + start, length);
        }

        if (fields.IsBroken || key is null || data is null)
            return false;
        parts.Add(new Part(data.Value.Start, data.Value.Length, key.Value, HasKey: false));
        return true;
    }

    /// <summary>A record in an aggregated one.</summary>
    /// <param name="Start">Index of its data in the aggregated record.</param>
    /// <param name="Length">Bytes of its data.</param>
    /// <param name="Key">Index of its partition key.</param>
    /// <param name="HasKey">Whether the table holds that key; a producer that gets it wrong may have the data wrong too.</param>
    internal readonly record struct Part(int Start, int Length, ulong Key, bool HasKey);

    /// <summary>The fields of a protobuf message (protobuf.dev/programming-guides/encoding), unknown ones passed over.</summary>
    ref struct Fields(ReadOnlySpan<byte> message)
    {
        readonly ReadOnlySpan<byte> _message = message;
        int _at;

        /// <summary>Whether the message ended in the middle of a field, or a field was none.</summary>
        internal bool IsBroken { get; private set; }

        /// <summary>The value of the field, where it is a number.</summary>
        internal ulong Value { get; private set; }

        internal bool TryNext(out uint tag, out int start, out int length)
        {
            tag = 0;
            start = length = 0;
            if (IsBroken || _at == _message.Length)
                return false;
            if (!TryVarint(out var key) || key > uint.MaxValue || key >> 3 == 0)
                return Break();
            tag = (uint)key;
            var size = 0UL;
            switch (tag & 7)
            {
                case 0 when TryVarint(out var value):
                    Value = value;
                    break;
                case 1:
                    size = 8;
                    break;
                case 2 when TryVarint(out size):
                    break;
                case 5:
                    size = 4;
                    break;
                default:
                    return Break();
            }

            if (size > (ulong)(_message.Length - _at))
                return Break();
            start = _at;
            length = (int)size;
            _at += length;
            return true;
        }

        bool Break()
        {
            IsBroken = true;
            return false;
        }

        bool TryVarint(out ulong value)
        {
            value = 0;
            for (var shift = 0; shift < 64 && _at < _message.Length; shift += 7)
            {
                var next = _message[_at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                    return true;
            }

            return false;
        }
    }
}
