using System.Globalization;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Tests.Metrics;

/// <summary>A small format, and rows of it written as text.</summary>
static class SomeMail
{
    public static readonly Field<Utf8Text> Key = Field.Keyword("key", "What tells messages apart.");
    public static readonly Schema Schema = new("some_mail", "A row.",
        CommonFields.Action, CommonFields.Sender, CommonFields.Recipients, CommonFields.Bytes,
        CommonFields.DurationMs, Key, CommonFields.MessageId);

    public static readonly DateTimeOffset Day = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);

    public static readonly Metric Rows = new("some.rows", "How many rows.", Schema, new Aggregate.Count());

    /// <summary>The first of two days.</summary>
    public static readonly TimeRange Range = TimeRange.Between(Day, Day.AddDays(1));

    /// <summary>
    /// Rows of words <c>name=value</c>: at (time of day, or days before with a minus: <c>-1d10:00</c>), a(ction), s(ender), r(ecipients,
    /// with commas), b(ytes), ms, key, id, noise.
    /// </summary>
    public static RecordBatch[] Batch(params string[] rows)
    {
        var batch = new RecordBatch(Schema, rows.Length);
        foreach (var text in rows)
        {
            var row = batch.NewRow();
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                Set(ref row, word.Split('=')[0], word.Split('=')[1]);
            row.Commit();
        }

        return [batch];
    }

    public static IEnumerable<string> Show(IEnumerable<MetricPoint> points) => points.Select(p =>
        (p.Bucket is { } b ? b.ToDateTimeOffset().ToString("dd HH:mm ", CultureInfo.InvariantCulture) : "")
        + string.Concat(p.Group.Select(g => g + " ")) + (p.Value?.ToString(CultureInfo.InvariantCulture) ?? "null"));

    public static IEnumerable<string> Show(PanelResult result) => result.Rows.Select(r =>
        string.Concat(r.Group.Select(g => g + " "))
        + string.Join(' ', r.Values.Select(v => v?.ToString("0.###", CultureInfo.InvariantCulture) ?? "null")));

    static void Set(ref RowWriter row, string name, string value)
    {
        var text = Encoding.UTF8.GetBytes(value);
        switch (name)
        {
            case "at":
                var days = value.StartsWith('-') ? int.Parse(value[1..value.IndexOf('d')]) : 0;
                var time = TimeSpan.Parse(value[(value.IndexOf('d') + 1)..], CultureInfo.InvariantCulture);
                row.Set(CommonFields.Time, Timestamp.From(Day.AddDays(-days) + time));
                break;
            case "a":
                row.Set(CommonFields.Action, text);
                break;
            case "s":
                row.Set(CommonFields.Sender, text);
                break;
            case "r":
                foreach (var item in value.Split(','))
                    row.Add(CommonFields.Recipients, Encoding.UTF8.GetBytes(item));
                break;
            case "b":
                row.Set(CommonFields.Bytes, long.Parse(value));
                break;
            case "ms":
                row.Set(CommonFields.DurationMs, double.Parse(value, CultureInfo.InvariantCulture));
                break;
            case "key":
                row.Set(Key, text);
                break;
            case "id":
                row.Set(CommonFields.MessageId, text);
                break;
            case "noise":
                row.Set(CommonFields.Noise, text);
                break;
            default:
                throw new ArgumentException(name);
        }
    }
}
