namespace CloudAnalytics.Lake.Files;

/// <summary>
/// For each format the day from which on rows are read from <c>raw</c>; rows that arrived before it are in <c>archive</c>.
/// </summary>
/// <param name="days">The days by format.</param>
public sealed class Cuts(IReadOnlyDictionary<string, DateOnly> days)
{
    /// <summary>The format's cut; null where nothing was compacted yet.</summary>
    public DateOnly? Of(string format) => days.TryGetValue(format, out var day) ? day : null;
}
