using System.Diagnostics;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;

namespace CloudAnalytics.Server.Tests.Intake;

/// <summary>A disk that is full, and then is not.</summary>
public sealed class FullDiskTests
{
    [TmpfsFact]
    public async Task FullDiskStopsTheIntakeWithAMessageAndLosesNothing()
    {
        using var lake = new IntakeLake();
        using var disk = new SmallDisk(Directory.CreateDirectory(lake.Data).FullName);
        var subjects = Enumerable.Range(0, 20_000).Select(i => $"{i:00000} {Guid.NewGuid()}").ToList();
        lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("first"));
        using (var writer = LakeWriter.Open(lake.Data, "a test", lake.Clock))
        {
            var intake = new IntakeService(writer, ServerConfiguration.Default with { Sources = [SourceConfiguration.Of(lake.Logs)] },
                lake.Clock);
            Assert.True(await intake.RoundAsync());
            var ballast = disk.Fill();
            lake.Append("a.log", IntakeLake.Lines(subjects));

            Assert.False(await intake.RoundAsync());
            Assert.Equal(["first"], lake.Subjects());
            Assert.NotNull(intake.Read().Fault);

            File.Delete(ballast);
            Assert.True(await intake.RoundAsync());
            Assert.Null(intake.Read().Fault);
        }

        Assert.Equal([.. subjects, "first"], lake.Subjects());
    }

    /// <summary>A file system in memory of a few megabytes.</summary>
    sealed class SmallDisk : IDisposable
    {
        readonly string _path;

        public SmallDisk(string path)
        {
            _path = path;
            Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", path);
        }

        public string Fill()
        {
            var path = Path.Combine(_path, "ballast");
            using var file = File.Create(path, bufferSize: 0);
            try
            {
                while (true)
                    file.Write(new byte[64 * 1024]);
            }
            catch (IOException)
            {
                return path;
            }
        }

        public void Dispose() => Run("umount", "-l", _path);

        static void Run(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    sealed class TmpfsFactAttribute : FactAttribute
    {
        public TmpfsFactAttribute() => Skip = CanMount() ? null : "a small disk cannot be mounted: not Linux, or not root";

        static bool CanMount()
        {
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || Prerequisites.Program("mount") is not null)
                return false;
            using var folder = RepositoryRoot.Temporary();
            using var process = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.Path])
            {
                RedirectStandardError = true,
            })!;
            process.WaitForExit();
            if (process.ExitCode != 0)
                return false;
            using var unmount = Process.Start("umount", folder.Path);
            unmount.WaitForExit();
            return true;
        }
    }
}
