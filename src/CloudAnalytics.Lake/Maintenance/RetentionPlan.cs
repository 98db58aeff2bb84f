using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Maintenance;

/// <summary>How long and how much the lake keeps.</summary>
/// <param name="Days">Days of events, today included, at least 1; null keeps all.</param>
/// <param name="Bytes">Bytes of all data files together; null for no bound. The oldest days go first, today never.</param>
public readonly record struct RetentionLimits(int? Days, long? Bytes)
{
    /// <summary>Keeps everything.</summary>
    public static RetentionLimits None => default;
}

/// <summary>Which files retention takes away. Pure.</summary>
static class RetentionPlan
{
    /// <summary>The files to delete: whole days, oldest first.</summary>
    /// <param name="files">The files that count.</param>
    /// <param name="today">The current day, UTC.</param>
    /// <param name="limits">What is kept.</param>
    internal static IReadOnlyList<LakeFile> Of(IReadOnlyList<LakeFile> files, DateOnly today, RetentionLimits limits)
    {
        var days = files.GroupBy(file => file.Day).OrderBy(day => day.Key).ToList();
        var bytes = files.Sum(file => file.Bytes);
        var gone = new List<LakeFile>();
        foreach (var day in days)
        {
            var isOld = limits.Days is { } kept && day.Key <= today.AddDays(-kept);
            var isTooMuch = bytes > limits.Bytes && day.Key < today;
            if (!isOld && !isTooMuch)
                break;
            gone.AddRange(day);
            bytes -= day.Sum(file => file.Bytes);
        }

        return gone;
    }
}
