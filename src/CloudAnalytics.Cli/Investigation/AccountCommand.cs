using System.Globalization;
using System.Security.Cryptography;
using CloudAnalytics.Cli.Commands;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Cli.Investigation;

/// <summary>Writes the bundle of an account's day and says what is in it.</summary>
static class AccountCommand
{
    internal static int Run(LakeSql lake, AccountQuestion question, CancellationToken cancellation)
    {
        if (File.Exists(question.Folder) || (Directory.Exists(question.Folder)
            && Directory.EnumerateFileSystemEntries(question.Folder).Any()))
            throw new CommandException(
                $"--out {Path.GetFullPath(question.Folder)} is there already; a bundle is never written over: name a new folder");
        BundleManifest manifest;
        try
        {
            manifest = new AccountBundle(lake, question, TimeProvider.System).Write(cancellation);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(problem.Message, CommandRunner.Failed);
        }

        var rows = manifest.Files.Sum(file => file.Rows ?? 0) / 2;
        if (rows == 0)
        {
            Console.Error.WriteLine($"cloudanalytics: nothing of {question.Names[0]} on {question.Day:yyyy-MM-dd} ({question.Zone.Id}) in this "
                + $"archive; {Path.Combine(question.Folder, AccountBundle.ManifestName)} says which hosts' logs of the day were looked at");
            return CommandRunner.Failed;
        }

        Console.WriteLine($"{Count(rows, "row")} and {Count(manifest.Journeys, "message")} of {question.Names[0]} on "
            + $"{question.Day:yyyy-MM-dd} ({question.Zone.Id}) in {Path.GetFullPath(question.Folder)}");
        Console.WriteLine($"Check it with: cd {question.Folder} && sha256sum -c {AccountBundle.SumsName}");
        using (var sums = File.OpenRead(Path.Combine(question.Folder, AccountBundle.SumsName)))
            Console.WriteLine($"Keep elsewhere, so that nobody can change the sums unseen: {Convert.ToHexStringLower(SHA256.HashData(sums))} {AccountBundle.SumsName}");
        if (manifest.JourneysTruncated)
            Console.Error.WriteLine("cloudanalytics: there are more messages than journeys.json holds; the rows are complete");
        return CommandRunner.Done;
    }

    static string Count(long number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");
}
