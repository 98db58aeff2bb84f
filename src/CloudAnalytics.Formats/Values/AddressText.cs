using System.Numerics;
using System.Runtime.Intrinsics;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Finds the address in texts such as <c>10.0.0.1</c>, <c>10.0.0.1:25</c>, <c>[::1]:25</c>, <c>fe80::1%3</c>, <c>fe80::1%3:443</c>.
/// </summary>
static class AddressText
{
    /// <summary>The address without brackets, zone id and port; empty when the text is none (<c>-</c>, a name).</summary>
    internal static ReadOnlySpan<byte> Ip(ReadOnlySpan<byte> text)
    {
        var address = text;
        var listEnd = address.IndexOfAny((byte)' ', (byte)',');
        if (listEnd > 0)
            address = address[..listEnd];
        if (address.Length > 1 && address[0] == '[')
        {
            var close = address.IndexOf((byte)']');
            address = close < 0 ? address[1..] : address[1..close];
        }
        else if (address.IndexOf((byte)'.') >= 0 && address.Count((byte)':') == 1)
        {
            address = address[..address.IndexOf((byte)':')];
        }

        var zone = address.IndexOf((byte)'%');
        if (zone >= 0)
            address = address[..zone];

        // An IPv4 address in IPv6's clothes (RFC 4291 2.5.5.2), as Windows logs those of Kerberos.
        if (address.StartsWith("::ffff:"u8) && address.Contains((byte)'.'))
            address = address[7..];
        return IsPlausible(address) ? address : default;
    }

    /// <summary>Whether the text is digits and points only, at most 15 of them: an IPv4 address as it nearly always stands.</summary>
    /// <param name="text">First byte; 16 must be readable.</param>
    /// <param name="length">Bytes of the text.</param>
    internal static unsafe bool IsPlainIpV4(byte* text, int length)
    {
        if ((uint)(length - 7) > 8)
            return false;
        var bytes = Vector128.Load(text);
        var digits = Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)9));
        var points = Vector128.Equals(bytes, Vector128.Create((byte)'.'));
        var wanted = (1u << length) - 1;
        return ((digits | points).ExtractMostSignificantBits() & wanted) == wanted
            && BitOperations.PopCount(points.ExtractMostSignificantBits() & wanted) == 3;
    }

    /// <summary>Whether the text begins with an IPv6 address without brackets and IPv4 part, and ends there or with a zone id.</summary>
    /// <param name="text">First byte; 16 more than the text must be readable.</param>
    /// <param name="length">Bytes of the text.</param>
    /// <param name="addressLength">Bytes of the address, as <see cref="Ip"/> would return it.</param>
    internal static unsafe bool IsPlainIpV6(byte* text, int length, out int addressLength)
    {
        const int LongestText = 64;
        const int LongestAddress = 45;
        addressLength = 0;
        if (length > LongestText)
            return false;
        ulong members = 0;
        ulong colons = 0;
        var at = 0;
        if (length is >= 16 and <= 32)
        {
            // Servers have such addresses: one look, which reads no further than the others.
            var bytes = Vector256.Load(text);
            var isColon = Vector256.Equals(bytes, Vector256.Create((byte)':'));
            var isDecimal = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
            var isLetter = Vector256.LessThanOrEqual(
                (bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)5));
            colons = isColon.ExtractMostSignificantBits();
            members = (isColon | isDecimal | isLetter).ExtractMostSignificantBits();
            at = Vector256<byte>.Count;
        }

        for (; at < length; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.Load(text + at);
            var isColon = Vector128.Equals(bytes, Vector128.Create((byte)':'));
            var isDecimal = Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)9));
            var isLetter = Vector128.LessThanOrEqual(
                (bytes | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)5));
            colons |= (ulong)isColon.ExtractMostSignificantBits() << at;
            members |= (ulong)(isColon | isDecimal | isLetter).ExtractMostSignificantBits() << at;
        }

        addressLength = Math.Min(BitOperations.TrailingZeroCount(~members), length);
        if (addressLength > LongestAddress || (addressLength < length && text[addressLength] != '%'))
            return false;
        return BitOperations.PopCount(colons & ((1UL << addressLength) - 1)) >= 2;
    }

    /// <summary>The port after the address, or -1.</summary>
    internal static int Port(ReadOnlySpan<byte> text)
    {
        var colon = text.LastIndexOf((byte)':');
        if (colon < 0 || text.Length - colon is < 2 or > 6)
            return -1;
        var isV6WithoutBrackets = text[0] != '[' && text.Count((byte)':') > 1 && !text.Contains((byte)'%');
        if (isV6WithoutBrackets)
            return -1;
        var port = 0;
        foreach (var digit in text[(colon + 1)..])
        {
            if ((uint)(digit - '0') > 9)
                return -1;
            port = (port * 10) + digit - '0';
        }

        return port <= 65535 ? port : -1;
    }

    // Digits, hexadecimal digits, points and colons, with at least one point or colon. Logs hold truncated addresses, so this is as strict
    // as one can be.
    static bool IsPlausible(ReadOnlySpan<byte> address)
    {
        var separators = 0;
        foreach (var c in address)
        {
            if (c is (byte)'.' or (byte)':')
                separators++;
            else if (!char.IsAsciiHexDigit((char)c))
                return false;
        }

        return separators >= 2 && address.Length <= 45;
    }
}
