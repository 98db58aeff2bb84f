using CloudAnalytics.Core;
using CloudAnalytics.Lake.Maintenance;

namespace CloudAnalytics.Server.Hosting;

/// <summary>Keeps the lake fast and within its limits while the server runs.</summary>
/// <param name="maintenance">What is done.</param>
/// <param name="tell">Told of a pass that ended early, in words for administrators.</param>
/// <param name="time">The clock.</param>
public sealed class MaintenanceLoop(LakeMaintenance maintenance, Action<string> tell, TimeProvider time)
{
    /// <summary>Runs a pass every <see cref="Limits.MaintenanceInterval"/> until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Limits.MaintenanceInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var report = await Task.Run(async () => await maintenance.RunAsync(cancellationToken), cancellationToken);
                if (report.Failure is { } failure)
                    tell($"the archive could not be maintained: {failure.Reason}");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the process: a pass that was stopped is done again at the next start.
        }
    }
}
