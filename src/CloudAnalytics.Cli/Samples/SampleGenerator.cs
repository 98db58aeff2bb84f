using System.Text.Json;

namespace CloudAnalytics.Cli.Samples;

/// <summary>
/// Writes realistic logs of every format as a folder of servers, and <c>truth.json</c> with the exact numbers that panels must show
/// for them. The same options give the same bytes on every machine.
/// </summary>
public static class SampleGenerator
{
    /// <summary>Name of the file with the truth, in the sample's folder.</summary>
    public const string TruthFile = "truth.json";

    /// <summary>Writes a sample; the truth is written last, so that a folder without it is unfinished.</summary>
    /// <param name="options">What to write; see <see cref="SampleOptions.Validate"/>.</param>
    /// <param name="progress">Told after each slice of time, on the calling thread; may be null.</param>
    /// <param name="cancellation">Stops between slices; what is written by then stays.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message is for the person who gave them.</exception>
    /// <exception cref="IOException">The folder cannot be written, or the disk is full.</exception>
    public static SampleTruth Write(SampleOptions options, IProgress<SampleProgress>? progress, CancellationToken cancellation)
    {
        if (options.Validate() is { } wrong)
            throw new ArgumentException(wrong, nameof(options));
        Directory.CreateDirectory(options.Directory);
        using var run = new SampleRun(options);
        SampleTruth truth = run.Write(progress, cancellation);
        using FileStream file = new(Path.Combine(options.Directory, TruthFile), FileMode.CreateNew);
        JsonSerializer.Serialize(file, truth, TruthJson.Default.SampleTruth);
        return truth;
    }
}
