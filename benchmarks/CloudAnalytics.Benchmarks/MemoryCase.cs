using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Benchmarks;

/// <summary>The most memory that <c>cloudanalytics ingest</c> ever holds while it takes in one large message tracking log.</summary>
static class MemoryCase
{
    const long Goal = 400_000_000;
    const int IdLength = 36;

    internal static int Run(string[] args)
    {
        var bytes = Rounds.Option(args, "--megabytes", 5000) * 1_000_000;
        var folder = Directory.CreateTempSubdirectory("cloudanalytics-bench").FullName;
        try
        {
            var log = Path.Combine(folder, "MSGTRK.LOG");
            var rows = Prepare(folder, bytes, log);
            var (peak, seconds) = Ingest(log, Path.Combine(folder, "data"));
            Save(new FileInfo(log).Length, rows, peak, seconds, SizeOf(Path.Combine(folder, "data")));
            return peak <= Goal ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The lines of a sample again and again, each time with other log-ids, which stand before the last column.
    static long Prepare(string folder, long bytes, string log)
    {
        var sample = Path.Combine(folder, "sample");
        SampleGenerator.Write(new SampleOptions { Directory = sample, Records = 300_000, Seed = 1,
            End = DateTimeOffset.UnixEpoch.AddYears(55) }, null, CancellationToken.None);
        var logs = Directory.EnumerateFiles(sample, "MSGTRK*.LOG", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var head = File.ReadLines(logs[0]).Take(5).ToList();
        // Broken lines and other headers, which are part of a sample, are left out.
        var lines = logs.Where(path => File.ReadLines(path).ElementAt(4) == head[4])
            .SelectMany(File.ReadLines)
            .Where(line => line.Length > IdLength && char.IsAsciiDigit(line[0]) && IdStart(line) > 0 && line.Count(c => c == '"') % 2 == 0)
            .ToList();
        Directory.Delete(sample, recursive: true);
        using var output = new StreamWriter(log, false, new UTF8Encoding(false), 1 << 20) { NewLine = "\r\n" };
        head.ForEach(output.WriteLine);
        long rows = 0;
        while (output.BaseStream.Length < bytes)
        {
            foreach (var line in lines)
            {
                var id = IdStart(line);
                output.Write(line.AsSpan(0, id));
                output.Write((++rows).ToString("x8", CultureInfo.InvariantCulture));
                output.WriteLine(line.AsSpan(id + 8));
            }
        }

        return rows;
    }

    static int IdStart(string line)
    {
        var end = line.LastIndexOf(',');
        var start = end - IdLength;
        return start > 0 && line[start - 1] == ',' && Guid.TryParse(line.AsSpan(start, IdLength), out _) ? start : -1;
    }

    static (long Peak, double Seconds) Ingest(string log, string data)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "cloudanalytics.dll");
        var start = new ProcessStartInfo("dotnet", [program, "ingest", log, "--data", data]) { RedirectStandardOutput = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        // The system keeps the highest value itself; it is gone with the process.
        while (!process.WaitForExit(20))
        {
            process.Refresh();
            peak = Math.Max(peak, process.PeakWorkingSet64);
        }

        return process.ExitCode == 0 ? (peak, watch.Elapsed.TotalSeconds)
            : throw new InvalidOperationException($"ingest ended with {process.ExitCode}");
    }

    static long SizeOf(string data) => new LakeFolder(data).List().Sum(file => file.Bytes);

    static void Save(long bytes, long rows, long peak, double seconds, long stored)
    {
        var path = Path.Combine(Rounds.RepositoryFolder(), "benchmarks", "results", "memory.md");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"""
            # Memory of ingesting one large file

            `cloudanalytics ingest` of one message tracking log, a release build, original lines kept: the most physical memory that the
            process ever held (VmHWM: its own and what it shares).
            {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}, DuckDB {Lake.DuckDb.DuckDbDatabase.LibraryVersion}.

            | file | rows | Parquet | time | peak | goal |
            |---:|---:|---:|---:|---:|---:|
            | {bytes / 1e9:0.00} GB | {rows:N0} | {stored / 1e9:0.00} GB | {seconds:0.0} s | {peak / 1e6:N0} MB | {Goal / 1e6:N0} MB |

            About 75 MB of it are the runtime's and DuckDB's files. Of a row group the packed pages are held, and a page of each column. The
            most is needed at the end, when DuckDB makes the summaries that panels are answered from.

            """));
        Console.WriteLine(File.ReadAllText(path));
    }
}
