using System.Collections.Immutable;
using System.Net;

namespace CloudAnalytics.Core.Places;

/// <summary>
/// Where addresses are. The first file that lists an address counts, within it the innermost network: an own file in front corrects a
/// large one behind, or takes networks out of it.
/// </summary>
/// <param name="files">The files, in order.</param>
public sealed class PlaceTable(ImmutableArray<PlaceFile> files)
{
    /// <summary>The place of an address; null for one that is listed nowhere or without a place, and for text that is no address.</summary>
    public Place? Find(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            return null;
        var number = NetworkText.Of(parsed);
        foreach (var file in files)
        {
            if (file.TryFind(number, out var place))
                return place;
        }

        return null;
    }
}

/// <summary>Something that has a table of places.</summary>
public interface IPlaceSource
{
    /// <summary>The table as it is now.</summary>
    ValueTask<PlaceTable> ReadAsync(CancellationToken cancellationToken);
}
