using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CloudAnalytics.Benchmarks;

/// <summary>Runs two things in turn, so that both meet the same disturbances, and compares their medians.</summary>
sealed class Rounds(int count)
{
    readonly List<string> _lines = [];
    readonly List<string> _notes = [];

    /// <summary>Measures ours and its reference.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="goal">How many times the reference's speed ours should have; 0 for none.</param>
    /// <param name="bytes">Bytes of input, for a rate; 0 for none.</param>
    /// <param name="limit">Seconds that ours may take; 0 for no limit.</param>
    internal void Compare(string name, double goal, long bytes, Action ours, Action reference, double limit = 0)
    {
        ours();
        reference();
        var mine = new List<double>();
        var theirs = new List<double>();
        for (var i = 0; i < count; i++)
        {
            mine.Add(Time(ours));
            theirs.Add(Time(reference));
        }

        Line(name, goal, bytes, Median(mine), Median(theirs), limit);
    }

    /// <summary>Measures ours; its reference was measured by another program, in the same run.</summary>
    internal void Add(string name, double goal, long bytes, Action ours, double reference)
    {
        ours();
        Line(name, goal, bytes, Median([.. Enumerable.Range(0, count).Select(_ => Time(ours))]), reference);
    }

    /// <summary>Adds a line of the table; times are seconds.</summary>
    internal void Line(string name, double goal, long bytes, double ours, double reference, double limit = 0)
    {
        var ratio = reference / ours;
        var rate = bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / ours / 1e6:N0} MB/s") : "";
        if (limit > 0)
            rate = string.Create(CultureInfo.InvariantCulture, $"{(ours <= limit ? "below" : "ABOVE")} {limit * 1000:N0} ms");
        _lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {ours * 1000:N2} ms | {rate} | {reference * 1000:N2} ms | {ratio:0.00} | {(goal > 0 ? goal.ToString("0.00", CultureInfo.InvariantCulture) : "")} |"));
        Console.WriteLine(_lines[^1]);
    }

    /// <summary>Adds a sentence behind the table.</summary>
    internal void Note(string sentence)
    {
        _notes.Add("\n" + sentence + "\n");
        Console.WriteLine(sentence);
    }

    /// <summary>Writes the table, with what it was measured on.</summary>
    internal void Save(string name, string about, string contents = "")
    {
        var folder = Path.Combine(RepositoryFolder(), "benchmarks", "results");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".md");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"""
            # {about}

            Medians of {count} rounds, ours and the reference in turn, in one process. {Environment.ProcessorCount} cores,
                {RuntimeInformation.ProcessArchitecture},
            {RuntimeInformation.FrameworkDescription},
                DuckDB {Lake.DuckDb.DuckDbDatabase.LibraryVersion}. The ratio is the reference's time by ours: above 1 ours is faster.
            {contents}

            | case | ours | | reference | ratio | goal |
            |---|---:|---:|---:|---:|---:|
            {string.Join('\n', _lines)}
            {string.Concat(_notes)}

            """));
        Console.WriteLine(path);
    }

    internal static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    internal static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>The value behind an option, or the default.</summary>
    internal static long Option(string[] args, string name, long otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }

    internal static string RepositoryFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CloudAnalytics.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("run the benchmarks from a checkout");
        return folder;
    }
}
