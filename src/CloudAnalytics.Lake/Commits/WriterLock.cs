using System.Globalization;
using System.Text;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Commits;

/// <summary>The right to write to a data folder, held by one process as long as it lives.</summary>
/// <remarks>The operating system lets go of it when the process ends, however it ends; the file stays and means nothing then.</remarks>
sealed class WriterLock : IDisposable
{
    readonly FileStream _file;

    WriterLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="LakeLockedException">Another process holds it.</exception>
    internal static WriterLock Take(LakeFolder folder, string command, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder.Path);
        FileStream? file = Open(folder);
        try
        {
            file.SetLength(0);
            var since = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            file.Write(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, {command}, since {since} UTC")));
            file.Flush();
            var taken = new WriterLock(file);
            file = null;
            return taken;
        }
        finally
        {
            file?.Dispose();
        }
    }

    public void Dispose() => _file.Dispose();

    static FileStream Open(LakeFolder folder)
    {
        try
        {
            // Windows would not let anyone read the holder's name under FileShare.None; elsewhere that is what locks.
            var share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            return new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 1);
        }
        catch (IOException exception) when (File.Exists(folder.Lock))
        {
            throw new LakeLockedException(folder.Path, NativeFile.ReadShared(folder.Lock), exception);
        }
    }
}
