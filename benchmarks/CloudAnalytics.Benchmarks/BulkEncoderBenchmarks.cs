using System.Text;
using BenchmarkDotNet.Attributes;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Benchmarks;

/// <summary>
/// Message tracking rows to lines of a bulk request, beside copying the same lines: what the encoder adds to moving bytes. Allocation must
/// be 0 in the steady state.
/// </summary>
[MemoryDiagnoser]
public class BulkEncoderBenchmarks
{
    const string Format = "exchange_message_tracking";
    const int Rows = 2500;

    RecordBatch _batch = null!;
    InputBlock _block = null!;
    BulkEncoder _encoder = null!;
    byte[] _lines = [];
    byte[] _target = [];

    /// <summary>Parses the example records until there are enough rows.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var format = LogFormats.Find(Format)!;
        var file = Directory.EnumerateFiles(Path.Combine(Rounds.RepositoryFolder(), "tests", "cases", Format), "*.log")
            .Order(StringComparer.Ordinal).First();
        var lines = File.ReadAllLines(file);
        var records = lines.Where(line => !line.StartsWith('#')).ToList();
        var text = string.Join('\n', lines.Where(line => line.StartsWith('#'))
            .Concat(Enumerable.Range(0, Rows).Select(i => records[i % records.Count]))) + "\n";
        _block = InputBlock.CopyOf(Encoding.UTF8.GetBytes(text));
        _batch = new RecordBatch(format.Schema, Rows);
        var parser = format.CreateParser(LogEncoding.LogFile,
            new ParserContext("x.log") { Arrived = Timestamp.From(DateTimeOffset.UnixEpoch.AddYears(80)) });
        parser.Parse(new ParseInput(_block, 0, _block.Capacity, 0, true), _batch, new ParseReport());
        _encoder = new BulkEncoder(format.Schema, IndexNames.Default);
        Encode();
        _lines = _encoder.Encoded.ToArray();
        _target = new byte[_lines.Length];
        Console.WriteLine($"{_batch.RowCount} rows, {_lines.Length} bytes");
    }

    /// <summary>Encodes all rows.</summary>
    [Benchmark]
    public int Encode()
    {
        _encoder.Clear();
        for (var row = 0; row < _batch.RowCount; row++)
            _encoder.Add(_batch, row);
        return _encoder.Length;
    }

    /// <summary>Copies what the encoder makes.</summary>
    [Benchmark(Baseline = true)]
    public void Copy() => _lines.CopyTo(_target, 0);
}
