using System.Text;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Formats.Tests;

/// <summary>
/// Writes the rows of a log file as Kinesis Agent for Windows sends them: one flat object per row, keys in the header's order, all values
/// texts. A plain reader of its own, so that it may judge the parsers; it knows one header, whole lines and quoted cells in one line.
/// </summary>
static class AgentJson
{
    public static byte[] Of(byte[] logFile)
    {
        var json = new StringBuilder();
        string[]? header = null;
        var delimiter = ',';
        foreach (var line in Encoding.UTF8.GetString(logFile).Split(["\r\n", "\n", "\r"], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.TrimStart('\uFEFF').StartsWith("#Fields: ", StringComparison.Ordinal))
            {
                var names = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim();
                delimiter = names.Contains(',', StringComparison.Ordinal) ? ',' : ' ';
                header = names.Split(delimiter);
            }
            else if (header is not null && line[0] != '#')
            {
                var cells = Cells(line, delimiter);
                var row = new JsonObject();
                for (var i = 0; i < Math.Min(cells.Count, header.Length); i++)
                    row[header[i]] = cells[i];
                json.Append(row.ToJsonString()).Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(json.ToString());
    }

    /// <summary>The same objects with their keys in another order, each in its own.</summary>
    public static byte[] Shuffled(byte[] json, Random random)
    {
        var text = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(json).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var pairs = JsonNode.Parse(line)!.AsObject().ToArray();
            random.Shuffle(pairs);
            var other = new JsonObject(pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
            text.Append(other.ToJsonString()).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static List<string> Cells(string line, char delimiter)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (quoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"' && delimiter == ',' && (quoted || cell.Length == 0))
                quoted = !quoted;
            else if (line[i] == delimiter && !quoted)
                Take();
            else
                cell.Append(line[i]);
        }

        Take();
        return cells;

        void Take()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
