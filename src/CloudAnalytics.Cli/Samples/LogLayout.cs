using System.Collections.Immutable;
using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>How the cells of a row are written.</summary>
enum LineStyle
{
    /// <summary>Commas; a cell with a comma or a quote is quoted, quotes doubled (Exchange).</summary>
    Csv,

    /// <summary>Spaces; a blank inside a cell becomes <c>+</c>, an empty cell <c>-</c> (IIS).</summary>
    W3c,

    /// <summary>One JSON object of strings, as Kinesis Agent for Windows makes it of either of the others.</summary>
    Json,

    /// <summary>The writer of the row writes the whole line itself (Windows events).</summary>
    Whole,
}

/// <summary>The columns of one version of a log, and the header that names them.</summary>
/// <remarks>
/// Writers of rows always write all columns of a kind in their newest order; a layout leaves out those that an older version lacks.
/// </remarks>
sealed class LogLayout
{
    readonly bool[] _present;

    /// <param name="software">Text of the <c>#Software</c> line.</param>
    /// <param name="version">Text of the <c>#Version</c> line.</param>
    /// <param name="logType">Text of the <c>#Log-type</c> line, or null where the product writes none.</param>
    /// <param name="columns">Every column that writers write, in their order.</param>
    /// <param name="absent">Names of those that this version lacks.</param>
    public LogLayout(string software, string version, string? logType, ImmutableArray<string> columns, params string[] absent)
    {
        Software = software;
        Version = version;
        VersionText = Encoding.UTF8.GetBytes(version);
        LogType = logType;
        _present = [.. columns.Select(column => !absent.Contains(column))];
        Columns = [.. columns.Where(column => !absent.Contains(column))];
        All = columns.Length;
        JsonKeys = [.. columns.Select((column, i) => Encoding.UTF8.GetBytes((i == 0 ? "\"" : ",\"") + column + "\":\""))];
    }

    public string Software { get; }

    public string Version { get; }

    public byte[] VersionText { get; }

    public string? LogType { get; }

    /// <summary>Whether the log is of Windows' HTTP server, which writes its header and its times otherwise than Exchange.</summary>
    public bool IsW3c => LogType is null;

    /// <summary>The columns of this version, in file order.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>How many columns a writer writes, those that this version lacks included.</summary>
    public int All { get; }

    /// <summary>For each column that writers write: comma, quoted key, colon and the opening quote of the value.</summary>
    public byte[][] JsonKeys { get; }

    public bool IsPresent(int column) => _present[column];
}
