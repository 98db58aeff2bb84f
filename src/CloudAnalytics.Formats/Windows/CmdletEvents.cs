using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Windows;

/// <summary>
/// The events of <c>MSExchange CmdletLogs</c> in the log <c>MSExchange Management</c>: which cmdlet was run with which parameters. 1 went
/// well, 6 failed, 8 threw. Values by place: cmdlet, parameters, who ran it; where they were not sent, the description holds the first two.
/// </summary>
static class CmdletEvents
{
    const int CmdletPlace = 0;
    const int ParametersPlace = 1;
    const int UserPlace = 2;

    /// <summary>Sets cmdlet, parameters, account and outcome.</summary>
    internal static void Read(ref RowWriter row, long id, EventValues values)
    {
        if (id is 1 or 6 or 8)
            row.Set(CommonFields.Outcome, id == 1 ? Outcome.Success : Outcome.Failure);
        if (!LooksLikeCmdlet(values[CmdletPlace]))
        {
            SecretParameters.Hide(ref row, WindowsEventFormat.Message);
            ReadMessage(ref row, row.Get(WindowsEventFormat.Message));
            return;
        }

        row.Set(WindowsEventFormat.Cmdlet, values.View(CmdletPlace));
        row.Set(CommonFields.UserName, values.View(UserPlace));

        // A secret stands in the description, among the values and in the raw record, which is cleaned once: with the first that has it.
        row.Set(CmdletFields.Parameters, values.View(ParametersPlace));
        SecretParameters.Hide(ref row, row.Get(WindowsEventFormat.Message).IsEmpty ? CmdletFields.Parameters : WindowsEventFormat.Message);
        Mask(values[ParametersPlace]);
        row.Set(CmdletFields.Parameters, values.View(ParametersPlace));
    }

    // The values are copies of the log's text, so they may be overwritten where the list holds them too.
    static unsafe void Mask(ReadOnlySpan<byte> parameters)
    {
        var from = 0;
        fixed (byte* text = parameters)
        {
            while (SecretParameters.TryFind(parameters, ref from, out var secret))
            {
                var (offset, length) = secret.GetOffsetAndLength(parameters.Length);
                new Span<byte>(text + offset, length).Fill((byte)'*');
            }
        }
    }

    // "Cmdlet suceeded. Cmdlet Set-Mailbox, parameters -Identity "x"." (the spelling is Microsoft's), "... Task Get-Mailbox throwing ...".
    static void ReadMessage(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        var task = message.IndexOf("Task "u8);
        var start = message.LastIndexOf(". Cmdlet "u8) is var cmdlet and >= 0 ? cmdlet + 9 : task < 0 ? -1 : task + 5;
        if (start < 0)
            return;
        var rest = message[start..];
        var end = rest.IndexOfAny((byte)',', (byte)' ');
        if (end < 0 || !LooksLikeCmdlet(rest[..end]))
            return;
        row.SetBorrowed(WindowsEventFormat.Cmdlet, rest[..end]);
        var parameters = rest.IndexOf(", parameters "u8);
        if (parameters < 0)
            return;
        rest = rest[(parameters + 13)..].TrimEnd(" \r\n"u8);
        row.SetBorrowed(CmdletFields.Parameters, rest is [.., (byte)'.'] ? rest[..^1] : rest);
    }

    // Verb-Noun.
    static bool LooksLikeCmdlet(ReadOnlySpan<byte> text)
    {
        var dash = text.IndexOf((byte)'-');
        return dash > 1 && dash + 1 < text.Length && text.IndexOfAny((byte)' ', (byte)'\t') < 0;
    }
}
