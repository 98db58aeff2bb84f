using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Aws.CloudWatch;

/// <summary>
/// Writes metrics as log lines that CloudWatch takes them from (embedded metric format,
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html). The lines also
/// name what is behind the largest numbers, in <c>names</c>: text for people, of which no metric is made.
/// </summary>
public static class EmbeddedMetrics
{
    /// <summary>Member with the names behind the numbers, by the question's name.</summary>
    public const string NamesMember = "names";

    // What a line has besides its metrics, and each metric besides its name twice, its number and the names behind it.
    const int LineBytes = 256;
    const int MetricBytes = 128;

    // "Values must be in the range of -2^360 to 2^360. Special values (NaN, infinity) are not supported."
    static readonly double s_valueMax = Math.Pow(2, 360);
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines of a window's answers, without line ends.</summary>
    public static IReadOnlyList<byte[]> Write(string space, IReadOnlyCollection<WindowAnswer> answers)
    {
        var lines = new List<byte[]>();
        var values = answers.SelectMany(answer => answer.Values.Select((value, i) => new Entry(value, answer.Window.From,
            i == 0 && !answer.Rows.IsEmpty ? answer : null)));
        foreach (var group in values.GroupBy(e => (e.Start, e.Value.Metric.Dimension?.Name, e.Value.DimensionValue)))
            Write(space, [.. group], lines);
        return lines;
    }

    /// <summary>The line of numbers that have no names behind them.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="time">The instant that they are of.</param>
    /// <param name="values">The numbers, without dimensions.</param>
    public static IReadOnlyList<byte[]> Write(string space, Timestamp time, IEnumerable<PublishedValue> values)
    {
        var lines = new List<byte[]>();
        Write(space, [.. values.Select(value => new Entry(value, time, null))], lines);
        return lines;
    }

    static void Write(string space, IReadOnlyList<Entry> entries, List<byte[]> lines)
    {
        var some = new List<Entry>();
        var length = 0;
        foreach (var entry in entries.Where(e => Math.Abs(e.Value.Value) <= s_valueMax))
        {
            if (some.Count == Limits.MetricsPerObjectMax || (some.Count > 0 && length + entry.Bytes > Limits.MetricLineBytesMax))
            {
                lines.Add(Line(space, some));
                some.Clear();
            }

            length = some.Count == 0 ? LineBytes + (space.Length * 4) + (Limits.MetricDimensionValueLengthMax * 2) : length;
            length += entry.Bytes;
            some.Add(entry);
        }

        if (some.Count > 0)
            lines.Add(Line(space, some));
    }

    static byte[] Line(string space, List<Entry> entries)
    {
        var (dimension, dimensionValue) = (entries[0].Value.Metric.Dimension, entries[0].Value.DimensionValue);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteStartObject("_aws"u8);
            json.WriteNumber("Timestamp"u8, entries[0].Start.Micros / 1000);
            json.WriteStartArray("CloudWatchMetrics"u8);
            json.WriteStartObject();
            json.WriteString("Namespace"u8, space);
            json.WriteStartArray("Dimensions"u8);
            json.WriteStartArray();
            if (dimension is not null)
                json.WriteStringValue(dimension.Name);
            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteStartArray("Metrics"u8);
            foreach (var (value, _, _) in entries)
            {
                json.WriteStartObject();
                json.WriteString("Name"u8, value.Metric.Name);
                json.WriteString("Unit"u8, value.Metric.Unit.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            if (dimension is not null)
            {
                Check.That(dimension.Name.Length is > 0 and <= Limits.MetricDimensionNameLengthMax);
                Check.That(dimensionValue!.Length is > 0 and <= Limits.MetricDimensionValueLengthMax);
                json.WriteString(dimension.Name, dimensionValue);
            }

            foreach (var (value, _, _) in entries)
            {
                Check.That(value.Metric.Name.Length is > 0 and <= Limits.MetricNameLengthMax);
                json.WriteNumber(value.Metric.Name, value.Value);
            }

            WriteNames(json, entries);
            json.WriteEndObject();
        }

        Check.That(buffer.WrittenCount <= Limits.MetricLineBytesMax);
        return buffer.WrittenSpan.ToArray();
    }

    static void WriteNames(Utf8JsonWriter json, List<Entry> entries)
    {
        if (entries.All(e => e.Named is null))
            return;
        json.WriteStartObject(NamesMember);
        foreach (var answer in entries.Select(e => e.Named).OfType<WindowAnswer>())
        {
            json.WriteStartArray(answer.Question.Name);
            foreach (var row in answer.Rows)
            {
                json.WriteStartObject();
                for (var i = 0; i < row.Names.Length; i++)
                    json.WriteString(answer.Question.Panel.By[i].Name, row.Names[i]);
                if (row.Value is { } value && double.IsFinite(value))
                    json.WriteNumber("value"u8, value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    static int BytesOf(WindowAnswer answer)
    {
        var fields = answer.Question.Panel.By.Sum(field => field.Name.Length + MetricBytes);
        return MetricBytes + answer.Rows.Sum(row => fields + MetricBytes + row.Names.Sum(name => name.Length * 6));
    }

    /// <summary>A number of a line.</summary>
    readonly record struct Entry(PublishedValue Value, Timestamp Start, WindowAnswer? Named)
    {
        /// <summary>At most so many bytes of the line; a character takes up to six, escaped.</summary>
        public int Bytes => MetricBytes + (Encoding.UTF8.GetByteCount(Value.Metric.Name) * 2) + (Named is null ? 0 : BytesOf(Named));
    }
}
