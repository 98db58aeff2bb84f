using System.Globalization;
using System.Runtime.ExceptionServices;
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

    // For questions by key, of which several are asked at once: one thread each. Where an engine has more, the one that asks does not sleep
    // while another works, and takes a processor from the other questions.
    readonly Lazy<DuckDbDatabase> _keyed;
    readonly LakeViews _views;
    readonly TimeProvider _time;
    readonly int _threads;

    LakeSql(string folder, LakeViews views, IReadOnlyList<SummaryTable> summaries, LakeSqlSettings settings, TimeProvider time)
    {
        Summaries = summaries;
        _views = views;
        _time = time;
        _threads = settings.Threads;
        _keyed = new Lazy<DuckDbDatabase>(() => OpenEngine(folder, settings with { Threads = 1 }));
        _database = OpenEngine(folder, settings);
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
        return new LakeSql(folder, new LakeViews(folder, schemas, summaries), summaries, settings, time);
    }

    /// <summary>The data files that a query sees now, by the rule of <see cref="LiveFiles"/>.</summary>
    public IReadOnlyList<LakeFile> Files => _views.List();

    /// <summary>Whether there may be rows of a format; false is certain, and costs much less than a question.</summary>
    public bool MayHave(string format) => _views.MayHave(format);

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
    public LakeQuery Query(string sql, ReadOnlySpan<SqlValue> parameters, QueryLimits limits, CancellationToken cancellationToken)
    {
        var values = parameters.ToArray();
        return Run(_database, (connection, _) =>
        {
            _views.Refresh(connection);
            return connection.Query(sql, values);
        }, limits, cancellationToken);
    }

    /// <summary>Runs a statement that somebody typed: a single SELECT, DESCRIBE, SHOW or EXPLAIN, else it is refused.</summary>
    /// <inheritdoc cref="Query"/>
    public LakeQuery QueryUntrusted(string sql, QueryLimits limits, CancellationToken cancellationToken) =>
        Run(_database, (connection, _) =>
        {
            _views.Refresh(connection);
            StatementRules.Check(connection, sql);
            return connection.Query(sql);
        }, limits, cancellationToken);

    /// <summary>
    /// The rows that have one of some values in the column that the format's archive is sorted by. Only files that may have one are opened:
    /// what it costs hardly depends on how many others there are.
    /// </summary>
    /// <typeparam name="T">What a row is read as.</typeparam>
    /// <param name="format">A format with <see cref="Schema.SortedBy"/>.</param>
    /// <param name="columns">Names of the columns that are selected.</param>
    /// <param name="keys">The values, each once.</param>
    /// <param name="read">Reads a row of the current chunk by its number; called by several threads, each with a query of its own.</param>
    /// <param name="limits">How long a query may take and how many rows it may give.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    /// <exception cref="LakeSqlException">The engine failed or ran out of time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<T> QueryByKey<T>(
        string format, IReadOnlyList<string> columns, IReadOnlyList<string> keys, Func<LakeQuery, int, T> read, QueryLimits limits,
        CancellationToken cancellationToken)
    {
        var selects = _views.SelectByKey(format, columns, keys);
        List<T> Ask(KeyedSelect select)
        {
            using var query = Run(
                _keyed.Value,
                (connection, isAgain) => connection.QueryWhole(
                    isAgain ? _views.SelectByKey(format, columns, select.Keys).Single().Sql : select.Sql),
                limits, cancellationToken);
            var rows = new List<T>();
            while (query.NextChunk())
                rows.AddRange(Enumerable.Range(0, query.RowCount).Select(row => read(query, row)));
            return rows;
        }

        return [.. AskAll(selects, Ask).SelectMany(rows => rows).Take(limits.RowsMax)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        if (_keyed.IsValueCreated)
            _keyed.Value.Dispose();
    }

    // To share out a single question would take half as long as the question.
    List<T>[] AskAll<T>(IReadOnlyList<KeyedSelect> selects, Func<KeyedSelect, List<T>> ask)
    {
        if (selects.Count < 2)
            return [.. selects.Select(ask)];
        var found = new List<T>[selects.Count];
        try
        {
            // One value is in one row group, which an engine does not share out: the questions are.
            Parallel.For(0, selects.Count, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i => found[i] = ask(selects[i]));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        return found;
    }

    static DuckDbDatabase OpenEngine(string folder, LakeSqlSettings settings)
    {
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
            // Each query has a connection of its own: what is not set globally is forgotten with this one. How many rows a file has the
            // engine knows only when it has opened it: it would take each for empty, and join millions by comparing each with each. Without
            // prefetching, the head of each page is read in some twenty calls of the system, which is most of what reading a few rows of
            // many columns takes.
            connection.Execute($"""
                SET GLOBAL TimeZone = 'UTC';
                SET GLOBAL parquet_metadata_cache = true;
                SET GLOBAL asof_loop_join_threshold = 0;
                SET GLOBAL prefetch_all_parquet_files = true;
                SET allowed_directories = [{allowed}];
                SET enable_external_access = false;
                SET lock_configuration = true;
                CREATE SCHEMA {SummaryViews.ViewSchema};
                """);
            var open = database;
            database = null!;
            return open;
        }
        finally
        {
            database?.Dispose();
        }
    }

    // What is asked for is told whether it is asked again, after the lake was listed anew.
    LakeQuery Run(DuckDbDatabase database, Func<DuckDbConnection, bool, DuckDbResult> ask, QueryLimits limits,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = database.Connect();
        var watch = new QueryWatch(connection, limits.TimeMax, _time, cancellationToken);
        var mark = limits.TimeMax > Limits.UnmarkedQueryMax ? _views.Mark(_time.GetUtcNow(), limits.TimeMax) : null;
        try
        {
            var query = new LakeQuery(connection, Ask(connection, ask), watch, mark, limits);
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

    DuckDbResult Ask(DuckDbConnection connection, Func<DuckDbConnection, bool, DuckDbResult> ask)
    {
        try
        {
            return ask(connection, false);
        }
        catch (DuckDbException failure) when (failure.Kind == DuckDbErrorKind.Io)
        {
            // A file has been deleted since it was listed: what it held is elsewhere, or gone for good.
            _views.Forget();
            return ask(connection, true);
        }
    }
}

/// <summary>What the engine may use.</summary>
/// <param name="Threads">Threads of one engine, for all its queries together; that for questions by key has one for each.</param>
/// <param name="MemoryBytesMax">Memory of one engine; it does not spill to disk. What questions by key take is little.</param>
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
