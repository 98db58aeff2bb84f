namespace CloudAnalytics.Functions;

/// <summary>What a function is made with.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Its log.</param>
public sealed record FunctionHost(FunctionSettings Settings, TimeProvider Time, FunctionLog Log);
