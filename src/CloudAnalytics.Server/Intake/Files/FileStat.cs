using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudAnalytics.Server.Intake.Files;

/// <summary>
/// What the file system says of a file without opening it: when all of it is as before, the content is taken to be as before.
/// </summary>
/// <param name="Device">The file system it lies on; 0 where the system does not say cheaply (Windows, macOS).</param>
/// <param name="Inode">Its number there, which a rename does not change; 0 where the system does not say cheaply.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNs">When it was last written, nanoseconds since 1970.</param>
readonly partial record struct FileStat(ulong Device, ulong Inode, long Size, long ModifiedNs)
{
    const int CurrentFolder = -100;
    const int EmptyPath = 0x1000;
    const uint BasicStats = 0x7FF;
    const int FormatMask = 0xF000;
    const int RegularFile = 0x8000;

    /// <summary>When it was last written.</summary>
    internal DateTimeOffset Modified => DateTimeOffset.UnixEpoch.AddTicks(ModifiedNs / 100);

    /// <summary>Whether the other one is the same file by its number; false where numbers are not known.</summary>
    internal bool IsSameFile(FileStat other) => Inode != 0 && Inode == other.Inode && Device == other.Device;

    /// <summary>Asks about a path, following links; null when there is no ordinary file.</summary>
    internal static unsafe FileStat? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            StatxBuffer buffer;
            return statx(CurrentFolder, path, 0, BasicStats, &buffer) == 0 ? From(buffer) : null;
        }

        var info = new FileInfo(path);
        return info.Exists ? new FileStat(0, 0, info.Length, NsOf(info.LastWriteTimeUtc)) : null;
    }

    /// <summary>Asks about an open file.</summary>
    internal static unsafe FileStat Of(SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux())
        {
            StatxBuffer buffer;
            if (statx(handle, "", EmptyPath, BasicStats, &buffer) == 0 && From(buffer) is { } stat)
                return stat;
        }

        return new FileStat(0, 0, RandomAccess.GetLength(handle), NsOf(File.GetLastWriteTimeUtc(handle)));
    }

    static FileStat? From(in StatxBuffer buffer) => (buffer.Mode & FormatMask) == RegularFile
        ? new FileStat(((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor, buffer.Inode, (long)buffer.Size,
            (buffer.ModifiedSeconds * 1_000_000_000) + buffer.ModifiedNanoseconds)
        : null;

    static long NsOf(DateTime time) => (time - DateTime.UnixEpoch).Ticks * 100;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, StatxBuffer* buffer);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int statx(SafeFileHandle file, string path, int flags, uint mask, StatxBuffer* buffer);

    // struct statx of Linux (man 2 statx): the same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct StatxBuffer
    {
        [FieldOffset(28)]
        internal ushort Mode;

        [FieldOffset(32)]
        internal ulong Inode;

        [FieldOffset(40)]
        internal ulong Size;

        [FieldOffset(112)]
        internal long ModifiedSeconds;

        [FieldOffset(120)]
        internal uint ModifiedNanoseconds;

        [FieldOffset(136)]
        internal uint DeviceMajor;

        [FieldOffset(140)]
        internal uint DeviceMinor;
    }
}
