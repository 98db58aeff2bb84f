using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Questions;

namespace CloudAnalytics.Benchmarks;

/// <summary>A Postfix log to the lake with edges, beside pflogsumm over the same file, on one core; and what each of them counts.</summary>
static partial class UnixCase
{
    internal static int Run(string[] args)
    {
        var lines = Rounds.Option(args, "--lines", 1_000_000);
        var rounds = new Rounds((int)Rounds.Option(args, "--rounds", 5));
        var folder = Directory.CreateTempSubdirectory("cloudanalytics-bench").FullName;
        try
        {
            var (path, count, truth) = UnixLogFile.Write(folder, lines);
            var bytes = new FileInfo(path).Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count:N0} lines, {bytes:N0} bytes, {truth.Messages:N0} messages"));
            if (OperatingSystem.IsLinux())
                Process.GetCurrentProcess().ProcessorAffinity = 1;
            var data = Path.Combine(folder, "data");
            var summary = "";
            rounds.Compare("Postfix log to the lake, with edges and raw lines / pflogsumm", 2, bytes, () =>
            {
                if (Directory.Exists(data))
                    Directory.Delete(data, recursive: true);
                Ingest(path, data);
            }, () => summary = Pflogsumm(path));
            using var lake = LakeQuestions.Open(data, LakeSqlSettings.Default, TimeProvider.System);
            var ours = Number(lake, "SELECT count(DISTINCT message_id) FROM mail_message WHERE sender <> '<>'");
            rounds.Note(string.Create(CultureInfo.InvariantCulture, $"Messages in the log: {truth.Messages:N0}. Ours counts {ours:N0}; "
                + $"pflogsumm says {Total(summary, "received")} received and {Total(summary, "delivered")} delivered, as each pass through a filter counts."));
            rounds.Save("unix", string.Create(CultureInfo.InvariantCulture,
                $"A Postfix log of {count:N0} lines from six hosts, on one core"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static void Ingest(string path, string data)
    {
        using var writer = LakeWriter.Open(data, "benchmark", TimeProvider.System);
        new FileIngest(writer, ServerConfiguration.Default, TimeProvider.System).RunAsync([path], null, CancellationToken.None)
            .GetAwaiter().GetResult();
    }

    static string Pflogsumm(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("pflogsumm", [path]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("pflogsumm is not installed: apt install pflogsumm");
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    static string Total(string summary, string what) =>
        TotalLine().Matches(summary).FirstOrDefault(line => line.Groups[2].Value == what)?.Groups[1].Value ?? "nothing";

    [GeneratedRegex(@"^\s+(\d+[km]?)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex TotalLine();

    internal static long Number(LakeSql lake, string sql)
    {
        using var query = lake.Query(sql, [], QueryLimits.Default, CancellationToken.None);
        return query.NextChunk() ? query.Column(0).GetInt64(0) : 0;
    }
}
