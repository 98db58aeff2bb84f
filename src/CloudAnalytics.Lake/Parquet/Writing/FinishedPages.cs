namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>The pages of a column in a row group that are packed already, as they will stand in the file.</summary>
sealed class FinishedPages
{
    /// <summary>Headers and packed pages.</summary>
    internal ByteSink Bytes { get; } = new();

    /// <summary>Bytes of the same unpacked, headers included.</summary>
    internal long Unpacked { get; set; }

    /// <summary>Entries, nulls included.</summary>
    internal int Count { get; set; }

    /// <summary>Nulls.</summary>
    internal int NullCount { get; set; }

    internal void Clear()
    {
        Bytes.Clear();
        Unpacked = 0;
        Count = NullCount = 0;
    }
}
