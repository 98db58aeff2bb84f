using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// Splits recipient-address and recipient-status. Both are separated by semicolons, but statuses hold semicolons themselves, in brackets
/// (<c>[{LED=550 4.4.7 ...};{FQDN=...}]</c>) or bare (<c>550 4.4.7 QUEUE.Expired;&lt;text&gt;</c>), so the split minds brackets and the two
/// are paired only when the counts match.
/// </summary>
static class RecipientList
{
    /// <summary>Adds the recipients, and their statuses when there are as many.</summary>
    internal static void Split(ref RowWriter row, ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> statuses, Field<Utf8List> recipients,
        Field<Utf8List> statusList)
    {
        if (addresses.IsEmpty)
            return;
        var count = 0;
        foreach (var range in addresses.Split((byte)';'))
        {
            var address = addresses[range].Trim((byte)' ');
            if (address.IsEmpty)
                continue;
            row.AddBorrowed(recipients, address);
            count++;
        }

        if (statuses.IsEmpty || count == 0)
            return;
        if (count == 1)
        {
            row.AddBorrowed(statusList, statuses);
            return;
        }

        if (CountStatuses(statuses) != count)
            return;
        while (!statuses.IsEmpty)
        {
            var end = EndOfStatus(statuses);
            row.AddBorrowed(statusList, statuses[..end]);
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
                case (byte)';' when depth == 0:
                    return i;
            }
        }

        return statuses.Length;
    }
}
