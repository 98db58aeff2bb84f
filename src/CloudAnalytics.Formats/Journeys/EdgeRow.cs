using System.Buffers.Binary;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Journeys;

/// <summary>Writes the edges that follow from one row. Each gets an id of its own, made from the row's and its number.</summary>
ref struct EdgeRow
{
    readonly RowReader _from;
    readonly RecordBatch _target;
    readonly ReadOnlySpan<byte> _format;
    int _count;

    /// <summary>Begins with a row.</summary>
    /// <param name="from">The row.</param>
    /// <param name="format">Name of its format.</param>
    /// <param name="target">Where edges go.</param>
    internal EdgeRow(in RowReader from, ReadOnlySpan<byte> format, RecordBatch target)
    {
        _from = from;
        _format = format;
        _target = target;
    }

    /// <summary>Begins an edge, with what all have; the caller adds more and commits it.</summary>
    internal RowWriter New(ReadOnlySpan<byte> edge, NodeName node, NodeName other = default)
    {
        var row = _target.NewRow();
        var rowId = _from.Get(CommonFields.Id);
        row.Set(CommonFields.Time, _from.Get(CommonFields.Time) ?? default);
        row.Set(CommonFields.Arrived, _from.Get(CommonFields.Arrived) ?? default);
        row.Set(CommonFields.Id, IdOf(row.Arena, rowId, _count++));
        Copy(ref row, CommonFields.Host);
        Copy(ref row, CommonFields.SourceFile);
        row.Set(MailEdge.Edge, edge);
        row.Set(MailEdge.Node, node.Write(row.Arena));
        if (!other.IsEmpty)
            row.Set(MailEdge.Other, other.Write(row.Arena));
        row.Set(MailEdge.RowFormat, _format);
        row.Set(MailEdge.RowId, rowId);
        return row;
    }

    /// <summary>Copies texts of the row that the edge has too.</summary>
    internal readonly void Copy(ref RowWriter row, params ReadOnlySpan<Field<Utf8Text>> fields)
    {
        foreach (var field in fields)
        {
            var text = _from.Get(field);
            if (!text.IsEmpty)
                row.Set(field, text);
        }
    }

    /// <summary>Copies numbers of the row that the edge has too.</summary>
    internal readonly void Copy(ref RowWriter row, params ReadOnlySpan<Field<long>> fields)
    {
        foreach (var field in fields)
        {
            if (_from.Get(field) is { } number)
                row.Set(field, number);
        }
    }

    static unsafe Utf8View IdOf(Arena arena, ReadOnlySpan<byte> rowId, int number)
    {
        Span<byte> ordinal = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(ordinal, number);
        var high = Hash64.Of(rowId, Hash64.Of(ordinal));
        var text = arena.Reserve(RecordId.TextLength);
        new RecordId(high, Hash64.Of(rowId, high)).Write(new Span<byte>(text, RecordId.TextLength));
        return Utf8View.Borrow(text, RecordId.TextLength);
    }
}

/// <summary>The name of a node, in parts, so that nothing is put together before it is stored.</summary>
readonly ref struct NodeName
{
    readonly ReadOnlySpan<byte> _kind;
    readonly ReadOnlySpan<byte> _host;
    readonly ReadOnlySpan<byte> _key;
    readonly bool _isLower;

    NodeName(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> host, ReadOnlySpan<byte> key, bool isLower)
    {
        _kind = kind;
        _host = host;
        _key = key;
        _isLower = isLower;
    }

    /// <summary>Whether it names nothing.</summary>
    internal bool IsEmpty => _key.IsEmpty;

    /// <summary>A message in the queue of a host.</summary>
    internal static NodeName Queue(ReadOnlySpan<byte> host, ReadOnlySpan<byte> id)
    {
        // Logs name a host with and without its domain; an address is no name with a domain.
        var point = host.IndexOf((byte)'.');
        return new NodeName("queue:"u8, point > 0 && AddressText.Ip(host).IsEmpty ? host[..point] : host, id, false);
    }

    /// <summary>A Message-ID, with or without its angle brackets.</summary>
    internal static NodeName Message(ReadOnlySpan<byte> id) => new("message:"u8, default, id.Trim("<> "u8), false);

    /// <summary>An address.</summary>
    internal static NodeName Address(ReadOnlySpan<byte> address) => new("address:"u8, default, address.Trim("<> "u8), true);

    /// <summary>Writes it as text.</summary>
    internal unsafe Utf8View Write(Arena arena)
    {
        var length = _kind.Length + _host.Length + (_host.IsEmpty ? 0 : 1) + _key.Length;
        var memory = arena.Reserve(length);
        var text = new Span<byte>(memory, length);
        _kind.CopyTo(text);
        var at = _kind.Length;
        if (!_host.IsEmpty)
        {
            Ascii.ToLower(_host, text[at..], out _);
            at += _host.Length;
            text[at++] = (byte)'/';
        }

        _key.CopyTo(text[at..]);
        if (_isLower)
            Ascii.ToLowerInPlace(text[at..], out _);
        return Utf8View.Borrow(memory, length);
    }
}
