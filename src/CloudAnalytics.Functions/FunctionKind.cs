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
