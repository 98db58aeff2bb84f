namespace CloudAnalytics.Lake;

/// <summary>What became of a commit.</summary>
public abstract record LakeWriteResult
{
    private LakeWriteResult()
    {
    }

    /// <summary>The commit has happened: it survives a kill and a power failure, and its checkpoints hold.</summary>
    /// <param name="Commit">Its number; 0 when there was nothing to write.</param>
    /// <param name="Rows">Rows written.</param>
    public sealed record Written(long Commit, long Rows) : LakeWriteResult;

    /// <summary>The commit has not happened: nothing of it is visible, and sources go on from their last checkpoints.</summary>
    /// <param name="Kind">What kind of failure.</param>
    /// <param name="Reason">What the system said, for administrators.</param>
    public sealed record Failed(LakeFailure Kind, string Reason) : LakeWriteResult;
}

/// <summary>Why a commit did not happen. The data is safe where it came from; the same commit may be tried again.</summary>
public enum LakeFailure
{
    /// <summary>The disk has no space, or the quota is used up.</summary>
    DiskFull,

    /// <summary>The data folder cannot be written: rights, a read-only or failing disk.</summary>
    Unwritable,

    /// <summary>DuckDB did not get the memory that it needs.</summary>
    OutOfMemory,

    /// <summary>A file of the lake cannot be read, or rows are missing in it: maintenance leaves it as it is.</summary>
    Damaged,
}
