using CloudAnalytics.Core;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake.Deliveries;
using CloudAnalytics.Server.Intake.Syslog;
using CloudAnalytics.Server.Web.Intake;

namespace CloudAnalytics.Server.Intake;

/// <summary>
/// Takes logs in as long as the server runs: follows files and receives deliveries, in rounds that each end with a commit. Of a full disk
/// it says so, and goes on by itself once there is space.
/// </summary>
public sealed class IntakeService : IIntakeStatus, IDisposable
{
    readonly IntakeCore _core;
    readonly FileFollower _follower;
    readonly DeliveryQueue _deliveries;
    readonly SyslogIntake _syslog;
    volatile IntakeSnapshot _snapshot = new(null, null, []);

    /// <summary>Takes up where the last process left off.</summary>
    /// <param name="lake">The lake; nothing else may commit to it through another intake.</param>
    /// <param name="configuration">What to follow, and how.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    /// <exception cref="ConfigurationException">A listener for syslog may not listen so.</exception>
    public IntakeService(LakeWriter lake, ServerConfiguration configuration, TimeProvider time)
    {
        _core = new IntakeCore(lake, configuration, time);
        _follower = new FileFollower(_core, configuration.Sources);
        _deliveries = new DeliveryQueue(_core);
        _syslog = new SyslogIntake(_core);
    }

    /// <summary>Told of messages that are dropped, in words for administrators.</summary>
    public Action<string>? Tell
    {
        get => _syslog.Tell;
        set => _syslog.Tell = value;
    }

    /// <summary>Rows made since the start.</summary>
    public long Rows { get; private set; }

    /// <summary>Records refused since the start.</summary>
    public long DeadLetters { get; private set; }

    /// <summary>Rounds that were committed since the start.</summary>
    public long Commits { get; private set; }

    internal DeliveryQueue Deliveries => _deliveries;

    internal IntakeCore Core => _core;

    internal SyslogIntake Syslog => _syslog;

    /// <inheritdoc/>
    public IntakeSnapshot Read() => _snapshot with { Listeners = [.. _syslog.Snapshot()] };

    /// <summary>Begins to receive syslog; <see cref="RunAsync"/> does it otherwise.</summary>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public void Listen() => _syslog.Start();

    /// <inheritdoc/>
    public void Dispose() => _syslog.Dispose();

    /// <summary>Runs until it is cancelled; what was read and received then is committed.</summary>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The first look may take long, and whoever starts this has more to start.
        await Task.Yield();
        _syslog.Start();
        while (!cancellationToken.IsCancellationRequested)
        {
            var isSafe = await RoundAsync();
            var pause = isSafe ? _core.Configuration.Intake.PollMs : Limits.FailedRoundPauseMs;
            await _deliveries.WaitAsync(TimeSpan.FromMilliseconds(pause), isSafe, cancellationToken);
        }

        await _syslog.StopAsync();
        await RoundAsync();
        _deliveries.Stop();
    }

    /// <summary>One look and one commit.</summary>
    /// <returns>Whether all that was read is safe.</returns>
    internal async Task<bool> RoundAsync()
    {
        _follower.Look();
        if (_follower.IsIdle && _deliveries.IsEmpty && _syslog.IsEmpty)
        {
            // Nothing waits for the lake, so nothing is known of a fault that it may have had.
            _follower.End(isSafe: true);
            _snapshot = _snapshot with { Fault = null, Sources = _follower.Snapshot };
            return true;
        }

        await using var round = await _core.BeginAsync(CancellationToken.None);
        var delivered = _deliveries.Take(round);
        _syslog.Take(round);
        _follower.Read(round);
        var total = round.Files.Report.Total + round.Deliveries.Report.Total;
        var result = await round.CompleteAsync(isFollowing: true);
        var failure = result as LakeWriteResult.Failed;
        if (failure is null)
        {
            Rows += total.Rows;
            DeadLetters += total.Malformed;
            Commits++;
        }

        DeliveryQueue.Answer(delivered, failure);
        _follower.End(failure is null);
        _snapshot = new IntakeSnapshot(failure is null ? round.Now : _snapshot.LastCommit, failure?.Reason, _follower.Snapshot);
        return failure is null;
    }
}
