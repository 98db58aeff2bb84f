using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudAnalytics.Lake.Commits;

/// <summary>
/// A commit that has happened, although its files may not all be in place: the content of <c>checkpoints/pending.json</c>.
/// </summary>
/// <param name="Commit">Its number; the last one where it took several.</param>
/// <param name="Files">Files to rename, by key.</param>
/// <param name="Checkpoints">New states of sources.</param>
/// <param name="Deleted">Keys of files that the commit takes away.</param>
sealed record PendingCommit(
    long Commit,
    IReadOnlyList<PendingFile> Files,
    IReadOnlyList<PendingCheckpoint> Checkpoints,
    IReadOnlyList<string> Deleted);

/// <summary>A file that is written and gets its name.</summary>
/// <param name="From">Key of the file in <c>tmp/</c>.</param>
/// <param name="To">Key that it will have.</param>
sealed record PendingFile(string From, string To);

/// <summary>How far a source was read.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="State">Its state; null forgets the source.</param>
sealed record PendingCheckpoint(string Source, JsonElement? State);

/// <summary>How pending commits are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PendingCommit))]
sealed partial class CommitJson : JsonSerializerContext;
