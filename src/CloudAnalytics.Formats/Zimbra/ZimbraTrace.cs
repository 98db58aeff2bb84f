using System.Buffers;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>
/// Reads the lines behind a record's first one: what was thrown, and the code of Zimbra's services (ServiceException.toString).
/// </summary>
static class ZimbraTrace
{
    static readonly SearchValues<byte> s_class =
        SearchValues.Create("$._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Sets columns.</summary>
    internal static void Read(ref RowWriter row, ReadOnlySpan<byte> trace)
    {
        row.SetBorrowed(ZimbraFields.StackTrace, trace);
        var end = LineEnd(trace);
        var first = end < 0 ? trace : trace[..end];
        var length = first.IndexOfAnyExcept(s_class);
        var name = length < 0 ? first : first[..length];
        // A class stands in a package; a trace of log4j 2 may begin with its first frame.
        if (name.Contains((byte)'.') && (name.Length == first.Length || first[name.Length] == ':'))
        {
            row.SetBorrowed(CommonFields.ErrorCode, name);
            if (name.Length < first.Length)
                row.SetBorrowed(ZimbraFields.ErrorMessage, first[(name.Length + 1)..].TrimStart((byte)' '));
        }

        var code = trace.IndexOf("Code:"u8);
        if (code < 1 || trace[code - 1] is not ((byte)'\n' or (byte)'2'))
            return;
        var rest = trace[(code + 5)..];
        end = rest.IndexOfAny(" \r\n"u8);
        row.SetBorrowed(ZimbraFields.FaultCode, end < 0 ? rest : rest[..end]);
    }

    // rsyslog writes a line break within a message as #012.
    static int LineEnd(ReadOnlySpan<byte> trace)
    {
        var end = trace.IndexOfAny((byte)'\n', (byte)'\r');
        var written = trace.IndexOf("#012"u8);
        return end < 0 || (written >= 0 && written < end) ? written : end;
    }
}
