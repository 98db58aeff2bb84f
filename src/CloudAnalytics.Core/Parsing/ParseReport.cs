using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Core.Parsing;

/// <summary>
/// What became of the records of one or more calls of a parser. In = parsed + unsupported + malformed; what is no record at all is skipped.
/// </summary>
public sealed class ParseReport
{
    /// <summary>Rows added.</summary>
    public long Parsed { get; set; }

    /// <summary>Rows added for real records that are not modelled.</summary>
    public long Unsupported { get; set; }

    /// <summary>Records refused; each is in <see cref="DeadLetters"/>.</summary>
    public long Malformed { get; private set; }

    /// <summary>Lines that are no records: headers, comments, blank lines, echoes of the header.</summary>
    public long Skipped { get; set; }

    /// <summary>The refused records.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Refuses a record.</summary>
    public void Refuse(string format, string sourceFile, long offset, string reason, ReadOnlySpan<byte> raw)
    {
        Malformed++;
        var kept = raw[..Math.Min(raw.Length, Limits.DeadLetterBytesMax)].ToArray();
        DeadLetters.Add(new DeadLetter(format, sourceFile, offset, reason, kept));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Parsed = Unsupported = Malformed = Skipped = 0;
        DeadLetters.Clear();
    }
}
