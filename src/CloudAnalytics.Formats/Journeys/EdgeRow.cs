using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Journeys;

/// <summary>
/// Writes the edges that follow from one row. The id of each is the row's with a letter behind it, so that it needs no column of its own to
/// name the row, and packs as well as the row's does.
/// </summary>
ref struct EdgeRow
{
    readonly RowReader _from;
    readonly RecordBatch _target;
    readonly ReadOnlySpan<byte> _format;
    byte _letter = (byte)'a';

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

    /// <summary>The node of a message in the queue of a host; empty without an id.</summary>
    internal readonly Utf8View Queue(ReadOnlySpan<byte> host, ReadOnlySpan<byte> id) =>
        Node(EdgeNode.QueuePrefix, HostName.Short(host), id);

    /// <summary>The node of a Message-ID, with or without its angle brackets; empty without one.</summary>
    internal readonly Utf8View Message(ReadOnlySpan<byte> id) => Node(EdgeNode.MessagePrefix, default, id.Trim("<> "u8));

    /// <summary>The node of an address; empty without one.</summary>
    internal readonly Utf8View Address(ReadOnlySpan<byte> address) =>
        Node(EdgeNode.AddressPrefix, default, address.Trim("<> "u8), isLower: true);

    /// <summary>Begins an edge, with what all have; the caller adds more and commits it.</summary>
    internal RowWriter New(Utf8View kind, Utf8View node, Utf8View other = default)
    {
        var row = _target.NewRow();
        row.Set(CommonFields.Time, _from.Get(CommonFields.Time) ?? default);
        row.Set(CommonFields.Arrived, _from.Get(CommonFields.Arrived) ?? default);
        row.Set(CommonFields.Id, NextId(row.Arena));
        row.SetRepeated(CommonFields.Host, _from.Get(CommonFields.Host));
        row.SetRepeated(CommonFields.SourceFile, _from.Get(CommonFields.SourceFile));
        row.Set(MailEdge.Edge, kind);
        row.Set(MailEdge.Node, node);
        if (!other.IsEmpty)
            row.Set(MailEdge.Other, other);
        row.SetRepeated(MailEdge.RowFormat, _format);
        return row;
    }

    /// <summary>Copies texts of the row that the edge has too.</summary>
    internal readonly void Copy(ref RowWriter row, params ReadOnlySpan<Field<Utf8Text>> fields)
    {
        foreach (var field in fields)
        {
            var text = _from.ViewOf(field);
            if (!text.IsEmpty)
                row.Set(field, row.Arena.Copy(text));
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

    readonly unsafe Utf8View Node(string prefix, ReadOnlySpan<byte> host, ReadOnlySpan<byte> key, bool isLower = false)
    {
        if (key.IsEmpty)
            return default;
        var length = prefix.Length + host.Length + (host.IsEmpty ? 0 : 1) + key.Length;
        var memory = _target.Arena.Reserve(length);
        var text = new Span<byte>(memory, length);
        Ascii.FromUtf16(prefix, text, out var at);
        if (!host.IsEmpty)
        {
            Ascii.ToLower(host, text[at..], out _);
            at += host.Length;
            text[at++] = (byte)'/';
        }

        key.CopyTo(text[at..]);
        if (isLower)
            Ascii.ToLowerInPlace(text[at..], out _);
        return Utf8View.Borrow(memory, length);
    }

    unsafe Utf8View NextId(Arena arena)
    {
        var rowId = _from.Get(CommonFields.Id);
        var memory = arena.Reserve(rowId.Length + 1);
        rowId.CopyTo(new Span<byte>(memory, rowId.Length));
        memory[rowId.Length] = _letter++;
        return Utf8View.Borrow(memory, rowId.Length + 1);
    }
}
