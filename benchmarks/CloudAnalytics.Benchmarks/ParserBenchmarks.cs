using BenchmarkDotNet.Attributes;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Benchmarks;

/// <summary>Each format's parser over its example records, repeated; allocation must be 0 in the steady state.</summary>
[MemoryDiagnoser]
public class ParserBenchmarks
{
    const int Repeats = 4000;

    InputBlock _block = null!;
    RecordBatch _batch = null!;
    ILogFormat _format = null!;
    int _length;

    /// <summary>The formats that have example cases of log files.</summary>
    public static IEnumerable<string> Formats => LogFormats.All.Select(format => format.Name).Where(name => CaseOf(name) is not null);

    /// <summary>Name of the format.</summary>
    [ParamsSource(nameof(Formats))]
    public string Format { get; set; } = "";

    /// <summary>Reads the examples.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _format = LogFormats.Find(Format)!;
        var lines = File.ReadAllLines(CaseOf(Format)!);
        var header = lines.Where(line => line.StartsWith('#')).ToList();
        var rows = lines.Where(line => !line.StartsWith('#')).ToList();
        var text = string.Join('\n', header.Concat(Enumerable.Repeat(rows, Repeats).SelectMany(r => r))) + "\n";
        _block = InputBlock.CopyOf(System.Text.Encoding.UTF8.GetBytes(text));
        _length = _block.Capacity;
        _batch = new RecordBatch(_format.Schema);
    }

    /// <summary>Parses all.</summary>
    [Benchmark]
    public long Parse()
    {
        var parser = _format.CreateParser(LogEncoding.LogFile,
            new ParserContext("x.log") { Arrived = Timestamp.From(DateTimeOffset.UnixEpoch.AddYears(80)) });
        var report = new ParseReport();
        for (var at = 0; at < _length;)
        {
            _batch.Clear();
            at += parser.Parse(new ParseInput(_block, at, _length - at, at, true), _batch, report);
        }

        return report.Parsed;
    }

    static string? CaseOf(string format)
    {
        var folder = Path.Combine(Rounds.RepositoryFolder(), "tests", "cases", format);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.log").Order(StringComparer.Ordinal).FirstOrDefault() : null;
    }
}
