using System.Net;
using System.Text;

namespace CloudAnalytics.Core.Records;

/// <summary>A set of IP addresses, given as addresses and as ranges in CIDR notation (RFC 4632, RFC 4291 2.3).</summary>
public sealed class AddressRanges
{
    readonly IPNetwork[]? _ranges;

    AddressRanges(IPNetwork[]? ranges) => _ranges = ranges;

    /// <summary>The empty set.</summary>
    public static AddressRanges None { get; } = new(null);

    /// <summary>Whether nothing is in the set.</summary>
    public bool IsEmpty => _ranges is null;

    /// <summary>Reads a set.</summary>
    /// <param name="texts">Addresses and ranges: <c>192.0.2.7</c>, <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>.</param>
    /// <param name="ranges">The set; empty when a text is not readable.</param>
    /// <param name="wrong">The first text that is not readable, or null.</param>
    public static bool TryParse(IEnumerable<string> texts, out AddressRanges ranges, out string? wrong)
    {
        ranges = None;
        var parsed = new List<IPNetwork>();
        foreach (var text in texts)
        {
            wrong = text;
            if (IPAddress.TryParse(text, out var address))
                parsed.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(text, out var range))
                parsed.Add(range);
            else
                return false;
        }

        wrong = null;
        ranges = parsed.Count == 0 ? None : new AddressRanges([.. parsed]);
        return true;
    }

    /// <summary>Whether the set has an address; a text that is none is in no set.</summary>
    public bool Contains(ReadOnlySpan<byte> text)
    {
        if (_ranges is null || !IPAddress.TryParse(Encoding.UTF8.GetString(text), out var address))
            return false;
        return Contains(address);
    }

    /// <summary>Whether the set has an address.</summary>
    public bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (var range in _ranges ?? [])
        {
            if (range.Contains(address))
                return true;
        }

        return false;
    }
}
