using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Pipeline;

/// <summary>Counts of records by what became of them.</summary>
/// <param name="Parsed">Rows made.</param>
/// <param name="Unsupported">Rows made of real records that are not modelled.</param>
/// <param name="Malformed">Records refused; each is a dead letter.</param>
/// <param name="Skipped">Lines that are no records: headers, comments, blank lines.</param>
public readonly record struct LineCounts(long Parsed, long Unsupported, long Malformed, long Skipped)
{
    /// <summary>Records read: parsed + unsupported + malformed.</summary>
    public long Records => Parsed + Unsupported + Malformed;

    /// <summary>Whether nothing was counted.</summary>
    public bool IsNone => Records == 0 && Skipped == 0;

    /// <summary>Rows made: parsed + unsupported.</summary>
    public long Rows => Parsed + Unsupported;

    /// <summary>The sum.</summary>
    public static LineCounts operator +(LineCounts left, LineCounts right) => new(
        left.Parsed + right.Parsed,
        left.Unsupported + right.Unsupported,
        left.Malformed + right.Malformed,
        left.Skipped + right.Skipped);

    /// <summary>What came to the right one to make the left one.</summary>
    public static LineCounts operator -(LineCounts left, LineCounts right) => new(
        left.Parsed - right.Parsed,
        left.Unsupported - right.Unsupported,
        left.Malformed - right.Malformed,
        left.Skipped - right.Skipped);
}

/// <summary>What became of the records of a stretch of input: counts per format, and the dead letters. Reused; not thread safe.</summary>
public sealed class PipelineReport
{
    /// <summary>Stands for a format where a record has none.</summary>
    public const string UnknownFormat = "unknown";

    readonly ParseReport _report = new();

    // Made when it is needed: a start counts one format, and a dictionary of these would be much to load.
    Dictionary<string, LineCounts>? _formats;

    // Counts of the format that was met last, not yet in the dictionary: records come one by one, and mostly of one format.
    LineCounts _pending;
    string _pendingFormat = UnknownFormat;

    /// <summary>Counts by format name.</summary>
    public IReadOnlyDictionary<string, LineCounts> Formats
    {
        get
        {
            _formats ??= new(StringComparer.Ordinal);
            if (!_pending.IsNone)
                _formats[_pendingFormat] = _formats.GetValueOrDefault(_pendingFormat) + _pending;
            _pending = default;
            return _formats;
        }
    }

    /// <summary>Sum over the formats.</summary>
    public LineCounts Total { get; private set; }

    /// <summary>Time of the newest row since it was set to null; null when there was none.</summary>
    public Timestamp? Newest { get; set; }

    /// <summary>The refused records, in order. Whoever writes them away clears the list.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Refuses a record.</summary>
    public void Refuse(DeadLetter letter)
    {
        Add(letter.Format, new LineCounts(0, 0, 1, 0));
        DeadLetters.Add(letter);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _formats?.Clear();
        _pending = default;
        Total = default;
        Newest = null;
        DeadLetters.Clear();
    }

    internal void Add(string format, LineCounts counts)
    {
        if (!ReferenceEquals(format, _pendingFormat))
        {
            if (!_pending.IsNone)
                _ = Formats;
            _pendingFormat = format;
        }

        _pending += counts;
        Total += counts;
    }

    /// <summary>Lets a parser of a format read, takes up its report, and adds what follows from the rows.</summary>
    internal int Parse(ILogFormat format, ILogParser parser, in ParseInput input, BatchSet batches)
    {
        if (parser is not IMixedLogParser mixed)
            return ParseOne(format, parser, input, batches);

        // At a source's end, rows of records begun long before may come before the last record, which can be of another format.
        while (true)
        {
            var rows = Total.Rows;
            var used = ParseOne(mixed.FormatAt(input), parser, input, batches);
            if (used > 0 || Total.Rows == rows || batches.Full is not null)
                return used;
        }
    }

    int ParseOne(ILogFormat format, ILogParser parser, in ParseInput input, BatchSet batches)
    {
        var batch = batches.For(format);
        _report.Clear();
        var rows = batch.RowCount;
        var used = parser.Parse(input, batch, _report);
        TakeUp(format, batch, rows, batches);
        return used;
    }

    /// <summary>Lets a parser of a format read a record that is expected to be a single object of it, and takes up its report.</summary>
    /// <returns>False when it is not, or not surely; then nothing was done.</returns>
    internal bool TryParseObject(ILogFormat format, ILogParser parser, in ParseInput input, BatchSet batches)
    {
        var batch = batches.For(format);
        _report.Clear();
        var rows = batch.RowCount;
        if (!parser.TryParseObject(input, batch, _report))
            return false;
        TakeUp(format, batch, rows, batches);
        return true;
    }

    void TakeUp(ILogFormat format, RecordBatch batch, int rows, BatchSet batches)
    {
        NoteTimes(batch, rows);
        Add(format.Name, new LineCounts(_report.Parsed, _report.Unsupported, _report.Malformed, _report.Skipped));
        DeadLetters.AddRange(_report.DeadLetters);
        batches.NoteFull(batch);
        if (format.Derivation is { } derivation)
            batches.Derive(derivation, batch, rows);
    }

    unsafe void NoteTimes(RecordBatch batch, int first)
    {
        var times = (Int64Column)batch.Columns[batch.Schema.OrdinalOf(CommonFields.Time)];
        var newest = Newest?.Micros ?? long.MinValue;
        for (var row = first; row < batch.RowCount; row++)
            newest = times.IsValid(row) ? Math.Max(newest, times.Values[row]) : newest;
        if (newest != long.MinValue)
            Newest = new Timestamp(newest);
    }
}
