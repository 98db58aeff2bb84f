using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Web;

/// <summary>
/// Lets requests ask the lake, a few at a time: the others wait in line, so that a page with twenty panels does not make each of them slow.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore holds nothing to free while nobody asks for its wait handle.")]
sealed class LakeDesk(LakeSql lake)
{
    readonly SemaphoreSlim _questions = new(Limits.WebQueriesAtOnceMax);
    readonly SemaphoreSlim _exports = new(Limits.WebExportsAtOnceMax);

    public LakeSql Lake => lake;

    /// <summary>Runs work that asks the lake on a thread of the pool, when its turn comes.</summary>
    /// <exception cref="OperationCanceledException">The request was given up, waiting or running.</exception>
    public async Task<T> AskAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _questions.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _questions.Release();
        }
    }

    /// <summary>
    /// The same for work that sends rows while it reads them: it lasts as long as the receiver takes, and has a line of its own.
    /// </summary>
    public async Task ExportAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _exports.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(work, cancellationToken);
        }
        finally
        {
            _exports.Release();
        }
    }
}

/// <summary>A statement of our own, with the values of its parameters.</summary>
/// <param name="Sql">One statement; parameters are <c>?</c>.</param>
/// <param name="Limits">How long it may take, the reading of its rows included, and how many rows it may give.</param>
sealed record LakeQuestion(string Sql, QueryLimits Limits)
{
    /// <summary>The parameters' values in order.</summary>
    public ImmutableArray<SqlValue> Parameters { get; init; } = [];

    /// <summary>Asks it.</summary>
    public LakeQuery Run(LakeSql lake, CancellationToken cancellationToken) =>
        lake.Query(Sql, Parameters.AsSpan(), Limits, cancellationToken);

    /// <summary>Asks it and makes something of each row.</summary>
    public List<T> List<T>(LakeSql lake, Func<LakeQuery, int, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        using var query = Run(lake, cancellationToken);
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
                rows.Add(read(query, i));
        }

        return rows;
    }
}
