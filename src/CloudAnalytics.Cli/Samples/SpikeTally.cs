using System.Collections.Immutable;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Messages of each sender in windows of 24 hours, counted back from the end of the span.</summary>
sealed class SpikeTally
{
    const int Windows = 8;
    const int TopMax = 10;
    const double Floor = 20;
    const double TimesMin = 2;
    const long DayMs = 86_400_000;

    readonly World _world;
    readonly long _end;
    readonly AddressTally[] _senders;
    readonly bool[] _hasRows = new bool[Windows];

    public SpikeTally(World world, long end)
    {
        (_world, _end) = (world, end);
        _senders = [.. Enumerable.Range(0, Windows).Select(_ => new AddressTally(world.Addresses))];
    }

    /// <summary>A tracking row, noise or not.</summary>
    public void Row(long time)
    {
        if (WindowOf(time) is < Windows and var window)
            _hasRows[window] = true;
    }

    /// <summary>A tracking row of a message that is no noise.</summary>
    public void Message(long time, MailMessage message)
    {
        if (WindowOf(time) is < Windows and var window)
            _senders[window].Add(message.Sender, message);
    }

    public ImmutableArray<SpikeTruth> Result()
    {
        int before = _hasRows.Skip(1).Count(has => has);
        if (before == 0)
            return [];
        return
        [
            .. _world.Addresses.Select(address =>
            {
                long messages = _senders[0].MessagesOf(address);
                double usual = (double)_senders.Skip(1).Sum(window => window.MessagesOf(address)) / before;
                return new SpikeTruth(address.Name, messages, usual, messages / Math.Max(usual, Floor));
            }).Where(spike => spike.Times >= TimesMin)
                .OrderByDescending(spike => spike.Times).ThenBy(spike => spike.Address, StringComparer.Ordinal).Take(TopMax),
        ];
    }

    int WindowOf(long time) => (int)((_end - 1 - time) / DayMs);
}
