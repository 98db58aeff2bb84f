using System.Buffers.Text;
using System.Text;

namespace CloudAnalytics.Core.Places;

/// <summary>Where in a line what stands.</summary>
sealed class PlaceColumns
{
    /// <summary>What a header must have, for messages.</summary>
    internal const string Allowed =
        "CSV whose first line names the columns network, latitude and longitude, separated by commas, such as MaxMind's "
        + "GeoLite2-City-Blocks-IPv4.csv";

    const int Network = 0;
    const int Latitude = 1;
    const int Longitude = 2;
    const int Radius = 3;
    const int FirstFlag = 4;

    static readonly string[] s_names =
        ["network", "latitude", "longitude", "accuracy_radius", "is_anonymous_proxy", "is_satellite_provider", "is_anycast"];

    // Of each column of the file which of ours it is, or -1.
    readonly int[] _kinds;

    PlaceColumns(int[] kinds) => _kinds = kinds;

    /// <summary>Reads a header.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal static string? TryRead(ReadOnlySpan<byte> header, out PlaceColumns? columns)
    {
        var names = new List<string>();
        var fields = new CsvFields(header);
        while (fields.Next())
            names.Add(Encoding.UTF8.GetString(fields.Current));
        int[] kinds = [.. names.Select(name => Array.IndexOf(s_names, name))];
        columns = fields.IsBroken || s_names[..FirstFlag].Any(name => names.Count(n => n == name) > 1)
            || !kinds.Contains(Network) || !kinds.Contains(Latitude) || !kinds.Contains(Longitude) ? null : new PlaceColumns(kinds);
        return columns is null ? $"the header is '{Shown(header)}'; allowed: {Allowed}" : null;
    }

    /// <summary>Reads a line.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal string? Add(ReadOnlySpan<byte> line, PlaceFileContent content)
    {
        Span<Range> cells = stackalloc Range[s_names.Length];
        cells.Clear();
        var fields = new CsvFields(line);
        var count = 0;
        while (fields.Next())
        {
            if (count < _kinds.Length && _kinds[count] is var kind and >= 0)
                cells[kind] = fields.Range;
            count++;
        }

        if (fields.IsBroken || count != _kinds.Length)
            return $"'{Shown(line)}' has {count} fields; allowed: {_kinds.Length}, as many as the header names";
        if (!NetworkText.TryParse(line[cells[Network]], out var network))
            return $"network is '{Shown(line[cells[Network]])}'; allowed: {NetworkText.Allowed}";
        var fault = TryReadPlace(line, cells, out var place);
        for (var flag = FirstFlag; flag < s_names.Length && fault is null; flag++)
        {
            var text = line[cells[flag]];
            if (text.SequenceEqual("1"u8))
                place = null;
            else if (!text.IsEmpty && !text.SequenceEqual("0"u8))
                fault = $"{s_names[flag]} is '{Shown(text)}'; allowed: 0 or 1";
        }

        if (fault is null)
            content.Add(network, place);
        return fault;
    }

    static string? TryReadPlace(ReadOnlySpan<byte> line, ReadOnlySpan<Range> cells, out Place? place)
    {
        place = null;
        var latitude = line[cells[Latitude]];
        var longitude = line[cells[Longitude]];
        if (latitude.IsEmpty && longitude.IsEmpty)
            return null;
        if (Number(latitude, -90, 90) is not { } north)
            return $"latitude is '{Shown(latitude)}'; allowed: degrees from -90 to 90 such as 52.52, or neither latitude nor longitude";
        if (Number(longitude, -180, 180) is not { } east)
            return $"longitude is '{Shown(longitude)}'; allowed: degrees from -180 to 180 such as 13.41, or neither latitude nor longitude";
        var radius = line[cells[Radius]];
        if ((radius.IsEmpty ? 0 : Number(radius, 0, Limits.PlaceRadiusKmMax)) is not { } around)
            return $"accuracy_radius is '{Shown(radius)}'; allowed: kilometres from 0 to {Limits.PlaceRadiusKmMax}, or nothing";
        place = new Place(north, east, around);
        return null;
    }

    static double? Number(ReadOnlySpan<byte> text, double min, double max) =>
        Utf8Parser.TryParse(text, out double number, out var used) && used == text.Length && number >= min && number <= max ? number : null;

    static string Shown(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text[..Math.Min(text.Length, Limits.PlaceShownBytes)])
        + (text.Length > Limits.PlaceShownBytes ? "..." : "");
}
