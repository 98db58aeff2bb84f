using System.Security.Cryptography;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Pipeline.Recognition;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake.Rounds;
using CloudAnalytics.Server.Intake.Sources;

namespace CloudAnalytics.Server.Intake;

/// <summary>
/// What following, ingesting and receiving share: the lake, the logs that are known, the room that is read into. Used by one thread at a
/// time.
/// </summary>
sealed class IntakeCore
{
    // Names this process in the ids of rows about the intake itself, which no position names.
    readonly ulong _run = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    ulong _healthRows;

    /// <summary>Takes up what was read before.</summary>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    internal IntakeCore(LakeWriter lake, ServerConfiguration configuration, TimeProvider time)
        : this(lake, configuration, new FormatRecognizer(LogFormats.All), time)
    {
    }

    /// <summary>The same with formats of the test's.</summary>
    internal IntakeCore(LakeWriter lake, ServerConfiguration configuration, FormatRecognizer formats, TimeProvider time)
    {
        Lake = lake;
        Configuration = configuration;
        Time = time;
        Formats = formats;
        Table = SourceTable.Load(lake);
        KeepsRaw = configuration.KeepsRaw;
        Reader = new SourceReader(formats, KeepsRaw, configuration.TrustedProxies);
    }

    internal LakeWriter Lake { get; }

    internal ServerConfiguration Configuration { get; }

    internal TimeProvider Time { get; }

    internal FormatRecognizer Formats { get; }

    internal SourceTable Table { get; }

    internal SourceReader Reader { get; }

    internal Func<string, bool> KeepsRaw { get; }

    internal LaneMemory FileMemory { get; } = new();

    internal LaneMemory DeliveryMemory { get; } = new();

    /// <summary>Number of the round, to tell which sources were read lately.</summary>
    internal long RoundNumber { get; private set; }

    /// <summary>Starts a round; waits while maintenance holds the lake.</summary>
    internal async Task<Round> BeginAsync(CancellationToken cancellationToken)
    {
        RoundNumber++;
        return new Round(this, await Lake.BeginAsync(cancellationToken));
    }

    /// <summary>Closes files and forgets parsers beyond the number that is kept; those read longest ago go first.</summary>
    internal static void Rest(IEnumerable<Source> sources, int kept)
    {
        foreach (var source in sources
            .Where(source => source.Reader is not null || source.Parser is not null)
            .OrderByDescending(source => source.ReadIn)
            .Skip(kept))
        {
            source.Rest();
        }
    }

    /// <summary>An id for a row about the intake.</summary>
    internal RecordId NextHealthId() => new(_run, _healthRows++);
}
