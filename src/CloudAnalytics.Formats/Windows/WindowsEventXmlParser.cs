using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Tabular;

namespace CloudAnalytics.Formats.Windows;

/// <summary>
/// Reads exported events: <c>&lt;Event&gt;</c> elements one after the other, with or without <c>&lt;Events&gt;</c> around them and line
/// ends between or within them. A broken event costs itself only: the next one is looked for.
/// </summary>
sealed unsafe class WindowsEventXmlParser(WindowsEventFormat format, ParserContext context) : ILogParser
{
    readonly RowAssembler _rows = new(format, context);
    readonly EventXml _events = new(format);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SaveState() => ReadOnlyMemory<byte>.Empty;

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
    }

    /// <inheritdoc/>
    public int Parse(in ParseInput input, RecordBatch batch, ParseReport report)
    {
        var start = input.Block.Start + input.Start;
        var at = input.Offset == 0 && input.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        _rows.Begin(batch);
        while (true)
        {
            while (at < input.Length && start[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0)
                at++;
            if (at == input.Length || batch.IsFull)
                return at;
            var rest = new ReadOnlySpan<byte>(start + at, input.Length - at);
            var used = One(start + at, rest, input.Offset + at, input.IsFinal, batch, report);
            if (used == 0)
                return at;
            at += used;
        }
    }

    /// <summary>Takes what stands at the beginning: an event, a tag around events, or a line that is neither.</summary>
    /// <returns>Its length, or 0 when more must come to tell.</returns>
    int One(byte* first, ReadOnlySpan<byte> rest, long offset, bool isFinal, RecordBatch batch, ParseReport report)
    {
        var kind = KindOf(rest);
        var length = kind switch
        {
            Kind.Event => EventLength(rest, out _),
            Kind.Frame => rest.IndexOf((byte)'>') + 1,
            Kind.Other => OtherLength(rest),
            _ => 0,
        };
        if (length == 0)
        {
            if (rest.Length < Limits.RecordBytesMax && !isFinal)
                return 0;
            var reason = rest.Length >= Limits.RecordBytesMax ? "it is longer than a record may be"
                : kind == Kind.Other ? "it is not an event" : "its XML is not complete";
            Refuse(report, offset, reason, rest);
            return rest.Length;
        }

        if (kind == Kind.Frame)
            report.Skipped++;
        else if (kind == Kind.Other)
            Refuse(report, offset, "it is not an event", rest[..length]);
        else
            Event(first, length, offset, rest, batch, report);
        return length;
    }

    void Event(byte* first, int length, long offset, ReadOnlySpan<byte> rest, RecordBatch batch, ParseReport report)
    {
        _ = EventLength(rest, out var isComplete);
        if (!isComplete)
        {
            Refuse(report, offset, "its XML is not complete", rest[..length]);
            return;
        }

        if (length > Limits.RecordBytesMax)
        {
            Refuse(report, offset, "it is longer than a record may be", rest[..length]);
            return;
        }

        var row = batch.NewRow();
        _rows.BeginRow();
        string? reason;
        if (_events.Read(ref row, _rows, first, length))
        {
            reason = _rows.Finish(ref row, first, length, offset);
        }
        else
        {
            row.Abandon();
            reason = "its XML is broken";
        }

        if (reason is null)
            report.Parsed++;
        else
            Refuse(report, offset, reason, rest[..length]);
    }

    void Refuse(ParseReport report, long offset, string reason, ReadOnlySpan<byte> raw) =>
        report.Refuse(format.Schema.Name, context.SourceFile, offset, reason, raw);

    enum Kind
    {
        Unknown,
        Event,
        Frame,
        Other,
    }

    static Kind KindOf(ReadOnlySpan<byte> rest)
    {
        if (rest[0] != '<')
            return Kind.Other;
        if (rest.StartsWith("<?"u8) || rest.StartsWith("<!"u8) || rest.StartsWith("<Events"u8) || rest.StartsWith("</Events"u8))
            return Kind.Frame;
        if (IsEventStart(rest))
            return Kind.Event;
        return rest.Length < 8 && ("<Events>"u8.StartsWith(rest) || "</Events"u8.StartsWith(rest)) ? Kind.Unknown : Kind.Other;
    }

    static bool IsEventStart(ReadOnlySpan<byte> text) =>
        text.Length > 6 && text.StartsWith("<Event"u8)
        && text[6] is (byte)' ' or (byte)'>' or (byte)'\r' or (byte)'\n' or (byte)'\t' or (byte)'/';

    // Up to the event's end; or, where another event begins before, up to that.
    static int EventLength(ReadOnlySpan<byte> rest, out bool isComplete)
    {
        var end = rest.IndexOf("</Event>"u8);
        var next = NextEvent(rest, 6, end < 0 ? rest.Length : end);
        isComplete = next < 0 && end >= 0;
        return next >= 0 ? next : end + 8 is var length && end >= 0 ? length : 0;
    }

    // Up to the end of the line or the next event, whichever comes first.
    static int OtherLength(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var next = NextEvent(rest, 1, end < 0 ? rest.Length : end);
        return next >= 0 ? next : end < 0 ? 0 : end;
    }

    static int NextEvent(ReadOnlySpan<byte> text, int from, int to)
    {
        while (from < to)
        {
            var at = text[from..to].IndexOf("<Event"u8);
            if (at < 0)
                return -1;
            from += at;
            if (IsEventStart(text[from..]))
                return from;
            from++;
        }

        return -1;
    }
}
