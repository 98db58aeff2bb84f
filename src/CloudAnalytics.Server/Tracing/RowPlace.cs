using System.Text;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Server.Tracing;

/// <summary>Finds the place of a row in its file by the row's id.</summary>
/// <remarks>
/// The lower half of the id of a row that was read from a file is its byte offset there (of a compressed file, in what was compressed). Ids
/// that a log gives its own rows (Windows events, message tracking's log-id, the administrator audit's identity) and ids of records of a
/// stream hold no offset; those are numbers that no file is long enough for.
/// </remarks>
public static class RowPlace
{
    // No file has 256 TiB. GUIDs (RFC 9562 section 4.1) have the highest bit of their lower half set; a stream's ids are hashes.
    const ulong OffsetMax = 1UL << 48;

    /// <summary>The byte offset, or null where the id does not tell one.</summary>
    /// <param name="format">Name of the row's format.</param>
    /// <param name="rowId">The row's id as text.</param>
    public static long? OffsetOf(string format, string? rowId) =>
        rowId is { Length: RecordId.TextLength } && format != "windows_event"
            && RecordId.TryParse(Encoding.ASCII.GetBytes(rowId), out var id) && id.Low < OffsetMax
            ? (long)id.Low : null;
}
