using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Lake.DeadLetters;

/// <summary>A dead letter in the lake.</summary>
/// <param name="Id">Names it among all dead letters, the same wherever it is stored.</param>
/// <param name="Time">When it was refused.</param>
/// <param name="Letter">The record.</param>
public sealed record StoredDeadLetter(string Id, DateTimeOffset Time, DeadLetter Letter);
