using System.Globalization;

namespace CloudAnalytics.Core.Places;

/// <summary>
/// Reads networks with coordinates from CSV with a header line, by the names of the columns: <c>network</c>, <c>latitude</c> and
/// <c>longitude</c>, and where they are there <c>accuracy_radius</c> in kilometres, <c>is_anonymous_proxy</c>,
/// <c>is_satellite_provider</c> and <c>is_anycast</c>, which say that an address is anywhere. So MaxMind's GeoLite2-City-Blocks are read as
/// they are.
/// </summary>
public static class PlaceFileReader
{
    /// <summary>Reads a file in UTF-8.</summary>
    /// <param name="stream">Its content.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">It is wrong; the message names the line, what is there and what is allowed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PlaceFile Read(Stream stream, string name)
    {
        PlaceColumns? columns = null;
        var content = new PlaceFileContent();
        var (buffer, filled, line) = (new byte[Limits.PlaceBufferBytes], 0, 0);
        while (stream.Read(buffer, filled, buffer.Length - filled) is var read)
        {
            filled += read;
            var rest = buffer.AsSpan(0, filled);
            for (var end = End(rest); end >= 0; end = End(rest))
            {
                line++;
                Line(rest[..end]);
                rest = rest[Math.Min(end + 1, rest.Length)..];
            }

            if (read == 0)
                break;
            if (rest.Length == buffer.Length)
                throw new InvalidDataException(
                    $"{name}, line {line + 1}: longer than {Limits.PlaceBufferBytes} bytes; allowed: CSV with lines");
            rest.CopyTo(buffer);
            filled = rest.Length;

            // What follows the last line break is a line too, once all is read.
            int End(ReadOnlySpan<byte> text) =>
                text.IndexOf((byte)'\n') is var end and >= 0 ? end : read == 0 && text.Length > 0 ? text.Length : -1;
        }

        if (columns is null)
            throw new InvalidDataException($"{name} is empty; allowed: {PlaceColumns.Allowed}");
        return content.Build(out var twice)
            ?? throw new InvalidDataException($"{name}: the network {twice} is there twice; allowed: once in a file");

        void Line(ReadOnlySpan<byte> text)
        {
            text = text.TrimEnd((byte)'\r');
            var fault = columns is null
                ? PlaceColumns.TryRead(line == 1 && text.StartsWith("\uFEFF"u8) ? text[3..] : text, out columns)
                : text.IsEmpty ? null : columns.Add(text, content);
            if (fault is not null)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {line}: {fault}"));
        }
    }
}
