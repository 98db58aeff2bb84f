using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Summaries;

namespace CloudAnalytics.Lake.Queries;

/// <summary>
/// Questions to a lake on disk, in DuckDB's SQL: one view per format and one of the dead letters. Rows of a commit are seen by the first
/// query after it. The engine may read the lake's data files and nothing else; it cannot write, load extensions or be configured, whatever
/// the SQL says. Safe for several threads.
/// </summary>
/// <remarks>Any number of processes may query a lake while one writes it.</remarks>
public sealed class LakeSql : IDisposable
{
    readonly DuckDbDatabase _database;
    readonly LakeViews _views;
    readonly TimeProvider _time;

    LakeSql(DuckDbDatabase database, LakeViews views, IReadOnlyList<SummaryTable> summaries, TimeProvider time)
    {
        Summaries = summaries;
        _database = database;
        _views = views;
        _time = time;
    }

    /// <summary>Opens a lake for reading; the folder need not exist yet, then all views are empty.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="schemas">The formats that get a view.</param>
    /// <param name="settings">Threads and memory.</param>
    /// <param name="time">The clock of time limits.</param>
    /// <param name="summaries">The summaries that get views, in a schema of that name.</param>
    public static LakeSql Open(
        string dataFolder, IReadOnlyList<Schema> schemas, LakeSqlSettings settings, TimeProvider time,
        params IReadOnlyList<SummaryTable> summaries)
    {
        var folder = Path.GetFullPath(dataFolder);
        var database = DuckDbDatabase.OpenInMemory(
            new Dictionary<string, string>
            {
                ["threads"] = settings.Threads.ToString(CultureInfo.InvariantCulture),
                ["memory_limit"] = FormattableString.Invariant($"{settings.MemoryBytesMax / (1024 * 1024)}MiB"),
                ["temp_directory"] = "",
            });
        try
        {
            using var connection = database.Connect();
            var allowed = string.Join(", ", ((string[])[LakeNames.Raw, LakeNames.Archive, LakeNames.Dead, LakeNames.Summaries])
                .Select(name => Sql.Text(Path.Combine(folder, name) + Path.DirectorySeparatorChar)));
            // Each query has a connection of its own: what is not set globally is forgotten with this one. How many rows a file has the engine
            // knows only when it has opened it: it would take each for empty, and join millions by comparing each with each.
            connection.Execute($"""
                SET GLOBAL TimeZone = 'UTC';
                SET GLOBAL parquet_metadata_cache = true;
                SET GLOBAL asof_loop_join_threshold = 0;
                SET allowed_directories = [{allowed}];
                SET enable_external_access = false;
                SET lock_configuration = true;
                CREATE SCHEMA {SummaryViews.ViewSchema};
                """);
            var sql = new LakeSql(database, new LakeViews(folder, schemas, summaries), summaries, time);
            database = null!;
            return sql;
        }
        finally
        {
            database?.Dispose();
        }
    }

    /// <summary>The data files that a query sees now, by the rule of <see cref="LiveFiles"/>.</summary>
    public IReadOnlyList<LakeFile> Files => _views.List();

    /// <summary>The summaries that have views.</summary>
    public IReadOnlyList<SummaryTable> Summaries { get; }

    /// <summary>Adds a view that is computed from the others; the SQL is the program's own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="select">A query over the other views.</param>
    public void Define(string name, string select) => _views.Define(name, select);

    /// <summary>Runs a statement of our own.</summary>
    /// <param name="sql">One statement with <c>?</c> or <c>$1</c> for parameters.</param>
    /// <param name="parameters">Values in order.</param>
    /// <param name="limits">How long it may take and how many rows it may give.</param>
    /// <param name="cancellationToken">Interrupts the engine, also while rows are read.</param>
    /// <exception cref="LakeSqlException">The statement is wrong, failed or ran out of time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LakeQuery Query(string sql, ReadOnlySpan<SqlValue> parameters, QueryLimits limits, CancellationToken cancellationToken) =>
        Run(sql, parameters, limits, isOurs: true, cancellationToken);

    /// <summary>Runs a statement that somebody typed: a single SELECT, DESCRIBE, SHOW or EXPLAIN, else it is refused.</summary>
    /// <inheritdoc cref="Query"/>
    public LakeQuery QueryUntrusted(string sql, QueryLimits limits, CancellationToken cancellationToken) =>
        Run(sql, [], limits, isOurs: false, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    LakeQuery Run(string sql, ReadOnlySpan<SqlValue> parameters, QueryLimits limits, bool isOurs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = _database.Connect();
        var watch = new QueryWatch(connection, limits.TimeMax, _time, cancellationToken);
        var mark = limits.TimeMax > Limits.UnmarkedQueryMax ? _views.Mark(_time.GetUtcNow(), limits.TimeMax) : null;
        try
        {
            var query = new LakeQuery(connection, Run(connection, sql, parameters, isOurs, isAgain: false), watch, mark, limits);
            (connection, watch, mark) = (null, null, null);
            return query;
        }
        catch (DuckDbException failure)
        {
            throw watch!.Explain(failure);
        }
        finally
        {
            mark?.Dispose();
            watch?.Dispose();
            connection?.Dispose();
        }
    }

    DuckDbResult Run(DuckDbConnection connection, string sql, ReadOnlySpan<SqlValue> parameters, bool isOurs, bool isAgain)
    {
        _views.Refresh(connection);
        if (!isOurs)
            StatementRules.Check(connection, sql);
        try
        {
            return connection.Query(sql, parameters);
        }
        catch (DuckDbException failure) when (failure.Kind == DuckDbErrorKind.Io && !isAgain)
        {
            // A file has been deleted since it was listed: what it held is elsewhere, or gone for good.
            _views.Forget();
        }

        return Run(connection, sql, parameters, isOurs, isAgain: true);
    }
}

/// <summary>What the engine may use.</summary>
/// <param name="Threads">Threads of one engine, for all its queries together.</param>
/// <param name="MemoryBytesMax">Memory of one engine; it does not spill to disk.</param>
public readonly record struct LakeSqlSettings(int Threads, long MemoryBytesMax)
{
    /// <summary>All cores, two gibibytes.</summary>
    public static LakeSqlSettings Default => new(Environment.ProcessorCount, 2L * 1024 * 1024 * 1024);
}

/// <summary>What one query may use.</summary>
/// <param name="RowsMax">Rows after which the result ends and says so.</param>
/// <param name="TimeMax">Time after which the engine is interrupted.</param>
public readonly record struct QueryLimits(int RowsMax, TimeSpan TimeMax)
{
    /// <summary>What people's queries get unless configured otherwise: 10,000 rows, 30 seconds.</summary>
    public static QueryLimits Default => new(10_000, TimeSpan.FromSeconds(30));
}
