using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// Splits recipient-address and recipient-status. Both are separated by semicolons, but statuses hold semicolons themselves, in brackets
/// (<c>[{LED=550 4.4.7 ...};{FQDN=...}]</c>) or bare (<c>550 4.4.7 QUEUE.Expired;&lt;text&gt;</c>), so the split minds
/// brackets, takes a semicolon before a space as text, and the two are paired only when the counts match.
/// </summary>
static class RecipientList
{
    /// <summary>Adds the recipients, and their statuses when there are as many.</summary>
    /// <param name="row">The row.</param>
    /// <param name="addresses">The packed addresses.</param>
    /// <param name="statuses">The packed statuses.</param>
    /// <param name="recipients">Ordinal of the list of addresses.</param>
    /// <param name="statusList">Ordinal of the list of statuses.</param>
    internal static void Split(ref RowWriter row, ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> statuses, int recipients, int statusList)
    {
        if (addresses.IsEmpty)
            return;
        var count = 0;
        while (!addresses.IsEmpty)
        {
            var end = addresses.IndexOf((byte)';');
            var address = (end < 0 ? addresses : addresses[..end]).Trim((byte)' ');
            addresses = end < 0 ? default : addresses[(end + 1)..];
            if (address.IsEmpty)
                continue;
            row.AddBorrowedAt(recipients, address);
            count++;
        }

        if (statuses.IsEmpty || count == 0)
            return;
        if (count == 1)
        {
            row.AddBorrowedAt(statusList, statuses);
            return;
        }

        if (CountStatuses(statuses) != count)
            return;
        while (!statuses.IsEmpty)
        {
            var end = EndOfStatus(statuses);
            row.AddBorrowedAt(statusList, statuses[..end]);
            statuses = end < statuses.Length ? statuses[(end + 1)..] : default;
        }
    }

    static int CountStatuses(ReadOnlySpan<byte> statuses)
    {
        var count = 0;
        while (true)
        {
            count++;
            var end = EndOfStatus(statuses);
            if (end == statuses.Length)
                return count;
            statuses = statuses[(end + 1)..];
        }
    }

    static int EndOfStatus(ReadOnlySpan<byte> statuses)
    {
        // Nearly all statuses are plain (To, 250 2.1.5 Recipient OK): then the first semicolon ends one.
        var special = statuses.IndexOfAny("[{<;"u8);
        if (special < 0 || statuses[special] == ';')
            return special < 0 ? statuses.Length : special;
        var depth = 0;
        for (var i = 0; i < statuses.Length; i++)
        {
            switch (statuses[i])
            {
                case (byte)'[' or (byte)'{' or (byte)'<':
                    depth++;
                    break;
                case (byte)']' or (byte)'}' or (byte)'>':
                    depth = Math.Max(0, depth - 1);
                    break;
                case (byte)';' when depth == 0 && i + 1 < statuses.Length && statuses[i + 1] != ' ':
                    return i;
            }
        }

        return statuses.Length;
    }
}
