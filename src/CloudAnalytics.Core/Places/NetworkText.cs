using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CloudAnalytics.Core.Places;

/// <summary>A network or an address, as text and as a number.</summary>
/// <param name="IsV6">Whether it is of IPv6.</param>
/// <param name="Start">Its first address; of IPv4 in the lowest 32 bits.</param>
/// <param name="Prefix">How many bits all addresses of it share.</param>
readonly record struct NetworkText(bool IsV6, UInt128 Start, int Prefix)
{
    /// <summary>What is allowed, for messages.</summary>
    internal const string Allowed =
        "a network such as 203.0.113.0/24 or 2001:db8::/32, whose bits behind the prefix are all 0, or a single address";

    /// <summary>Reads one.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out NetworkText network)
    {
        network = default;
        var slash = text.IndexOf((byte)'/');
        var address = slash < 0 ? text : text[..slash];
        var isV6 = address.Contains((byte)':');
        var bits = isV6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0 && (!Utf8Parser.TryParse(text[(slash + 1)..], out prefix, out var used) || used != text.Length - slash - 1))
            return false;
        if (prefix < 0 || prefix > bits || !(isV6 ? TryParseV6(address, out var start) : TryParseV4(address, out start)))
            return false;
        network = new NetworkText(isV6, start, prefix);
        var behind = prefix == 0 ? UInt128.MaxValue : (UInt128.One << (bits - prefix)) - UInt128.One;
        return (start & behind) == 0;
    }

    /// <summary>The number of an address; one of IPv4 that is written as IPv6 counts as what it is.</summary>
    internal static NetworkText Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new NetworkText(true, BinaryPrimitives.ReadUInt128BigEndian(bytes), 128)
            : new NetworkText(false, BinaryPrimitives.ReadUInt32BigEndian(bytes), 32);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Start);
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(IsV6 ? bytes : bytes[12..])}/{Prefix}");
    }

    static bool TryParseV6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = 0;
        if (text.Contains((byte)'%') || !IPAddress.TryParse(text, out var parsed))
            return false;
        Span<byte> bytes = stackalloc byte[16];
        address = parsed.TryWriteBytes(bytes, out var written) && written == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;
        return written == 16;
    }

    // Four decimal numbers: the platform reads octal and shortened forms too, in which a table means something else.
    static bool TryParseV4(ReadOnlySpan<byte> text, out UInt128 address)
    {
        var (value, part, digits, parts) = (0u, 0u, 0, 0);
        foreach (var c in text)
        {
            if (c == '.' && digits > 0 && parts < 3)
            {
                (value, part, digits) = ((value << 8) | part, 0, 0);
                parts++;
            }
            else if (char.IsAsciiDigit((char)c) && digits < 3 && !(digits > 0 && part == 0) && (part * 10) + (c - '0') <= 255)
            {
                part = (part * 10) + (uint)(c - '0');
                digits++;
            }
            else
            {
                address = 0;
                return false;
            }
        }

        address = (value << 8) | part;
        return parts == 3 && digits > 0;
    }
}
