using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CloudAnalytics.Core;
using CloudAnalytics.Pipeline.Text;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>How far a file was read: what a checkpoint holds. It changes only with a commit.</summary>
sealed record SourceState
{
    /// <summary>64 bits in hexadecimal; the upper half of the ids of its rows.</summary>
    public required string Id { get; init; }

    /// <summary>Its path when it was first read: what administrators know it as, whatever rotation makes of it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was read last.</summary>
    public required string Path { get; init; }

    /// <summary>The file system that it lay on, or 0.</summary>
    public ulong Device { get; init; }

    /// <summary>Its number there, or 0.</summary>
    public ulong Inode { get; init; }

    /// <summary>Bytes of the beginning that are hashed.</summary>
    public int HeadBytes { get; init; }

    /// <summary>Their hash.</summary>
    public ulong HeadHash { get; init; } = Fingerprint.NoBytes;

    /// <summary>
    /// Beginnings that were known at commits before, while they were shorter than all that is hashed: by them a copy is known that was made
    /// then.
    /// </summary>
    public ImmutableArray<HeadMark> Heads { get; init; } = [];

    /// <summary>Hash of the bytes before the offset.</summary>
    public ulong TailHash { get; init; } = Fingerprint.NoBytes;

    /// <summary>Bytes of the decompressed content that were read.</summary>
    public long Offset { get; init; }

    /// <summary>The same in UTF-8: what offsets of rows and dead letters count in. It differs for UTF-16 and UTF-32.</summary>
    public long TextOffset { get; init; }

    /// <summary>Name of the format.</summary>
    public required string Format { get; init; }

    /// <summary>Whether the configuration gave the format.</summary>
    public bool IsDeclared { get; init; }

    /// <summary>Whether the records are JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>How the characters are written.</summary>
    public TextEncoding Encoding { get; init; }

    /// <summary>What the parser needs to go on.</summary>
    public byte[] Parser { get; init; } = [];

    /// <summary>Whether the file was compressed when it was read last.</summary>
    public bool IsGzip { get; init; }

    /// <summary>Whether its last line was taken without a line end, as the file seemed to be finished.</summary>
    public bool TookUnterminated { get; init; }

    /// <summary>Rows taken from it.</summary>
    public long Rows { get; init; }

    /// <summary>Records of it that were refused.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Time of the newest row, microseconds since 1970; 0 before the first.</summary>
    public long NewestMicros { get; init; }

    /// <summary>When it was read last.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Since when its file is known to be gone; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>What the file must have.</summary>
    [JsonIgnore]
    public Fingerprint Fingerprint => new(HeadBytes, HeadHash, Offset, TailHash);

    /// <summary>The state with its beginning marked, for a commit.</summary>
    internal SourceState Marked() => Heads is [.., var last] && last.Bytes == HeadBytes
        ? this
        : this with { Heads = [.. Heads.Skip(Heads.Length - Limits.HeadMarksMax + 1), new HeadMark(HeadBytes, HeadHash)] };

    /// <summary>Name of its checkpoint.</summary>
    [JsonIgnore]
    public string Checkpoint => CheckpointPrefix + Id;

    internal const string CheckpointPrefix = "file-";
}

/// <summary>A beginning of a file.</summary>
/// <param name="Bytes">How long.</param>
/// <param name="Hash">Its hash.</param>
readonly record struct HeadMark(int Bytes, ulong Hash);

/// <summary>How checkpoints are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SourceState))]
sealed partial class IntakeJson : JsonSerializerContext;
