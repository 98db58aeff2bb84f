using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet;

namespace CloudAnalytics.Lake.Maintenance;

/// <summary>The engine that rewrites files: one thread, bounded memory, what does not fit spills into the lake's <c>tmp</c>.</summary>
sealed class MaintenanceEngine : IDisposable
{
    readonly LakeFolder _folder;
    readonly DuckDbDatabase _database;
    readonly DuckDbConnection _connection;
    readonly CancellationTokenRegistration _cancellation;
    readonly ITimer _interrupt;
    readonly CancellationToken _cancellationToken;

    internal MaintenanceEngine(
        LakeFolder folder, TimeProvider time, CancellationToken cancellationToken, long memoryBytes = Limits.MaintenanceMemoryBytes)
    {
        (_folder, _cancellationToken) = (folder, cancellationToken);
        _database = DuckDbDatabase.OpenInMemory(
        [
            new("threads", "1"),
            new("preserve_insertion_order", "false"),
            new("memory_limit", FormattableString.Invariant($"{memoryBytes}B")),
            new("temp_directory", Path.Combine(folder.Tmp, "spill")),
        ]);
        _connection = _database.Connect();
        _connection.Execute("SET parquet_metadata_cache = true; SET TimeZone = 'UTC'");
        // An interrupt that comes before the statement has started is lost, so it is repeated.
        _interrupt = time.CreateTimer(_ => _connection.Interrupt(), null, Timeout.InfiniteTimeSpan, Limits.InterruptInterval);
        _cancellation = cancellationToken.Register(() => _interrupt.Change(TimeSpan.Zero, Limits.InterruptInterval));
    }

    /// <summary>All rows and columns of files, as a table function call.</summary>
    internal string Scan(IEnumerable<LakeFile> files, string options = "") =>
        Scan(files.Select(file => _folder.Combine(file.Key)), options);

    /// <summary>All rows and columns of files by their paths, as a table function call.</summary>
    internal static string Scan(IEnumerable<string> paths, string options = "") =>
        $"read_parquet([{string.Join(", ", paths.Select(Sql.Text))}], union_by_name = true, hive_partitioning = false{options})";

    /// <summary>Writes a query's rows to a file in the form that stays.</summary>
    /// <returns>Rows written.</returns>
    internal long Write(string select, string path) => Execute($"COPY ({select}) TO {Sql.Text(path)} {ParquetSettings.Archive}");

    /// <summary>As <see cref="Write(string, string)"/>, sorted by a column and then by time.</summary>
    internal long Write(string select, string path, string sortedBy) => Execute(
        $"COPY ({select} ORDER BY {Sql.Name(sortedBy)}, \"time\") TO {Sql.Text(path)} {ParquetSettings.ArchiveSortedBy(sortedBy)}");

    /// <summary>
    /// Writes a query's rows sorted by a column and then by time, to files of the same length: each holds the values after those of the one
    /// before.
    /// </summary>
    /// <param name="select">The query.</param>
    /// <param name="sortedBy">The column.</param>
    /// <param name="newFile">Where a file goes, by how many there are and its number from 1.</param>
    /// <returns>Rows written.</returns>
    internal long WriteSplit(string select, string sortedBy, Func<int, int, string> newFile)
    {
        var folder = Path.Combine(_folder.Tmp, "split");
        Directory.CreateDirectory(_folder.Tmp);
        try
        {
            var rows = Execute(
                $"COPY ({select} ORDER BY {Sql.Name(sortedBy)}, \"time\") TO {Sql.Text(folder)} {ParquetSettings.ArchiveSortedBy(sortedBy, isSplit: true)}");
            // The engine numbers them, without zeros in front.
            var files = Directory.GetFiles(folder).OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal).ToList();
            for (var i = 0; i < files.Count; i++)
                File.Move(files[i], newFile(files.Count, i + 1));
            return rows;
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The column that the rows of these files are to be sorted by before time, as the files say; null for time alone.</summary>
    internal string? SortedBy(IEnumerable<string> paths)
    {
        var list = string.Join(", ", paths.Select(Sql.Text));
        return list.Length == 0 ? null : Query(
            $"SELECT DISTINCT decode(value) FROM parquet_kv_metadata([{list}]) WHERE decode(key) = {Sql.Text(ParquetSettings.SortedByKey)}",
            row => row.GetString(0)).SingleOrDefault();
    }

    /// <summary>Rows of Parquet files, by their footers.</summary>
    internal long CountRows(IEnumerable<string> paths)
    {
        var list = string.Join(", ", paths.Select(Sql.Text));
        return list.Length == 0
            ? 0
            : Query($"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata([{list}])", row => row.GetInt64(0)).Single();
    }

    /// <summary>Holds a count of rows against what it should be, before readers are led to the new files.</summary>
    /// <exception cref="InvalidDataException">They do not agree; the old files stay and are read.</exception>
    internal static void Verify(long rows, long expected, string what)
    {
        if (rows != expected)
            throw new InvalidDataException(
                FormattableString.Invariant($"{what}: {rows} rows where {expected} are expected; the old files stay."));
    }

    /// <summary>Runs statements.</summary>
    internal long Execute(string sql)
    {
        try
        {
            return _connection.Execute(sql);
        }
        catch (DuckDbException exception) when (exception.Kind == DuckDbErrorKind.Interrupt)
        {
            throw new OperationCanceledException("Maintenance was stopped.", exception, _cancellationToken);
        }
    }

    /// <summary>Runs a query and reads its rows.</summary>
    internal List<T> Query<T>(string sql, Func<Row, T> read)
    {
        try
        {
            using var result = _connection.Query(sql);
            var rows = new List<T>();
            while (result.NextChunk())
                rows.AddRange(Enumerable.Range(0, result.RowCount).Select(row => read(new Row(result, row))));
            return rows;
        }
        catch (DuckDbException exception) when (exception.Kind == DuckDbErrorKind.Interrupt)
        {
            throw new OperationCanceledException("Maintenance was stopped.", exception, _cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancellation.Dispose();
        _interrupt.Dispose();
        _connection.Dispose();
        _database.Dispose();
    }

    /// <summary>A row of a result.</summary>
    internal readonly record struct Row(DuckDbResult Result, int Number)
    {
        internal long GetInt64(int column) => Result.Column(column).GetInt64(Number);

        internal string GetString(int column) => Result.Column(column).GetString(Number)!;

        internal DateTimeOffset GetTime(int column) => Result.Column(column).GetTime(Number)!.Value;
    }
}
