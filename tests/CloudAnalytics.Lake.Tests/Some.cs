using System.Globalization;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Lake.Tests;

/// <summary>A row as the tests know it: values by field, absent for null. The oracle of what the lake must give back.</summary>
sealed class Row : Dictionary<Field, object>
{
    /// <summary>The value as SQL shows it, or null.</summary>
    internal string? Of(Field field) => !TryGetValue(field, out var value) ? null : value switch
    {
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        string[] texts => $"[{string.Join(",", texts.Select(text => $"\"{text}\""))}]",
        (string, string)[] pairs => $"{{{string.Join(",", pairs.Select(pair => $"\"{pair.Item1}\":\"{pair.Item2}\""))}}}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}

/// <summary>Schemas, rows and batches for tests.</summary>
static class Some
{
    internal static readonly Field<long> Number = Field.Int64("number", "A number.");
    internal static readonly Field<double> Fraction = Field.Float64("fraction", "A fraction.");
    internal static readonly Field<bool> Truth = Field.Boolean("truth", "A truth value.");
    internal static readonly Field<Utf8Text> Quoted = Field.Keyword("odd \"name\"", "A name that SQL must quote.");

    /// <summary>A schema with a column of every type.</summary>
    internal static readonly Schema Schema = new(
        "every_type", "A row of every type.", Number, Fraction, Truth, CommonFields.Recipients, Quoted, CommonFields.ClientIp);

    internal static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Rows with random nulls and values of all lengths; identity and arrival are always there.</summary>
    internal static List<Row> Rows(Random random, int count, DateTimeOffset arrived, string idPrefix = "row")
    {
        var rows = new List<Row>(count);
        for (var i = 0; i < count; i++)
        {
            var row = new Row
            {
                [CommonFields.Id] = string.Create(CultureInfo.InvariantCulture, $"{idPrefix}{i:000000}"),
                [CommonFields.Arrived] = arrived,
                [CommonFields.Time] = arrived.AddMilliseconds(-random.Next(100_000_000)),
            };
            Maybe(row, random, CommonFields.Host, () => Text(random, 20));
            Maybe(row, random, CommonFields.Raw, () => Text(random, 400));
            Maybe(row, random, Quoted, () => Text(random, 14));
            Maybe(row, random, Number, () => random.NextInt64(long.MinValue, long.MaxValue));
            Maybe(row, random, Fraction, () => random.NextDouble());
            Maybe(row, random, Truth, () => random.Next(2) == 0);
            Maybe(row, random, CommonFields.Recipients,
                () => Enumerable.Range(0, random.Next(1, 5)).Select(_ => Text(random, 20)).ToArray());
            Maybe(row, random, CommonFields.Attributes,
                () => Enumerable.Range(0, random.Next(1, 4)).Select(n => ($"key number {n}", Text(random, 20))).ToArray());
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The rows in batches of the given capacity.</summary>
    internal static List<RecordBatch> Batches(IEnumerable<Row> rows, int capacity = Limits.BatchRowsMax, Schema? schema = null)
    {
        var batches = new List<RecordBatch> { new(schema ?? Schema, capacity) };
        foreach (var row in rows)
        {
            if (batches[^1].IsFull)
                batches.Add(new RecordBatch(schema ?? Schema, capacity));
            Write(row, batches[^1]);
        }

        return batches;
    }

    internal static void Write(Row row, RecordBatch batch)
    {
        var writer = batch.NewRow();
        foreach (var (field, value) in row)
        {
            switch (field)
            {
                case Field<Utf8Text> text:
                    writer.Set(text, Encoding.UTF8.GetBytes((string)value));
                    break;
                case Field<long> number:
                    writer.Set(number, (long)value);
                    break;
                case Field<double> fraction:
                    writer.Set(fraction, (double)value);
                    break;
                case Field<bool> truth:
                    writer.Set(truth, (bool)value);
                    break;
                case Field<Timestamp> time:
                    writer.Set(time, Timestamp.From((DateTimeOffset)value));
                    break;
                case Field<Utf8List> list:
                    foreach (var item in (string[])value)
                        writer.Add(list, Encoding.UTF8.GetBytes(item));
                    break;
                case Field<Utf8Map> map:
                    foreach (var (key, item) in ((string, string)[])value)
                        writer.Add(map, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(item));
                    break;
                default:
                    throw new InvalidOperationException(field.Name);
            }
        }

        writer.Commit();
    }

    static void Maybe(Row row, Random random, Field field, Func<object> value)
    {
        if (random.Next(3) > 0)
            row[field] = value();
    }

    // Around 12 bytes a text moves from the view into memory; two-byte letters check that lengths count bytes.
    static string Text(Random random, int lengthMax)
    {
        var text = new StringBuilder();
        for (var length = random.Next(1, lengthMax + 1); length > 0; length--)
            text.Append("abcdefghijklmnopqrstuvwxyz0123456789@.żé"[random.Next(40)]);
        return text.ToString();
    }
}
