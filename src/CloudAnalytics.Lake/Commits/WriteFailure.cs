using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Commits;

/// <summary>Tells failures of the storage, which are values, from errors of the program, which are not.</summary>
static class WriteFailure
{
    // errno of Linux and macOS; .NET puts it into HResult. On Windows: ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    const int NoSpace = 28;
    const int QuotaLinux = 122;
    const int QuotaMac = 69;
    const int WindowsDiskFull = unchecked((int)0x80070070);
    const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>The failure that an exception of writing stands for; null when it is none of the storage.</summary>
    internal static LakeWriteResult.Failed? Of(Exception exception) => exception switch
    {
        DuckDbException { IsDiskFull: true } => Failed(LakeFailure.DiskFull, exception),
        DuckDbException { Kind: DuckDbErrorKind.Io } => Failed(LakeFailure.Unwritable, exception),
        DuckDbException { Kind: DuckDbErrorKind.OutOfMemory } => Failed(LakeFailure.OutOfMemory, exception),
        IOException { HResult: NoSpace or QuotaLinux or QuotaMac or WindowsDiskFull or WindowsHandleDiskFull } =>
            Failed(LakeFailure.DiskFull, exception),
        IOException or UnauthorizedAccessException => Failed(LakeFailure.Unwritable, exception),
        _ => null,
    };

    static LakeWriteResult.Failed Failed(LakeFailure kind, Exception exception) => new(kind, exception.Message);
}
