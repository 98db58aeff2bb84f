using System.Text.Json.Serialization;

namespace CloudAnalytics.Cli.Investigation;

/// <summary>What a bundle says of itself: who asked for what, when, and what is in it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Spellings">All spellings that were looked for; letter case does not matter.</param>
/// <param name="Day">The day, YYYY-MM-DD.</param>
/// <param name="Zone">Whose day.</param>
/// <param name="From">Beginning of the day, UTC, included.</param>
/// <param name="To">End of the day, UTC, excluded.</param>
/// <param name="By">Who asked.</param>
/// <param name="Case">Why.</param>
/// <param name="Made">When the bundle was made, UTC.</param>
/// <param name="Product">Name and version of the program.</param>
/// <param name="Notes">How to read the files.</param>
/// <param name="Journeys">Messages in <c>journeys.json</c>.</param>
/// <param name="JourneysTruncated">Whether there are more messages than that.</param>
/// <param name="Files">The files, this one and the sums not.</param>
/// <param name="Evidence">What the archive has of the day at all, the account or not.</param>
sealed record BundleManifest(
    string Account, IReadOnlyList<string> Spellings, string Day, string Zone, DateTimeOffset From, DateTimeOffset To, string By,
        string Case,
    DateTimeOffset Made, string Product, IReadOnlyList<string> Notes, int Journeys, bool JourneysTruncated,
    IReadOnlyList<BundleFile> Files, IReadOnlyList<BundleEvidence> Evidence);

/// <summary>A file of a bundle.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">Format of its rows, or null.</param>
/// <param name="Rows">Rows in it, or null.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256, hexadecimal.</param>
sealed record BundleFile(string Name, string? Format, long? Rows, long Bytes, string Sha256);

/// <summary>What the archive has of a day from one host in one format, so that gaps are visible.</summary>
/// <param name="Format">The format.</param>
/// <param name="Host">The host; null where rows do not name it.</param>
/// <param name="FirstRow">Time of the first row of the day, UTC.</param>
/// <param name="LastRow">Time of the last row, UTC.</param>
/// <param name="Rows">Rows of the day.</param>
/// <param name="HoursWithRows">In how many of the day's hours there are rows.</param>
sealed record BundleEvidence(string Format, string? Host, DateTimeOffset FirstRow, DateTimeOffset LastRow, long Rows, long HoursWithRows);

/// <summary>The manifest as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BundleManifest))]
sealed partial class BundleJson : JsonSerializerContext;
