using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Filters;

/// <summary>Lines of amavis: verdicts on messages, and errors of its scanners.</summary>
public sealed class AmavisFormat : UnixFormat
{
    static readonly Utf8View s_error = Utf8View.Inline("error"u8);

    static readonly Schema s_schema = new("amavis",
        "One line of amavis; action is passed or blocked of a verdict, or error, and disposition says what became of the message.",
        CommonFields.Action, CommonFields.Outcome, AmavisFields.Category, AmavisFields.Disposition, FilterFields.VirusName,
        AmavisFields.BannedName, AmavisFields.Actions, AmavisFields.SpamScore, UnixFields.Program, UnixFields.Pid, AmavisFields.AmavisId,
        UnixFields.QueueId, UnixFields.QueuedAs, AmavisFields.FurtherQueueIds, CommonFields.Sender, CommonFields.Recipients,
        UnixFields.RecipientCount, CommonFields.MessageId, AmavisFields.MailId, AmavisFields.Quarantine, CommonFields.Bytes,
        CommonFields.DurationMs, CommonFields.ClientIp, AmavisFields.OriginIp, AmavisFields.IsLocalClient, AmavisFields.PolicyBank,
        AmavisFields.DkimVerified, AmavisFields.DkimSigned, AmavisFields.Component, CommonFields.Severity, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Amavis (amavisd, amavisd-new) over syslog: verdicts on messages, and errors of its scanners.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://gitlab.com/amavis/amavis/-/blob/main/README_FILES/README.customize";

    /// <inheritdoc/>
    public override IRowDerivation Derivation => AmavisEdges.Instance;

    internal override bool Claims(in UnixLine line) => line.Program.StartsWith("amavis"u8);

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        var rest = line.Message;
        row.SetBorrowed(AmavisFields.AmavisId, TaskId(ref rest));
        if (rest.StartsWith("(!"u8))
            return ReadError(ref row, rest);
        var isPassed = Scan.Skip(ref rest, "Passed "u8);
        if (!isPassed && !Scan.Skip(ref rest, "Blocked "u8))
            return false;
        if (line.IsCut)
            rest = rest[..Math.Max(0, Math.Max(rest.LastIndexOf(", "u8), rest.LastIndexOf(">,"u8) + 1))];
        row.Set(CommonFields.Action, AmavisVerdict.Action(isPassed));
        row.Set(CommonFields.Outcome, isPassed ? Outcome.Success : Outcome.Failure);
        AmavisVerdict.Read(ref row, rest);
        return true;
    }

    /// <summary>Takes <c>(PID-COUNT) </c> at the start; empty where a line is of no task.</summary>
    internal static ReadOnlySpan<byte> TaskId(scoped ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)'(', ..])
            return default;
        var end = 1;
        while (end < rest.Length && (char.IsAsciiLetterOrDigit((char)rest[end]) || rest[end] == '-'))
            end++;
        if (end == 1 || end == rest.Length || rest[end] != ')')
            return default;
        var id = rest[1..end];
        rest = rest[(end + 1)..].TrimStart((byte)' ');
        return id;
    }

    // (!)ClamAV-clamd: Can't connect to UNIX socket ..., or with two marks what stopped the task.
    static bool ReadError(ref RowWriter row, ReadOnlySpan<byte> rest)
    {
        _ = Scan.Until(ref rest, ")"u8);
        rest = rest.TrimStart((byte)' ');
        row.Set(CommonFields.Action, s_error);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        row.SetBorrowed(UnixFields.Message, rest);
        var end = rest.IndexOfAny((byte)':', (byte)' ');
        if (end > 0 && rest[end] == ':')
            row.SetBorrowed(AmavisFields.Component, rest[..end]);
        return true;
    }
}
