using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Server.Tests.Web;

namespace CloudAnalytics.Server.Tests.Detections;

/// <summary>A row that a test writes.</summary>
/// <param name="Schema">Its format.</param>
/// <param name="Seconds">Its time, seconds from noon.</param>
/// <param name="Values">Its values.</param>
public sealed record SomeRow(Schema Schema, double Seconds, params (Field Field, object Value)[] Values)
{
    internal static DateTimeOffset Noon { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The half day around noon.</summary>
    internal static TimeRange Around { get; } = TimeRange.Between(Noon - TimeSpan.FromHours(6), Noon + TimeSpan.FromHours(12));

    /// <summary>Rows as batches, one of each format; their ids go on from a number.</summary>
    internal static List<RecordBatch> Batches(IEnumerable<SomeRow> rows, ref int number)
    {
        var batches = new List<RecordBatch>();
        foreach (var group in rows.GroupBy(row => row.Schema))
        {
            var batch = new RecordBatch(group.Key, group.Count());
            foreach (var row in group)
            {
                var written = new TestRow
                {
                    [CommonFields.Time] = Noon + TimeSpan.FromMilliseconds(Math.Round(row.Seconds * 1000)),
                    [CommonFields.Arrived] = Noon,
                    [CommonFields.Id] = $"row{number++:000000}",
                };
                foreach (var (field, value) in row.Values)
                    written[field] = value;
                written.WriteTo(batch);
            }

            batches.Add(batch);
        }

        return batches;
    }
}
