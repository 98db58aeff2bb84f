using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>How urgent an alarm is.</summary>
public enum AlarmSeverity
{
    /// <summary>To be looked at within days.</summary>
    Notice,

    /// <summary>To be looked at today.</summary>
    Warning,

    /// <summary>Users are hit, or an attack is going on: now.</summary>
    Critical,
}

/// <summary>Which side of the threshold is bad.</summary>
public enum AlarmComparison
{
    /// <summary>The threshold and all above it.</summary>
    AtLeast,

    /// <summary>The threshold and all below it.</summary>
    AtMost,
}

/// <summary>What a window without a number means.</summary>
public enum AlarmMissing
{
    /// <summary>All is well: nothing happened that could be counted.</summary>
    IsFine,

    /// <summary>As bad as a number beyond the threshold.</summary>
    IsBreach,

    /// <summary>Nothing is known; with no known window at all the state is <see cref="AlarmState.NoData"/>.</summary>
    IsUnknown,
}

/// <summary>What an alarm says.</summary>
public enum AlarmState
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>The threshold was passed in enough windows.</summary>
    Alarm,

    /// <summary>Nothing is known.</summary>
    NoData,
}

/// <summary>
/// Something that must be noticed, declared once: a column of a panel against a threshold, window by window. Windows are aligned to the
/// epoch, follow each other without a gap, and are judged once they are closed. Of a panel with groups the worst row counts; its names go
/// into the notification, never into a metric's dimension.
/// </summary>
/// <param name="Name">Lower-case words with hyphens; thresholds are set by it in the configuration.</param>
/// <param name="Title">What the notification begins with.</param>
/// <param name="Doc">What it means when it rings, for administrators.</param>
/// <param name="Runbook">What to do then.</param>
/// <param name="Question">What is asked of each window; it need not be one of the dashboard's panels.</param>
/// <param name="Column">Name of the column that is judged; it orders the panel, worst first.</param>
/// <param name="Threshold">Where it begins to be bad, unless configured otherwise; in the column's unit.</param>
public sealed record Alarm(string Name, string Title, string Doc, string Runbook, Panel Question, string Column, double Threshold)
{
    /// <summary>Which side of the threshold is bad.</summary>
    public AlarmComparison Comparison { get; init; } = AlarmComparison.AtLeast;

    /// <summary>Length of a window; it divides a day.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many of the last windows are looked at (N).</summary>
    public int Windows { get; init; } = 1;

    /// <summary>In how many of them the threshold must be passed (M).</summary>
    public int Breaches { get; init; } = 1;

    /// <summary>How urgent it is.</summary>
    public AlarmSeverity Severity { get; init; } = AlarmSeverity.Warning;

    /// <summary>What a window without a number means.</summary>
    public AlarmMissing Missing { get; init; } = AlarmMissing.IsFine;

    /// <summary>The last window that is closed at this instant.</summary>
    public TimeRange LastWindow(Timestamp now)
    {
        var end = TimeRange.BucketOf(now, Window);
        return new TimeRange(new Timestamp(end.Micros - (Window.Ticks / TimeSpan.TicksPerMicrosecond)), end);
    }

    /// <summary>
    /// The question to ask of a window; the first row of the answer is the worst, the column of it is the window's number.
    /// </summary>
    public PanelQuery QueryOf(TimeRange window) =>
        new(Question with { OrderBy = Column, IsAscending = Comparison == AlarmComparison.AtMost }, window) { Top = Limits.AlarmGroupsMax };

    /// <summary>The window's number: the judged column of the worst row, or null.</summary>
    public double? ValueOf(PanelResult answer) =>
        answer.Rows.IsEmpty ? null : answer.Rows[0].Values[Question.Columns.IndexOf(Question.Column(Column))];

    /// <summary>What the numbers of the last windows say.</summary>
    /// <param name="values">At most <see cref="Windows"/> numbers, null where a window has none.</param>
    /// <param name="threshold">The threshold, as declared or configured.</param>
    public AlarmState Judge(ReadOnlySpan<double?> values, double threshold)
    {
        var breaches = 0;
        var known = 0;
        foreach (var value in values)
        {
            if (value is null && Missing == AlarmMissing.IsUnknown)
                continue;
            known++;
            var isBreach = value switch
            {
                null => Missing == AlarmMissing.IsBreach,
                { } number => Comparison == AlarmComparison.AtLeast ? number >= threshold : number <= threshold,
            };
            if (isBreach)
                breaches++;
        }

        return known == 0 ? AlarmState.NoData : breaches >= Breaches ? AlarmState.Alarm : AlarmState.Ok;
    }

    /// <summary>What is wrong with the declaration. Empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var fault in Question.Faults())
            yield return $"alarm {Name}: {fault}";
        if (Question.Columns.All(c => c.Name != Column))
            yield return $"alarm {Name}: no column {Column}";
        if (Question.IsOverTime)
            yield return $"alarm {Name}: its question is over time";
        if (Window <= TimeSpan.Zero || TimeSpan.FromDays(1).Ticks % Window.Ticks != 0)
            yield return $"alarm {Name}: its window does not divide a day";
        if (Breaches < 1 || Breaches > Windows || Windows > Limits.AlarmWindowsMax)
            yield return $"alarm {Name}: {Breaches} of {Windows} windows cannot be";
        if (!Doc.EndsWith('.') || !Runbook.EndsWith('.'))
            yield return $"alarm {Name}: doc or runbook is no sentence";
    }
}
