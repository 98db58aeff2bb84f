namespace CloudAnalytics.Lake.Maintenance;

/// <summary>What one pass of maintenance did.</summary>
/// <param name="RolledUp">Files that were made part of a larger one.</param>
/// <param name="Compacted">Days that moved from <c>raw</c> to <c>archive</c>.</param>
/// <param name="Deleted">Files deleted: rolled up or compacted before, or behind retention.</param>
/// <param name="Failure">Why the pass ended early; null when it did all there was to do. The lake is as it was before the step that
/// failed.</param>
public sealed record MaintenanceReport(
    int RolledUp, IReadOnlyList<CompactedDay> Compacted, int Deleted, LakeWriteResult.Failed? Failure);

/// <summary>A day of arrival of one format that was compacted.</summary>
/// <param name="Format">The format.</param>
/// <param name="Arrived">The day of arrival.</param>
/// <param name="Rows">Rows written to the archive.</param>
/// <param name="Duplicates">Rows left out, as a row with their id is there.</param>
/// <param name="Files">Files written.</param>
public sealed record CompactedDay(string Format, DateOnly Arrived, long Rows, long Duplicates, int Files);
