using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// A format whose records are rows under a header of column names: CSV with a <c>#Fields:</c> line (Exchange), W3C (IIS), and flat JSON
/// with the same names as keys. A format declares its columns and completes rows; framing, quoting, headers and JSON are done here.
/// </summary>
public abstract class TabularFormat : ILogFormat
{
    /// <inheritdoc/>
    public abstract Schema Schema { get; }

    /// <inheritdoc/>
    public abstract string Doc { get; }

    /// <inheritdoc/>
    public abstract string ReferenceUrl { get; }

    /// <summary>The columns that the format names.</summary>
    private protected abstract Columns DeclaredColumns { get; }

    /// <summary>How cells are separated in the log file.</summary>
    private protected virtual Delimiter CellDelimiter => Delimiter.Comma;

    /// <summary>Columns that no other format has together; their presence in a header or as keys decides.</summary>
    private protected abstract IReadOnlyList<string> DecisiveColumns { get; }

    /// <summary>
    /// Headers of versions that are delivered without one (single lines over a stream), longest first; chosen by the number of cells.
    /// </summary>
    private protected virtual IReadOnlyList<string> KnownHeaders => [];

    internal Columns Columns => DeclaredColumns;

    internal IReadOnlyList<string> Decisive => DecisiveColumns;

    internal Delimiter Separator => CellDelimiter;

    internal IReadOnlyList<string> HeadersByCount => KnownHeaders;

    /// <inheritdoc/>
    public virtual bool IsLogFile(ReadOnlySpan<byte> head) => HeaderText.Find(head, CellDelimiter) is { } header && IsHeader(header);

    /// <inheritdoc/>
    public virtual bool IsJson(ReadOnlySpan<byte> json) => JsonKeys.HasAll(json, DecisiveColumns);

    /// <inheritdoc/>
    public virtual ILogParser CreateParser(LogEncoding encoding, ParserContext context) =>
        encoding == LogEncoding.Json ? new JsonParser(this, context) : new DelimitedParser(this, context);

    /// <summary>Whether a header is of this format.</summary>
    internal bool IsHeader(IReadOnlyList<string> header) =>
        DecisiveColumns.All(name => header.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>A fresh memory for one parser, or null when each record stands for itself.</summary>
    internal virtual FormatState? CreateState() => null;

    /// <summary>Derives what no column says directly; the row's time, origin and declared columns are set.</summary>
    /// <returns>Null to keep the row, else the reason of a dead letter.</returns>
    internal virtual string? Complete(ref RowWriter row, in Cells cells, ParserContext context) => null;

    /// <summary>The same for a format that remembers; called exactly once per record, in order.</summary>
    internal virtual string? Complete(ref RowWriter row, in Cells cells, ParserContext context, FormatState? memory) =>
        Complete(ref row, cells, context);

    /// <summary>
    /// Whether the cells of a row whose cells are separated by blanks do not stand under their columns, judged by those that must be of a
    /// known form.
    /// </summary>
    internal virtual bool IsMisaligned(in Cells cells) => false;

    /// <summary>The identity that the log itself gives the row, if it does.</summary>
    internal virtual bool TryNaturalId(ref RowWriter row, in Cells cells, out RecordId id)
    {
        id = default;
        return false;
    }
}

/// <summary>How cells are separated.</summary>
enum Delimiter : byte
{
    /// <summary>By commas, cells quoted where needed (RFC 4180).</summary>
    Comma = (byte)',',

    /// <summary>By spaces, nothing quoted (W3C extended log file format).</summary>
    Space = (byte)' ',
}
