using System.Collections.Immutable;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Distinct messages and their bytes per address.</summary>
/// <remarks>The rows of one message are told one after the other, so the number of the last message is enough to count it once.</remarks>
sealed class AddressTally(IReadOnlyList<MailAddress> addresses)
{
    readonly int[] _last = new int[addresses.Count];
    readonly long[] _messages = new long[addresses.Count];
    readonly long[] _bytes = new long[addresses.Count];

    /// <summary>Pairs of a message and an address.</summary>
    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    public void Add(MailAddress address, MailMessage message)
    {
        if (_last[address.Index] == message.Number)
            return;
        _last[address.Index] = message.Number;
        _messages[address.Index]++;
        _bytes[address.Index] += message.Bytes;
        Messages++;
        Bytes += message.Bytes;
    }

    /// <summary>Messages of one address.</summary>
    public long MessagesOf(MailAddress address) => _messages[address.Index];

    /// <summary>The addresses with the most messages.</summary>
    public ImmutableArray<AddressTruth> Top(int count) =>
    [
        .. addresses.Where(address => _messages[address.Index] > 0)
            .OrderByDescending(address => _messages[address.Index]).ThenBy(address => address.Name, StringComparer.Ordinal).Take(count)
            .Select(address => new AddressTruth(
                address.Name, _messages[address.Index], _bytes[address.Index], (double)_messages[address.Index] / Messages)),
    ];
}
