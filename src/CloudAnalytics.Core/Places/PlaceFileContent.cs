namespace CloudAnalytics.Core.Places;

/// <summary>Collects the networks of a file.</summary>
sealed class PlaceFileContent
{
    readonly NetworkTable<uint>.Builder _v4 = new();
    readonly NetworkTable<UInt128>.Builder _v6 = new();

    // Hundreds of networks share a place: each is there once.
    readonly Dictionary<Place, int> _numbers = [];
    readonly List<Place> _places = [default];

    /// <summary>Adds a network, with its place or without one.</summary>
    internal void Add(NetworkText network, Place? place)
    {
        var number = place is { } known ? NumberOf(known) : PlaceFile.Nowhere;
        if (network.IsV6)
            _v6.Add(network.Start, network.Prefix, number);
        else
            _v4.Add((uint)network.Start, network.Prefix, number);
    }

    /// <summary>What was added; null when a network is there twice.</summary>
    internal PlaceFile? Build(out NetworkText twice)
    {
        twice = default;
        if (_v4.Build(out var wrong) is not { } v4)
        {
            twice = new NetworkText(false, wrong.Start, wrong.Prefix);
            return null;
        }

        if (_v6.Build(out var wrong6) is not { } v6)
        {
            twice = new NetworkText(true, wrong6.Start, wrong6.Prefix);
            return null;
        }

        return new PlaceFile(v4, v6, [.. _places], _v4.Count + _v6.Count);
    }

    int NumberOf(Place place)
    {
        if (!_numbers.TryGetValue(place, out var number))
        {
            number = _places.Count;
            _numbers.Add(place, number);
            _places.Add(place);
        }

        return number;
    }
}
