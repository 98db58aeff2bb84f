using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Lake.Commits;

/// <summary>Splits batches by the UTC day of their rows' <c>arrived</c>, so that each file belongs to one day.</summary>
static class ArrivalDays
{
    const long MicrosPerDay = 24L * 60 * 60 * 1_000_000;

    /// <summary>Rows of one day that go to one file.</summary>
    /// <param name="Day">The day.</param>
    /// <param name="Batches">The batches; enumerated once, before the next run is asked for.</param>
    /// <param name="OnlyDay">The day whose rows are meant, where the batch holds others too; null where all rows are meant.</param>
    internal readonly record struct Run(DateOnly Day, IEnumerable<RecordBatch> Batches, DateOnly? OnlyDay);

    /// <summary>
    /// Runs of neighbouring batches of the same day. A batch that holds several days is a run for each of them. Empty batches are left out.
    /// </summary>
    internal static IEnumerable<Run> Split(IEnumerable<RecordBatch> batches)
    {
        using var source = batches.Where(batch => batch.RowCount > 0).GetEnumerator();
        var more = source.MoveNext();
        while (more)
        {
            var days = DaysOf(source.Current);
            if (days.Count == 1)
            {
                var run = new Neighbours(source, days.Min);
                yield return new Run(days.Min, run.Take(), null);
                more = run.IsFollowed;
                continue;
            }

            foreach (var day in days)
                yield return new Run(day, [source.Current], day);
            more = source.MoveNext();
        }
    }

    static unsafe SortedSet<DateOnly> DaysOf(RecordBatch batch)
    {
        var column = (Int64Column)batch.Columns[batch.Schema.OrdinalOf(CommonFields.Arrived)];
        var days = new SortedSet<DateOnly>();
        var (start, end) = (0L, 0L);
        for (var row = 0; row < batch.RowCount; row++)
        {
            Check.That(column.IsValid(row));
            var micros = column.Values[row];
            if (micros >= start && micros < end)
                continue;
            var day = (long)Math.Floor((double)micros / MicrosPerDay);
            (start, end) = (day * MicrosPerDay, (day + 1) * MicrosPerDay);
            days.Add(DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day)));
        }

        return days;
    }

    sealed class Neighbours(IEnumerator<RecordBatch> source, DateOnly day)
    {
        internal bool IsFollowed { get; private set; } = true;

        internal IEnumerable<RecordBatch> Take()
        {
            do
            {
                yield return source.Current;
                IsFollowed = source.MoveNext();
            }
            while (IsFollowed && DaysOf(source.Current) is { Count: 1 } days && days.Min == day);
        }
    }
}
