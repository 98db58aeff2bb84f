using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Lines of syslog of programs that have no format of their own.</summary>
public sealed class SyslogFormat : UnixFormat
{
    static readonly Schema s_schema = new("syslog",
        "One line of syslog of a program that has no format of its own.",
        UnixFields.Program, UnixFields.Pid, CommonFields.Severity, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc =>
        "Syslog of Unix hosts (/var/log/mail.log, /var/log/zimbra.log, /var/log/syslog): what is of no mail program with a format of its own.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://www.rfc-editor.org/rfc/rfc5424";

    internal override bool Claims(in UnixLine line) => true;

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        row.SetBorrowed(UnixFields.Message, line.Message);
        return true;
    }
}
