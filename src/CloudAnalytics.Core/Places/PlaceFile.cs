namespace CloudAnalytics.Core.Places;

/// <summary>What one file says of the places of networks.</summary>
public sealed class PlaceFile
{
    /// <summary>The number of networks that are listed without a place.</summary>
    internal const int Nowhere = 0;

    readonly NetworkTable<uint> _v4;
    readonly NetworkTable<UInt128> _v6;
    readonly Place[] _places;

    internal PlaceFile(NetworkTable<uint> v4, NetworkTable<UInt128> v6, Place[] places, int networks)
    {
        (_v4, _v6, _places) = (v4, v6, places);
        Networks = networks;
    }

    /// <summary>How many networks it lists.</summary>
    public int Networks { get; }

    /// <summary>Whether one of its networks has an address; then the innermost one says the place, or that there is none.</summary>
    internal bool TryFind(NetworkText address, out Place? place)
    {
        var number = address.IsV6 ? _v6.Find(address.Start) : _v4.Find((uint)address.Start);
        place = number > Nowhere ? _places[number] : null;
        return number >= Nowhere;
    }
}
