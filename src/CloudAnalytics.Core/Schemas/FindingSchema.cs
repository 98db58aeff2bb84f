namespace CloudAnalytics.Core.Schemas;

/// <summary>
/// What detections have found, as rows like any other log's: at most one per detection, key and hour, written when its rows are seen for
/// the first time and never changed. <see cref="CommonFields.Time"/> is the time of the row with which the rule was fulfilled.
/// </summary>
public static class FindingSchema
{
    /// <summary>Detection.</summary>
    public static readonly Field<Utf8Text> Detection = Field.Keyword("detection", "Name of the detection.", "rule.name");

    /// <summary>Title.</summary>
    public static readonly Field<Utf8Text> Title = Field.Keyword("title", "What the detection has seen, in a few words.");

    /// <summary>Key.</summary>
    public static readonly Field<Utf8Text> Key = Field.Keyword("finding_key",
        "What it is about: the address, account, host, domain or sender by which the detection groups rows.");

    /// <summary>Kind of the key.</summary>
    public static readonly Field<Utf8Text> KeyKind = Field.Keyword("key_kind",
        "What the key is: address, account, host, domain or sender.");

    /// <summary>Value.</summary>
    public static readonly Field<double> Value = Field.Float64("value",
        "The number with which the rule was fulfilled for the first time in the hour.");

    /// <summary>Threshold.</summary>
    public static readonly Field<double> Threshold = Field.Float64("threshold", "The threshold in force.");

    /// <summary>Window.</summary>
    public static readonly Field<long> WindowSeconds = Field.Int64("window_seconds", "Seconds before the time that the rule looks at.");

    /// <summary>Held back.</summary>
    public static readonly Field<long> HeldBack = Field.Int64("held_back",
        "How often the rule was fulfilled again in the hour of the key's finding before this one, without a finding of its own.");

    /// <summary>Rows.</summary>
    public static readonly Field<Utf8List> RowIds = Field.List("row_ids", "Ids of some of the rows that it was found in.");

    /// <summary>Details.</summary>
    public static readonly Field<Utf8Text> Details = Field.Text("details", "What these rows say: accounts tried, recipients, replies.");

    /// <summary>The columns.</summary>
    public static readonly Schema Schema = new("finding",
        "One thing that a detection has found; at most one per detection, key and hour.",
        Detection, Title, CommonFields.Severity, Key, KeyKind, CommonFields.Outcome, CommonFields.ClientIp, CommonFields.UserName,
        CommonFields.Sender, Value, Threshold, WindowSeconds, HeldBack, RowIds, Details);
}
