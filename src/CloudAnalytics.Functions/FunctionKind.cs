namespace CloudAnalytics.Functions;

/// <summary>Which function a process is; the variable's values are these names in lower case.</summary>
public enum FunctionKind
{
    /// <summary>Kinesis event to OpenSearch.</summary>
    Index,

    /// <summary>Kinesis event to Parquet objects.</summary>
    Archive,

    /// <summary>Closed windows to CloudWatch metrics.</summary>
    Aggregate,

    /// <summary>Yesterday's objects to the archive zone.</summary>
    Compact,

    /// <summary>Templates, policies and dashboards of OpenSearch, as a custom resource.</summary>
    Provision,

    /// <summary>Dead letters and failed batches, sent again.</summary>
    Replay,
}

/// <summary>The functions' names.</summary>
public static class FunctionKinds
{
    /// <summary>The value of the variable that names the function. A start pays for asking an enumeration.</summary>
    public static string NameOf(FunctionKind kind) => kind switch
    {
        FunctionKind.Index => "index",
        FunctionKind.Archive => "archive",
        FunctionKind.Aggregate => "aggregate",
        FunctionKind.Compact => "compact",
        FunctionKind.Provision => "provision",
        FunctionKind.Replay => "replay",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
