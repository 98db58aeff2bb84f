using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace CloudAnalytics.Cli.Tests.Samples;

/// <summary>Reads a sample as naively as can be: whole files, character by character, every row a dictionary.</summary>
sealed class SampleReader
{
    static readonly string[] s_timeColumns = ["date-time", "DateTime", "dateTime", "TimeStamp", "Timestamp", "TimeCreated"];

    readonly string _root;

    public SampleReader(string root)
    {
        _root = root;
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            ReadFile(path);
    }

    public List<SampleRow> Rows { get; } = [];

    /// <summary>Lines that are no rows, by format.</summary>
    public Dictionary<string, int> Dead { get; } = [];

    /// <summary>Every header by format: the names of one <c>#Fields</c> line, joined by blanks.</summary>
    public HashSet<(string Format, string Fields)> Headers { get; } = [];

    public IEnumerable<SampleRow> Of(string format) => Rows.Where(row => row.Format == format);

    static string FormatOf(string file) => file switch
    {
        _ when file.Contains("/MessageTracking/") || file.Contains("/message-tracking") => "exchange_message_tracking",
        _ when file.Contains("/ProtocolLog/") || file.Contains("/smtp-") => "exchange_smtp_protocol",
        _ when file.Contains("/AgentLog/") || file.Contains("/agent-log") => "exchange_agent",
        _ when file.Contains("/HttpProxy/") || file.Contains("/http-proxy") => "exchange_http_proxy",
        _ when file.Contains("/Logging/Ews/") || file.Contains("/ews.") => "exchange_ews",
        _ when file.Contains("/MapiHttp/") || file.Contains("/mapi-http") => "exchange_mapi_http",
        _ when file.Contains("/Imap4/") || file.Contains("/Pop3/") || file.Contains("/imap4")
            || file.Contains("/pop3") => "exchange_imap_pop",
        _ when file.Contains("/CmdletInfra/") || file.Contains("/cmdlet") => "exchange_cmdlet",
        _ when file.Contains("/ECP/") || file.Contains("/ecp-") => "exchange_ecp",
        _ when file.Contains("/LocalQueue/") || file.Contains("/audit") => "exchange_admin_audit",
        _ when file.Contains("/W3SVC") || file.Contains("/iis") => "iis_access",
        _ when file.Contains("/HTTPERR/") || file.Contains("/httperr") => "iis_error",
        _ when file.Contains("/WindowsEvents/") || file.Contains("/windows-events") => "windows_event",
        _ => throw new InvalidOperationException($"nobody knows what {file} is"),
    };

    void ReadFile(string path)
    {
        var file = Path.GetRelativePath(_root, path).Replace('\\', '/');
        // What Unix servers log is held to the truth by its journeys and logins.
        if (file == "truth.json" || file.StartsWith("unix/", StringComparison.Ordinal)) return;
        var format = FormatOf(file);
        var text = File.ReadAllText(path, Encoding.UTF8);
        switch (Path.GetExtension(path))
        {
            case ".ndjson":
                foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Json(format, file, line);
                break;
            case ".xml":
                foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Xml(format, file, line);
                break;
            default:
                Delimited(format, file, text);
                break;
        }
    }

    void Delimited(string format, string file, string text)
    {
        var separator = format.StartsWith("iis_", StringComparison.Ordinal) ? ' ' : ',';
        string[] names = [];
        foreach (var cells in Records(text, separator))
        {
            var first = cells[0].TrimStart('\0');
            if (first.StartsWith("#Fields:", StringComparison.Ordinal))
            {
                names = separator == ' ' ? [.. cells[1..]] : [first["#Fields: ".Length..], .. cells[1..]];
                Headers.Add((format, string.Join(' ', names)));
            }
            else if (!first.StartsWith('#') && first != "DateTime" && first.Length > 0)
            {
                var pairs = names.Zip(cells.Select((cell, i) => i == 0 ? first : cell));
                Keep(format, file, pairs.ToDictionary(pair => pair.First, pair => pair.Second));
            }
        }
    }

    static IEnumerable<List<string>> Records(string text, char separator)
    {
        var record = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (isQuoted && c == '"') isQuoted = false;
            else if (!isQuoted && c == '"' && cell.Length == 0 && separator == ',') isQuoted = true;
            else if (isQuoted || (c != separator && c is not ('\r' or '\n'))) cell.Append(c);
            else if (c == separator || c == '\n')
            {
                record.Add(cell.ToString());
                cell.Clear();
                if (c != '\n') continue;
                yield return record;
                record = [];
            }
        }

        Assert.True(cell.Length == 0 && record.Count == 0, "a file ends in the middle of a line");
    }

    void Json(string format, string file, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            Keep(format, file, document.RootElement.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ToString()));
        }
        catch (JsonException)
        {
            Lose(format);
        }
    }

    void Xml(string format, string file, string line)
    {
        var root = XElement.Parse(line);
        var cells = root.Descendants().Where(node => !node.HasElements).GroupBy(node => node.Name.LocalName)
            .ToDictionary(group => group.Key, group => group.First().Value);
        foreach (var attribute in root.Descendants().SelectMany(node => node.Attributes()))
            cells.TryAdd(attribute.Parent!.Name.LocalName + "." + attribute.Name.LocalName, attribute.Value);
        cells["TimeCreated"] = cells["TimeCreated.SystemTime"];
        Keep(format, file, cells);
    }

    void Keep(string format, string file, Dictionary<string, string> cells)
    {
        var time = cells.TryGetValue("date", out var date) ? $"{date}T{cells.GetValueOrDefault("time")}Z"
            : s_timeColumns.Select(name => cells.GetValueOrDefault(name)).FirstOrDefault(value => value is not null)
                ?? throw new InvalidOperationException($"{file}: no time in {string.Join(", ", cells)}");
        if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when))
        {
            Lose(format);
            return;
        }

        var full = cells.Where(pair => pair.Value is not ("" or "-")).ToDictionary();
        Rows.Add(new SampleRow(format, file, when, full));
    }

    void Lose(string format) => Dead[format] = Dead.GetValueOrDefault(format) + 1;
}
