using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tests;

/// <summary>
/// A file of input under tests/cases/FORMAT, with what it must become beside it: NAME.log or NAME.xml as its program writes it, NAME.ndjson
/// as an agent sends it, NAME.headerless.log without a header; NAME.expected.jsonl holds the rows, then the dead letters, then the counts.
/// </summary>
sealed record LogCase(string FormatName, string Path)
{
    // What a case's expectation leaves out: identity and origin depend on where the bytes came from, and raw repeats the input.
    static readonly string[] s_leftOut = ["id", "arrived", "source_file", "raw"];

    static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Root { get; } = RepositoryRoot.Combine("tests", "cases");

    /// <summary>All cases, by format and name.</summary>
    public static IReadOnlyList<LogCase> All { get; } =
    [
        .. from folder in Directory.EnumerateDirectories(Root).Order(StringComparer.Ordinal)
           from file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
           where !file.EndsWith(".expected.jsonl", StringComparison.Ordinal)
           select new LogCase(System.IO.Path.GetFileName(folder), file),
    ];

    public static TheoryData<string> Names => [.. All.Select(c => c.ToString())];

    /// <summary>A case by the name that a theory shows.</summary>
    public static LogCase Find(string name) => All.Single(c => c.ToString() == name);

    public ILogFormat Format => LogFormats.Find(FormatName) ?? throw new InvalidOperationException($"no format is called {FormatName}");

    public LogEncoding Encoding => Path.EndsWith(".ndjson", StringComparison.Ordinal) ? LogEncoding.Json : LogEncoding.LogFile;

    public bool IsHeaderless => Path.EndsWith(".headerless.log", StringComparison.Ordinal);

    public string ExpectedPath => System.IO.Path.ChangeExtension(Path, null) + ".expected.jsonl";

    public byte[] Bytes => File.ReadAllBytes(Path);

    public Parsed Parse(int pieceBytes = int.MaxValue, bool restarts = false) =>
        Parsed.From(Format, Encoding, Bytes, pieceBytes, IsHeaderless, restarts);

    /// <summary>What was parsed, in the form of the expectation files.</summary>
    public static string Describe(Parsed parsed)
    {
        var text = new StringBuilder();
        foreach (var row in parsed.Rows)
            Line(text, Trim(row));
        foreach (var dead in parsed.Report.DeadLetters)
            Line(text, new JsonObject { ["dead_letter"] = dead.Reason, ["offset"] = dead.Offset });
        var report = parsed.Report;
        Line(text, new JsonObject { ["parsed"] = report.Parsed, ["malformed"] = report.Malformed, ["skipped"] = report.Skipped });
        return text.ToString();
    }

    /// <summary>A row without what <see cref="Describe"/> leaves out.</summary>
    public static JsonObject Trim(JsonObject row)
    {
        var kept = (JsonObject)row.DeepClone();
        foreach (var name in s_leftOut)
            kept.Remove(name);
        return kept;
    }

    public override string ToString() => $"{FormatName}/{System.IO.Path.GetFileName(Path)}";

    static void Line(StringBuilder text, JsonObject json) => text.Append(json.ToJsonString(s_plain)).Append('\n');
}
