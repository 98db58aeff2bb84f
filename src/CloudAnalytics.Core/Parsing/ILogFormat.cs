using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Parsing;

/// <summary>How the records of a format are written down.</summary>
public enum LogEncoding
{
    /// <summary>The log file as its program writes it.</summary>
    LogFile,

    /// <summary>
    /// JSON lines with the log's column names as keys, as Kinesis Agent for Windows, Fluent Bit and our own export send them.
    /// </summary>
    Json,
}

/// <summary>A log format: its columns and its parsers. Adding a format is one implementation and one line in the list of all.</summary>
public interface ILogFormat
{
    /// <summary>Snake-case name, equal to the schema's.</summary>
    string Name => Schema.Name;

    /// <summary>Formats whose records stand mixed in one source, such as those of a syslog file, have one family name.</summary>
    string Family => Name;

    /// <summary>What one row holds.</summary>
    Schema Schema { get; }

    /// <summary>One sentence for administrators: which program writes this log, and where it lies.</summary>
    string Doc { get; }

    /// <summary>Where the vendor documents it.</summary>
    string ReferenceUrl { get; }

    /// <summary>What follows from each row and is stored beside it; null when nothing does.</summary>
    IRowDerivation? Derivation => null;

    /// <summary>
    /// Whether the beginning of a log file is of this format, judged by declarations in it (log type, header columns), never by trying to
    /// parse.
    /// </summary>
    /// <param name="head">The file's first bytes, after a byte order mark; may end inside a line.</param>
    bool IsLogFile(ReadOnlySpan<byte> head);

    /// <summary>Whether a flat JSON object is of this format, judged by its decisive keys.</summary>
    /// <param name="json">One JSON object.</param>
    bool IsJson(ReadOnlySpan<byte> json);

    /// <summary>A parser for one source. It keeps state between calls, such as the current header, and is not thread safe.</summary>
    ILogParser CreateParser(LogEncoding encoding, ParserContext context);
}
