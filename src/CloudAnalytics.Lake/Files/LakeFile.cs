namespace CloudAnalytics.Lake.Files;

/// <summary>A data file of the lake, as its key says: a raw segment, an archive file or a file of dead letters.</summary>
/// <remarks>A key is a path below the data folder with <c>/</c> between the parts, the same on disk and in a bucket.</remarks>
public abstract record LakeFile
{
    private LakeFile()
    {
    }

    /// <summary>Path below the data folder.</summary>
    public abstract string Key { get; }

    /// <summary>The day that it is filed under, UTC: of arrival, or in the archive of the event.</summary>
    public abstract DateOnly Day { get; }

    /// <summary>Size, where it was listed; 0 otherwise.</summary>
    public long Bytes { get; init; }

    /// <summary>Rows of one format that arrived on one day.</summary>
    /// <param name="Format">The schema's name.</param>
    /// <param name="Arrived">Day of arrival, UTC.</param>
    /// <param name="Commits">The commits whose rows it holds.</param>
    /// <param name="IsAtLeastOnce">Whether the rows may have been delivered several times, so that a reader takes one per id.</param>
    public sealed record Segment(string Format, DateOnly Arrived, CommitRange Commits, bool IsAtLeastOnce) : LakeFile
    {
        /// <inheritdoc/>
        public override string Key =>
            $"{LakeNames.RawFolder(Format, Arrived)}/{Commits}{(IsAtLeastOnce ? LakeNames.AtLeastOnce : "")}.parquet";

        /// <inheritdoc/>
        public override DateOnly Day => Arrived;
    }

    /// <summary>
    /// Rows of one format that happened on one day and arrived on one day, without duplicates, sorted by time or by the column that the
    /// format says.
    /// </summary>
    /// <param name="Format">The schema's name.</param>
    /// <param name="Happened">Day of the events, UTC.</param>
    /// <param name="Arrived">Day of arrival, UTC.</param>
    /// <param name="Part">0 for the only file, else its number from 1; a later part holds later times, or values.</param>
    public sealed record Archived(string Format, DateOnly Happened, DateOnly Arrived, int Part) : LakeFile
    {
        /// <inheritdoc/>
        public override string Key => FormattableString.Invariant(
            $"{LakeNames.ArchiveFolder(Format, Happened)}/{LakeNames.Text(Arrived)}{(Part == 0 ? "" : $".{Part}")}.parquet");

        /// <inheritdoc/>
        public override DateOnly Day => Happened;
    }

    /// <summary>Dead letters of one day of arrival, of all formats.</summary>
    /// <param name="Arrived">Day of arrival, UTC.</param>
    /// <param name="Commits">The commits whose dead letters it holds.</param>
    public sealed record DeadLetters(DateOnly Arrived, CommitRange Commits) : LakeFile
    {
        /// <inheritdoc/>
        public override string Key => $"{LakeNames.DeadFolder(Arrived)}/{Commits}.jsonl";

        /// <inheritdoc/>
        public override DateOnly Day => Arrived;
    }
}
