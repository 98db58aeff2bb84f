using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// A format of the lines that certain programs write to Unix logs. The lines of all such formats may stand mixed in one source; headers,
/// framing, JSON and the row's envelope are done here, a format reads what stands behind the header.
/// </summary>
public abstract class UnixFormat : ILogFormat
{
    /// <inheritdoc/>
    public string Family => "syslog";

    /// <inheritdoc/>
    public abstract Schema Schema { get; }

    /// <inheritdoc/>
    public abstract string Doc { get; }

    /// <inheritdoc/>
    public abstract string ReferenceUrl { get; }

    /// <inheritdoc/>
    public virtual IRowDerivation? Derivation => null;

    /// <summary>Whether a line is of this format, by its program and, where one program writes several logs, its message.</summary>
    internal abstract bool Claims(in UnixLine line);

    /// <summary>Reads a line into a row whose time, host, program and process are set.</summary>
    /// <returns>False for a real line that is not modelled; it is kept with its <c>message</c>.</returns>
    internal abstract bool Read(ref RowWriter row, in UnixLine line, ParserContext context);

    /// <inheritdoc/>
    public bool IsLogFile(ReadOnlySpan<byte> head) => UnixHead.TryFirstLine(head, out var format) && format == this;

    /// <inheritdoc/>
    public bool IsJson(ReadOnlySpan<byte> json) => UnixJson.TryRead(json, out var record) && UnixFormats.Of(record.AsLine()) == this;

    /// <inheritdoc/>
    public ILogParser CreateParser(LogEncoding encoding, ParserContext context) =>
        encoding == LogEncoding.Json ? new UnixJsonParser(context) : new UnixLogParser(context);
}
