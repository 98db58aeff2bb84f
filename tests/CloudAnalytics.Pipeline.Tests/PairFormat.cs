using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Pipeline.Tests;

/// <summary>
/// A small format for tests: a header line <c>!name</c>, then lines <c>key=value</c>; in JSON, objects with the key <c>name</c> and a
/// number. It keeps the header
/// as its state and says so in each row.
/// </summary>
sealed class PairFormat(string name) : ILogFormat
{
    public static readonly Field<Utf8Text> Key = Field.Keyword("key", "Text before the equals sign.");
    public static readonly Field<Utf8Text> Value = Field.Keyword("value", "Text behind it.");

    public Schema Schema { get; } = new(name, "A pair.", Key, Value);

    public string Doc => "For tests.";

    public string ReferenceUrl => "https://example.test";

    public bool IsLogFile(ReadOnlySpan<byte> head) => head.StartsWith(Encoding.UTF8.GetBytes("!" + name));

    public bool IsJson(ReadOnlySpan<byte> json) => json.IndexOf(Encoding.UTF8.GetBytes($"\"{name}\":")) >= 0;

    public ILogParser CreateParser(LogEncoding encoding, ParserContext context) => new Parser(this, encoding, context);

    sealed class Parser(PairFormat format, LogEncoding encoding, ParserContext context) : ILogParser
    {
        byte[] _header = [];

        public int Parse(in ParseInput input, RecordBatch batch, ParseReport report)
        {
            var at = 0;
            var span = input.Span;
            while (at < span.Length && !batch.IsFull)
            {
                var end = span[at..].IndexOf((byte)(encoding == LogEncoding.Json ? '}' : '\n'));
                if (end < 0 && !input.IsFinal)
                    break;
                var length = end < 0 ? span.Length - at : end + 1;
                Take(span.Slice(at, length).Trim("\r\n ,"u8), input.Offset + at, batch, report);
                at += length;
            }

            return at;
        }

        public ReadOnlyMemory<byte> SaveState() => _header;

        public void RestoreState(ReadOnlySpan<byte> state) => _header = state.ToArray();

        void Take(ReadOnlySpan<byte> line, long offset, RecordBatch batch, ParseReport report)
        {
            if (line is [(byte)'!', ..])
            {
                _header = line.ToArray();
                report.Skipped++;
                return;
            }

            var split = line.IndexOf((byte)(encoding == LogEncoding.Json ? ':' : '='));
            if (split < 0)
            {
                report.Refuse(format.Schema.Name, context.SourceFile, offset, "no pair", line);
                return;
            }

            var row = batch.NewRow();
            row.Set(Key, encoding == LogEncoding.Json ? line[..split].Trim("{\""u8) : line[..split]);
            row.Set(Value, line[(split + 1)..].TrimEnd((byte)'}'));
            row.Set(CommonFields.Host, _header);
            row.SetBorrowed(CommonFields.Raw, line);
            var id = new byte[RecordId.TextLength];
            new RecordId(context.SourceId, (ulong)offset).Write(id);
            row.Set(CommonFields.Id, id);
            row.Commit();
            report.Parsed++;
        }
    }

    public static string Describe(RecordBatch batch, int index)
    {
        var row = new RowReader(batch, index);
        return $"{batch.Schema.Name} {Encoding.UTF8.GetString(row.Get(Key))}={Encoding.UTF8.GetString(row.Get(Value))}";
    }
}
