using System.IO.Compression;
using CloudAnalytics.Core;

namespace CloudAnalytics.Pipeline.Framing;

/// <summary>
/// Takes a record of a stream apart: aggregated records into the single ones, compressed ones into what they hold, subscription envelopes
/// of CloudWatch Logs into log lines. What stands in a piece, lines or JSON objects, is the parsers' business.
/// </summary>
/// <remarks>Reused; the pieces of a record are valid until the next one is taken apart. Not thread safe.</remarks>
sealed class RecordFraming
{
    readonly List<KplAggregate.Part> _parts = [];
    readonly List<Piece> _pieces = [];
    int _unpacked;

    /// <summary>Whether a record that begins so needs taking apart.</summary>
    /// <param name="head">Its first four bytes, or as many as there are.</param>
    internal static bool IsFramed(ReadOnlySpan<byte> head) =>
        head.StartsWith(KplAggregate.Magic) || IsGzip(head) || IsZstd(head);

    /// <summary>Takes a record apart.</summary>
    internal List<Piece> Open(ReadOnlyMemory<byte> record)
    {
        _pieces.Clear();
        _unpacked = 0;
        if (!KplAggregate.TryRead(record.Span, _parts))
        {
            Unpack(record, 0);
            return _pieces;
        }

        for (var i = 0; i < _parts.Count; i++)
        {
            var part = _parts[i];
            var data = record.Slice(part.Start, part.Length);
            if (part.HasKey)
                Unpack(data, i);
            else
                Refuse(data, i, "its aggregated record names a partition key that is not there");
        }

        return _pieces;
    }

    void Unpack(ReadOnlyMemory<byte> data, int sub)
    {
        if (IsZstd(data.Span))
        {
            Refuse(data, sub, "it is compressed with zstd, which this runtime cannot unpack; compress with gzip");
            return;
        }

        if (IsGzip(data.Span))
        {
            if (Gunzip(data, out var reason) is not { } unpacked)
            {
                Refuse(data, sub, reason!);
                return;
            }

            data = unpacked;
        }

        if (SubscriptionEnvelope.IsOne(data.Span))
        {
            if (!SubscriptionEnvelope.TryRead(data.Span, sub, _pieces))
                Refuse(data, sub, "it is a subscription message of CloudWatch Logs that is no JSON");
            return;
        }

        _pieces.Add(new Piece(data, sub, 0, null));
    }

    void Refuse(ReadOnlyMemory<byte> data, int sub, string reason) => _pieces.Add(new Piece(data, sub, 0, reason));

    static bool IsGzip(ReadOnlySpan<byte> data) => data is [0x1F, 0x8B, 8, ..];

    static bool IsZstd(ReadOnlySpan<byte> data) => data is [0x28, 0xB5, 0x2F, 0xFD, ..];

    ReadOnlyMemory<byte>? Gunzip(ReadOnlyMemory<byte> data, out string? reason)
    {
        reason = null;
        using var packed = new MemoryStream(data.ToArray(), writable: false);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        var unpacked = new byte[Math.Min(Math.Max(data.Length * 8, 4096), Limits.UnpackedBytesMax)];
        var length = 0;
        try
        {
            while (true)
            {
                if (length == unpacked.Length)
                    Array.Resize(ref unpacked, unpacked.Length * 2);
                var read = gzip.Read(unpacked, length, unpacked.Length - length);
                if (read == 0)
                    break;
                length += read;
                if (_unpacked + length <= Limits.UnpackedBytesMax)
                    continue;
                reason = $"it unpacks to more than {Limits.UnpackedBytesMax} bytes";
                return null;
            }
        }
        catch (InvalidDataException)
        {
            reason = "its gzip compression is broken";
            return null;
        }

        // A stream that is cut off reads like one that ends; its last bytes say how much there must have been (RFC 1952, ISIZE).
        if (!EndsWithSize(data.Span, length))
        {
            reason = "its gzip compression is cut off";
            return null;
        }

        _unpacked += length;
        return unpacked.AsMemory(0, length);
    }

    // Of several members only the last one's size stands at the end.
    static bool EndsWithSize(ReadOnlySpan<byte> packed, int length) =>
        packed.Length >= 18 && System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(packed[^4..]) <= (uint)length;
}

/// <summary>A part of a record that is parsed by itself, or refused.</summary>
/// <param name="Data">The bytes.</param>
/// <param name="SubSequence">Its place among the records aggregated into one; 0 without aggregation.</param>
/// <param name="Offset">Where it stands in what the record unpacks to: part of its rows' identity.</param>
/// <param name="Refusal">Why it is a dead letter, or null.</param>
readonly record struct Piece(ReadOnlyMemory<byte> Data, int SubSequence, long Offset, string? Refusal);
