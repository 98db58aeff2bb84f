namespace CloudAnalytics.Cli.Samples;

/// <summary>How far a sample has come; reported once per written slice of time.</summary>
/// <param name="Records">Rows made so far, over all formats.</param>
/// <param name="RecordsExpected">About how many there will be.</param>
/// <param name="Bytes">Bytes written so far.</param>
/// <param name="Files">Files begun so far.</param>
public readonly record struct SampleProgress(long Records, long RecordsExpected, long Bytes, int Files);
