using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Queries;

/// <summary>Interrupts a statement when its time is over or its caller gave up, and tells afterwards which it was.</summary>
sealed class QueryWatch : IDisposable
{
    readonly DuckDbConnection _connection;
    readonly CancellationToken _cancellationToken;
    readonly CancellationTokenRegistration _registration;
    readonly ITimer _timer;
    readonly TimeSpan _timeMax;
    volatile bool _isTimeOver;

    internal QueryWatch(DuckDbConnection connection, TimeSpan timeMax, TimeProvider time, CancellationToken cancellationToken)
    {
        _connection = connection;
        _cancellationToken = cancellationToken;
        _timeMax = timeMax;

        // An interrupt that comes before the statement has started is lost, so it is repeated.
        _timer = time.CreateTimer(_ => Over(), null, timeMax, Limits.InterruptInterval);
        _registration = cancellationToken.Register(() => _timer.Change(TimeSpan.Zero, Limits.InterruptInterval));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
    }

    /// <summary>The exception that says why a statement failed.</summary>
    internal Exception Explain(DuckDbException failure) => failure.Kind != DuckDbErrorKind.Interrupt
        ? new LakeSqlException(LakeSqlFailure.Failed, failure.Message, failure)
        : _cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The query was cancelled.", failure, _cancellationToken)
            : new LakeSqlException(
                LakeSqlFailure.OutOfTime,
                    FormattableString.Invariant($"The query took longer than {_timeMax.TotalSeconds:0.#} seconds and was stopped."),
                    failure);

    /// <summary>Throws when the time is over or the caller gave up.</summary>
    internal void ThrowIfOver()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_isTimeOver)
            throw Explain(new DuckDbException("interrupted", DuckDbErrorKind.Interrupt));
    }

    void Over()
    {
        _isTimeOver = !_cancellationToken.IsCancellationRequested || _isTimeOver;
        _connection.Interrupt();
    }
}
