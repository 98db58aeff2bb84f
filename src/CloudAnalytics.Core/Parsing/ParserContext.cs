using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Parsing;

/// <summary>What a parser must know of its source besides the bytes. The host may change the settable members between calls.</summary>
/// <param name="sourceFile">The file or stream, as administrators know it.</param>
public sealed class ParserContext(string sourceFile)
{
    Func<(ulong Id, ulong Low)>? _name;
    ulong _sourceId;
    ulong _sourceLow;

    /// <summary>The file or stream, as administrators know it; becomes <c>source_file</c> unless the record names its own.</summary>
    public string SourceFile { get; } = sourceFile;

    /// <summary>Names the source in row ids: a file's fingerprint, a delivery's digest.</summary>
    public ulong SourceId
    {
        get
        {
            FindName();
            return _sourceId;
        }
        set => _sourceId = value;
    }

    /// <summary>
    /// Added to the byte offset in row ids: 0 for a file, and for a record of a stream another 64 bits that name it, so that ids of records
    /// differ in 128.
    /// </summary>
    public ulong SourceLow
    {
        get
        {
            FindName();
            return _sourceLow;
        }
        set => _sourceLow = value;
    }

    /// <summary>The machine that wrote the log, used for rows that do not name it; null when unknown.</summary>
    public string? Host { get; set; }

    /// <summary>
    /// Zone of timestamps that carry neither <c>Z</c> nor an offset; null for UTC. The dates and times of W3C logs are UTC in any case
    /// (W3C WD-logfile-960323; Microsoft, "Format of the HTTP Server API Error Logs").
    /// </summary>
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>
    /// Up to when the log was written: the file's last change. Stamps without a year are dated by it; null for <see cref="Arrived"/>.
    /// </summary>
    public Timestamp? Written { get; set; }

    /// <summary>
    /// Whether an address is one of a proxy of the operator's, whose word on the client's address counts; by default none is.
    /// </summary>
    public Records.AddressRanges Proxies { get; set; } = Records.AddressRanges.None;

    /// <summary>When the bytes arrived: rows get it as <c>arrived</c>, and as <c>time</c> where their own is missing or absurd.</summary>
    public Timestamp Arrived { get; set; }

    /// <summary>
    /// What the log calls itself (<c>#Log-type: SMTP Receive Protocol Log</c>), once its header was read; a parser sets, saves and restores
    /// it.
    /// </summary>
    public string? LogType { get; set; }

    /// <summary>
    /// Whether rows may come without a header, as single lines sent over a stream: then a known header of as many columns is assumed.
    /// </summary>
    public bool AssumeHeader { get; set; }

    /// <summary>Whether rows keep the original record in <c>raw</c>.</summary>
    public bool KeepRaw { get; set; } = true;

    /// <summary>Has the source named when a row needs its name: most rows have an id of their own, and a name costs a hash.</summary>
    /// <param name="name">Computes <see cref="SourceId"/> and <see cref="SourceLow"/>; is called once at most.</param>
    public void NameWhenNeeded(Func<(ulong Id, ulong Low)> name) => _name = name;

    void FindName()
    {
        if (_name is null)
            return;
        (_sourceId, _sourceLow) = _name();
        _name = null;
    }
}
