using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudAnalytics.Lake.Files;

/// <summary>What the commit protocol needs of the operating system beyond .NET.</summary>
static partial class NativeFile
{
    const int ReadOnly = 0;

    /// <summary>Waits until a file's content is on the disk.</summary>
    internal static void Flush(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>
    /// Waits until a folder's names are on the disk. On Windows the file system's journal sees to that, and nothing is done.
    /// </summary>
    internal static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = Open(path);
        // Some network file systems do not flush folders; they say so, and there is nothing better to do.
        _ = fsync(handle);
    }

    /// <summary>Reads a small file although another process holds it exclusively.</summary>
    internal static string ReadShared(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }

        using var handle = Open(path);
        var bytes = new byte[4096];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0));
    }

    static SafeFileHandle Open(string path)
    {
        var handle = open(path, ReadOnly);
        return handle >= 0
            ? new SafeFileHandle(handle, ownsHandle: true)
            : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle handle);
}
