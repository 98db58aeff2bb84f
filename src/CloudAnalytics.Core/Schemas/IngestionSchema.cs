namespace CloudAnalytics.Core.Schemas;

/// <summary>
/// How taking in went, as rows like any other log's: one per source and commit. No parser makes them; the intake writes them beside the
/// rows they tell of. <see cref="CommonFields.Time"/> is the time of the commit, <see cref="CommonFields.SourceFile"/> the file or stream,
/// <see cref="CommonFields.Bytes"/> the bytes read of it.
/// </summary>
public static class IngestionSchema
{
    /// <summary>Format.</summary>
    public static readonly Field<Utf8Text> Format = Field.Keyword("format", "Format that the source was read as.");

    /// <summary>Rows.</summary>
    public static readonly Field<long> Rows = Field.Int64("rows", "Rows taken in, noise included.");

    /// <summary>Broken records.</summary>
    public static readonly Field<long> DeadLetters = Field.Int64("dead_letters", "Records refused and kept as dead letters.");

    /// <summary>Lag.</summary>
    public static readonly Field<double> LagMs = Field.Float64("lag_ms",
        "Age of the newest row when it was committed, milliseconds; null for sources that are read once and not followed.");

    /// <summary>The columns.</summary>
    public static readonly Schema Schema = new("ingestion",
        "What one commit took in from one file or stream.", Format, Rows, DeadLetters, CommonFields.Bytes, LagMs);
}
