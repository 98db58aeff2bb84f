using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Cli.Samples.Unix;

namespace CloudAnalytics.Benchmarks;

/// <summary>Postfix's lines of all hosts of a sample in one file, as a central log host has them.</summary>
static class UnixLogFile
{
    static readonly DateTimeOffset s_end = DateTimeOffset.UnixEpoch.AddYears(55);

    // Lines of Postfix that a message leaves on all hosts, about.
    const int LinesPerMessage = 14;

    /// <summary>Writes the file.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="lines">Lines that are wanted, at most.</param>
    /// <returns>Its path, the lines, and what the messages in it are.</returns>
    internal static (string Path, long Lines, UnixTruth Truth) Write(string folder, long lines)
    {
        var logs = Path.Combine(folder, "hosts");
        var clock = new SampleClock(s_end.AddDays(-1).ToUnixTimeMilliseconds(), s_end.ToUnixTimeMilliseconds());
        var turbulence = new UnixTurbulence(ReorderMax: 0, DuplicatesPerMille: 0, RotationHours: 24);
        UnixTruth truth;
        using (var estate = new UnixEstate(1, clock, new SampleFiles(logs, long.MaxValue), turbulence, (_, _) => { }, UnixStamp.Iso))
        {
            const int slices = 96;
            for (var from = clock.Start; from < clock.End; from += 86_400_000 / slices)
            {
                estate.Write((int)(lines / LinesPerMessage / slices), from, from + (86_400_000 / slices));
                estate.Flush(from + (86_400_000 / slices));
            }

            truth = estate.Result();
        }

        var path = Path.Combine(folder, "postfix.log");
        var all = Directory.EnumerateFiles(logs, "*.log", SearchOption.AllDirectories).SelectMany(File.ReadLines)
            .Where(line => line.Contains(" postfix/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        File.WriteAllLines(path, all);
        Directory.Delete(logs, recursive: true);
        return (path, all.Count, truth);
    }
}
