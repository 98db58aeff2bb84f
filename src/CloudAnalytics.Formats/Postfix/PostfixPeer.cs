using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>
/// The other side of a connection as Postfix writes it: <c>name[address]</c>, <c>name[address]:port</c>, <c>[address]:port</c>.
/// </summary>
readonly ref struct PostfixPeer
{
    /// <summary>Name, or empty.</summary>
    internal ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>What stands between the brackets: an address, <c>unknown</c>, or the path of a socket.</summary>
    internal ReadOnlySpan<byte> Inner { get; private init; }

    /// <summary>Address, empty where there is none.</summary>
    internal ReadOnlySpan<byte> Ip { get; private init; }

    /// <summary>Port, or -1.</summary>
    internal long Port { get; private init; }

    /// <summary>Takes one off the beginning of a text.</summary>
    internal static bool TryTake(scoped ref ReadOnlySpan<byte> text, out PostfixPeer peer)
    {
        peer = default;
        var open = text.IndexOf((byte)'[');
        var close = open < 0 ? -1 : text[open..].IndexOf((byte)']');
        if (close < 0 || text[..open].IndexOfAny((byte)' ', (byte)'<', (byte)':') >= 0)
            return false;
        var inner = text.Slice(open + 1, close - 1);
        if (inner.Contains((byte)' '))
            return false;
        var name = text[..open];
        var rest = text[(open + close + 1)..];
        long port = -1;
        if (rest is [(byte)':', >= (byte)'0' and <= (byte)'9', ..])
        {
            var end = 1;
            while (end < rest.Length && (uint)(rest[end] - '0') <= 9)
                end++;
            if (end <= 6 && PostfixText.TryNumber(rest[1..end], out port))
                rest = rest[end..];
        }

        peer = new PostfixPeer { Name = name, Inner = inner, Ip = AddressText.Ip(inner), Port = port };
        text = rest;
        return true;
    }

    /// <summary>Sets it as the client of a row.</summary>
    internal void SetClient(ref RowWriter row)
    {
        if (!Name.IsEmpty)
            row.SetBorrowed(UnixFields.ClientHostname, Name);
        if (!Ip.IsEmpty)
            row.SetBorrowed(CommonFields.ClientIp, Ip);
        if (Port >= 0)
            row.Set(SessionFields.RemotePort, Port);
    }

    /// <summary>Sets it as the server that a message goes to.</summary>
    internal void SetRelay(ref RowWriter row)
    {
        if (!Name.IsEmpty)
            row.SetBorrowed(UnixFields.RelayHost, Name);
        if (!Ip.IsEmpty)
            row.SetBorrowed(UnixFields.RelayIp, Ip);
        else
            PostfixText.Add(ref row, "relay_service"u8, Inner);
        if (Port >= 0)
            row.Set(UnixFields.RelayPort, Port);
    }
}
